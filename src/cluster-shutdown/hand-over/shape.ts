import * as z from 'zod/mini';
import type { NotifyTargets } from '../../notify/targets.ts';
import type { CredentialReference } from '../../power/credential.ts';
import type { IpmiConnection } from '../../power/ipmitool-arguments.ts';
import { failureWords } from '../../result/failure-words.ts';
import type { RunOrder } from '../../shutdown-plan/run/order.ts';
import type { HandOver } from './hand-over.ts';

const name = z.string().check(z.minLength(1), z.maxLength(255));
const time = z.number().check(z.nonnegative());
const duration = z.int().check(z.nonnegative(), z.maximum(86_400_000));

const credential: z.ZodMiniType<CredentialReference> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: name }),
  z.strictObject({ kind: z.literal('environment'), variable: name }),
  z.strictObject({ kind: z.literal('systemd'), name }),
]);

const connection: z.ZodMiniType<IpmiConnection> = z.strictObject({
  address: z.strictObject({ host: name, port: z.int().check(z.minimum(1), z.maximum(65_535)) }),
  interface: z.enum(['lan', 'lanplus']),
  user: z.string(),
  credential,
  cipher: z.int().check(z.minimum(0), z.maximum(255)),
  privilege: z.nullable(z.enum(['USER', 'OPERATOR', 'ADMINISTRATOR'])),
  answerSeconds: z.int().check(z.minimum(1), z.maximum(60)),
});

const targets: z.ZodMiniType<NotifyTargets> = z.strictObject({
  mail: z.array(
    z.strictObject({
      host: name,
      port: z.int(),
      encryption: z.enum(['tls', 'starttls', 'none']),
      user: z.nullable(z.string()),
      password: z.nullable(credential),
      from: name,
      to: z.array(name),
    }),
  ),
  webhooks: z.array(z.strictObject({ url: name, authorization: z.nullable(credential) })),
});

const order: z.ZodMiniType<RunOrder> = z.strictObject({
  run: z.uuid(),
  action: z.enum(['shutdown', 'start']),
  cluster: z.string(),
  acceptor: name,
  requestedBy: z.string(),
  planHash: z.string(),
  acceptedAt: time,
  batches: z.array(
    z.strictObject({
      kind: z.enum(['compute', 'other', 'remote-controllers', 'this-controller']),
      waves: z.array(z.array(name)),
    }),
  ),
  machines: z.array(
    z.strictObject({
      name,
      role: z.enum(['compute', 'controller', 'other', 'foreign']),
      policy: z.strictObject({ softMs: z.nullable(duration), hardMs: z.nullable(duration) }),
      after: z.array(name),
    }),
  ),
  limits: z.strictObject({
    unreachableMs: duration,
    onMs: duration,
    firstPollMs: z.int().check(z.minimum(10), z.maximum(60_000)),
    slowestPollMs: z.int().check(z.minimum(10), z.maximum(600_000)),
    gateMs: duration,
    onUnconfirmed: z.enum(['continue', 'hold']),
    isLocalPowerOffAllowed: z.boolean(),
  }),
});

const handOver: z.ZodMiniType<HandOver> = z.strictObject({
  format: z.literal(1),
  bootId: name,
  uptimeSeconds: time,
  order,
  bmcs: z.record(name, connection),
  parallelCommands: z.int().check(z.minimum(1), z.maximum(512)),
  notify: targets,
  cluster: z.strictObject({
    kind: z.nullable(z.enum(['hawser', 'pacemaker'])),
    socket: z.nullable(z.string()),
    stopServicesMs: duration,
  }),
});

/** A hand-over out of its text; a text says what is wrong with it. */
export function parseHandOver(text: string): HandOver | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not JSON: ${failureWords(error)}`;
  }
  const parsed = handOver.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'malformed'}`;
  }
  return contradiction(parsed.data) ?? parsed.data;
}

/** What fields alone do not show. */
function contradiction({ order: { machines, batches, acceptor, action }, bmcs }: HandOver): string | null {
  const described = new Set(machines.map((machine) => machine.name));
  if (described.size !== machines.length) return 'a machine is described twice';
  const placed = batches.flatMap(({ waves }) => waves.flat());
  if (new Set(placed).size !== placed.length) return 'a machine has two places in the order';
  if (placed.length !== described.size || placed.some((machine) => !described.has(machine)))
    return 'the order and the machines do not name the same machines';
  const unreachable = placed.find((machine) => !Object.hasOwn(bmcs, machine));
  if (unreachable !== undefined) return `${unreachable} has no BMC`;
  // Nothing else is in its batch: once its own command is sent, nobody is left to see to the others.
  const last = (action === 'shutdown' ? batches.at(-1) : batches[0])?.waves.flat();
  if (last?.length !== 1 || last[0] !== acceptor)
    return `${acceptor} accepted the request and is not alone at the end of the order`;
  return null;
}
