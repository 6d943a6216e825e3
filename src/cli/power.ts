import { ConfirmedBmc, DEFAULT_PACE } from '../power/confirmed-bmc.ts';
import { IpmitoolChassis } from '../power/ipmitool.ts';
import { giveUpMs } from '../power/ipmitool-arguments.ts';
import type { Bmc, PowerOutcome, PowerResult } from '../power/power.ts';
import { nearMiss } from '../result/near-miss.ts';
import { complain } from './live/connection.ts';
import {
  type NamedPowerRequest,
  POWER_USAGE,
  type PowerRequest,
  readPowerArguments,
} from './power-arguments.ts';

/** Each outcome has a code of its own; 1 and 2 are left to what shells and their tools use them for. */
export const POWER_EXIT: Readonly<Record<PowerOutcome | 'usage', number>> = {
  confirmed: 0,
  accepted: 3,
  refused: 4,
  'wrong-credentials': 5,
  unreachable: 6,
  unresolvable: 7,
  failed: 8,
  usage: 64,
};

/** Room for starting and ending ipmitool beyond the time it waits for answers. */
const COMMAND_MARGIN_MS = 2_000;

/** `hawser power` (S0.39–S0.43). Writes to standard output; answers with the exit code. */
export async function power(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h') || argv.length === 0) {
    console.log(POWER_USAGE);
    return argv.length === 0 ? POWER_EXIT.usage : 0;
  }
  if (argv[0] === 'check')
    return await (await import('./power-by-inventory.ts')).checkPower(argv.slice(1), process.env);
  const given = readPowerArguments(argv, process.env);
  if (typeof given === 'string') {
    console.error(`hawser power: ${given}\n\n${POWER_USAGE}`);
    return POWER_EXIT.usage;
  }
  const request = 'connection' in given ? given : await lookUp(given);
  if (request === null) return POWER_EXIT.usage;
  const { connection, format } = request;
  const commandMs = Math.max(DEFAULT_PACE.commandMs, giveUpMs(connection) + COMMAND_MARGIN_MS);
  const bmc = new ConfirmedBmc(new IpmitoolChassis(connection), { ...DEFAULT_PACE, commandMs });
  const result = await perform(bmc, request);
  if (format === 'json') console.log(renderPowerJson(request, result));
  else {
    console.log(renderPowerText(request, result));
    if (result.problem !== null)
      console.error(`${result.problem.code} ${result.problem.message}\n${result.problem.hint}`);
  }
  return POWER_EXIT[result.outcome];
}

/** A machine's connection out of the inventory; `null` after saying what is wrong. */
async function lookUp({ machine, inventory, ...wish }: NamedPowerRequest): Promise<PowerRequest | null> {
  const [{ readInventory }, { DEFAULT_INVENTORY }] = await Promise.all([
    import('../cluster-shutdown/inventory/read.ts'),
    import('../cluster-shutdown/inventory/inventory.ts'),
  ]);
  const path = inventory ?? DEFAULT_INVENTORY;
  const read = await readInventory(path);
  if (!read.ok) {
    complain('power', read.problems);
    console.error(
      `To ask a BMC by its address say user and password: hawser power ${wish.action} ${machine} -U USER -f FILE`,
    );
    return null;
  }
  const names = read.value.machines.map(({ name }) => name);
  const found = read.value.machines.find(({ name }) => name === machine);
  if (found !== undefined) return { ...wish, connection: found.connection };
  const meant = nearMiss(machine, names);
  const hint = meant === null ? '' : `; did you mean ${meant}?`;
  console.error(`hawser power: ${path} does not name ${machine}${hint}`);
  return null;
}

function perform(
  bmc: Bmc,
  { action, deadlineMs, softFirstMs, isDirect }: PowerRequest,
): Promise<PowerResult> {
  const method = isDirect ? 'direct' : 'off-on';
  switch (action) {
    case 'status':
      return bmc.status();
    case 'on':
      return bmc.on({ deadlineMs });
    case 'off':
      return softFirstMs === null
        ? bmc.off({ deadlineMs })
        : bmc.powerDown({ softDeadlineMs: softFirstMs, hardDeadlineMs: deadlineMs });
    case 'soft':
      return bmc.soft({ deadlineMs });
    case 'reset':
      return bmc.reset({ deadlineMs, method });
    case 'cycle':
      return bmc.cycle({ deadlineMs, method });
  }
}

/** One line: which BMC, what became of it, what the power reads. */
export function renderPowerText({ action, connection }: PowerRequest, result: PowerResult): string {
  const reading = result.reading === null ? 'power unknown' : `power ${result.reading}`;
  const { host } = connection.address;
  if (action === 'status') return `${host}: ${reading}`;
  return `${host}: ${action} ${result.outcome}, ${reading}`;
}

/** Everything, evidence included. */
export function renderPowerJson({ action, connection }: PowerRequest, result: PowerResult): string {
  const { outcome, reading, when, evidence, problem } = result;
  const instant = (epochMs: number) => new Date(epochMs).toISOString();
  return JSON.stringify(
    {
      bmc: connection.address,
      action,
      outcome,
      reading,
      when: instant(when),
      problem: problem === null ? null : { code: problem.code, message: problem.message, hint: problem.hint },
      evidence: evidence.map((entry) => ({ ...entry, at: instant(entry.at) })),
    },
    null,
    2,
  );
}
