import { notifyTargets } from '../../notify/targets-shape.ts';
import { credentialReference } from '../../power/credential-shape.ts';
import {
  checkConnection,
  DEFAULT_ANSWER_SECONDS,
  DEFAULT_CIPHER,
  type IpmiConnection,
} from '../../power/ipmitool-arguments.ts';
import { DEFAULT_LIMITS } from '../../power/pool.ts';
import { RMCP_PORT } from '../../power/power.ts';
import type { Problem, Result } from '../../result/problem.ts';
import { checkMachines } from '../../shutdown-plan/check-machines.ts';
import type { EscalationPolicy, MachineRole } from '../../shutdown-plan/model/machine.ts';
import { DEFAULT_RUN_LIMITS } from '../../shutdown-plan/run/order.ts';
import { inventoryField } from '../problem.ts';
import type { Inventory, InventoryMachine } from './inventory.ts';
import {
  INVENTORY_SHAPE,
  type WrittenBmc,
  type WrittenInventory,
  type WrittenMachine,
  type WrittenStep,
} from './shape.ts';

/** Machines that carry guests and data take their time; none may be cut off sooner than after a minute of hard off. */
const DEFAULT_POLICIES: Readonly<Record<MachineRole, EscalationPolicy>> = {
  compute: { softMs: 300_000, hardMs: 60_000 },
  controller: { softMs: 300_000, hardMs: 60_000 },
  other: { softMs: 600_000, hardMs: 60_000 },
  foreign: { softMs: 300_000, hardMs: null },
};
const DEFAULT_STOP_SERVICES_MS = 300_000;
const DEFAULT_PROOF_DAYS = 30;

/** An inventory out of what was written; everything that is wrong is named at once. */
export function judgeInventory(value: unknown, path: string): Result<Inventory> {
  const parsed = INVENTORY_SHAPE.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) =>
      inventoryField(path, placeName(issue.path, value), issue.message),
    );
    return { ok: false, problems };
  }
  const written = parsed.data;
  const problems: Problem[] = [];
  const machines = written.machines.map((machine, i) => {
    const { connection, missing } = connect(machine, written.bmc ?? {});
    for (const field of missing)
      problems.push(
        inventoryField(path, `machines[${i}] (${machine.name}).bmc`, `${field} is missing here and in “bmc”`),
      );
    const wrong = missing.length > 0 ? null : checkConnection(connection);
    if (wrong !== null) problems.push({ ...wrong, message: `${machine.name}: ${wrong.message}` });
    return describeMachine(machine, connection, written);
  });
  problems.push(...checkMachines(machines));
  if (problems.length > 0) return { ok: false, problems };
  const { limits = {} } = written;
  const ms = (seconds: number | undefined, otherwise: number) =>
    seconds === undefined ? otherwise : seconds * 1000;
  const inventory: Inventory = {
    path,
    clusterName: written.cluster ?? null,
    isIpmiOn: written.ipmi,
    isOneClickOn: written.oneClickShutdown,
    machines,
    limits: {
      ...DEFAULT_RUN_LIMITS,
      unreachableMs: ms(limits.unreachableSeconds, DEFAULT_RUN_LIMITS.unreachableMs),
      onMs: ms(limits.powerOnSeconds, DEFAULT_RUN_LIMITS.onMs),
      gateMs: ms(limits.healthySeconds, DEFAULT_RUN_LIMITS.gateMs),
      onUnconfirmed: limits.unconfirmed ?? DEFAULT_RUN_LIMITS.onUnconfirmed,
      isLocalPowerOffAllowed: limits.localPowerOff ?? DEFAULT_RUN_LIMITS.isLocalPowerOffAllowed,
    },
    parallelCommands: limits.parallelCommands ?? DEFAULT_LIMITS.slots,
    stopServicesMs: ms(limits.stopServicesSeconds, DEFAULT_STOP_SERVICES_MS),
    proofDays: limits.proofDays ?? DEFAULT_PROOF_DAYS,
    notify: notifyTargets(written.notify),
  };
  return { ok: true, value: inventory, problems: [] };
}

/** `machines[3] (compute4).bmc.port`. */
function placeName(path: readonly PropertyKey[], value: unknown): string {
  let here: unknown = value;
  let text = '';
  for (const part of path) {
    text += typeof part === 'number' ? `[${part}]` : `${text === '' ? '' : '.'}${String(part)}`;
    here = typeof here === 'object' && here !== null ? Reflect.get(here, part) : undefined;
    if (typeof part === 'number' && typeof here === 'object' && here !== null && 'name' in here)
      text += ` (${String(here.name)})`;
  }
  return text === '' ? 'the whole' : text;
}

function connect(
  { bmc }: WrittenMachine,
  defaults: WrittenBmc,
): { readonly connection: IpmiConnection; readonly missing: readonly string[] } {
  const own: WrittenBmc = typeof bmc === 'string' ? { host: bmc } : bmc;
  const given = { ...defaults, ...own };
  const missing = [
    ...(own.host === undefined ? ['host'] : []),
    ...(given.user === undefined ? ['user'] : []),
    ...(given.password === undefined ? ['password'] : []),
  ];
  const connection: IpmiConnection = {
    address: { host: own.host ?? '', port: given.port ?? RMCP_PORT },
    interface: given.interface ?? 'lan',
    user: given.user ?? '',
    credential: credentialReference(given.password ?? { file: '' }),
    cipher: given.cipher ?? DEFAULT_CIPHER,
    privilege: given.privilege ?? null,
    answerSeconds: given.answerSeconds ?? DEFAULT_ANSWER_SECONDS,
  };
  return { connection, missing };
}

function describeMachine(
  { name, role, after = [], afterRoles = [], soft, hard }: WrittenMachine,
  connection: IpmiConnection,
  { roles = {}, machines }: WrittenInventory,
): InventoryMachine {
  const byRole = machines.filter((other) => other.name !== name && afterRoles.includes(other.role));
  const standard = DEFAULT_POLICIES[role];
  const ofRole = roles[role] ?? {};
  const { host, port } = connection.address;
  return {
    name,
    role,
    bmc: `${host}:${port}`,
    policy: {
      softMs: stepMs(soft ?? ofRole.soft, standard.softMs),
      hardMs: stepMs(hard ?? ofRole.hard, standard.hardMs),
    },
    after: [...new Set([...after, ...byRole.map((other) => other.name)])],
    connection,
  };
}

function stepMs(step: WrittenStep | undefined, otherwise: number | null): number | null {
  if (step === undefined) return otherwise;
  return step === 'never' ? null : step * 1000;
}
