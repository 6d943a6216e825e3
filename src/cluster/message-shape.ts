import * as z from 'zod/mini';
import type { MessageBody } from '../controller/model/message.ts';
import { cibChange, cibCondition, cibText, dampening, key } from './cib-change-shape.ts';

const text = z.string();
const number = z.number();
const nodeIds = z.array(z.int());
const table = z.record(text, text);
const descent = z.looseObject({ vouched: number, foundation: number, lineage: number });
const version = z.looseObject({ adminEpoch: number, epoch: number, numUpdates: number });
const origin = z.looseObject({ nodeId: z.int(), requestId: text });
const member = z.looseObject({ nodeId: z.int(), name: key, incarnation: text, hasWatchdog: z.boolean() });
const changes = z.array(cibChange);
const condition = z.nullable(cibCondition);

const operationOrder = z.looseObject({
  transitionKey: key,
  key,
  resource: z.looseObject({ id: text, class: text, provider: z.nullable(text), type: text }),
  node: text,
  nodeId: key,
  executor: z.int(),
  task: text,
  intervalMs: number,
  timeoutMs: number,
  startDelayMs: number,
  targetRc: number,
  parameters: table,
  shutdownLock: z.nullable(text),
  isNoWait: z.boolean(),
});

const operationResult = z.looseObject({
  rc: number,
  status: number,
  exitReason: text,
  output: text,
  startedAt: number,
  executionMs: number,
  queueMs: number,
  agent: z.nullable(
    z.looseObject({
      canReload: z.boolean(),
      reloadable: z.array(text),
      all: z.array(text),
      private: z.array(text),
    }),
  ),
});

const fenceOperation = z.enum(['off', 'on', 'reboot']);

const fenceOrder = z.looseObject({
  fenceId: text,
  executor: z.int(),
  device: text,
  agent: text,
  action: text,
  agentAction: text,
  target: z.nullable(text),
  targetAlias: z.nullable(text),
  hostArgument: z.nullable(text),
  parameters: table,
  timeoutMs: number,
  delayMs: number,
});

const fenceResult = z.looseObject({
  outcome: z.enum(['ok', 'failed', 'unsupported']),
  power: z.nullable(z.enum(['on', 'off'])),
  hosts: z.nullable(z.array(text)),
  rc: z.nullable(number),
  isTimeout: z.boolean(),
  output: text,
  startedAt: number,
  endedAt: number,
});

const fencingRecord = z.looseObject({
  id: text,
  target: text,
  operation: fenceOperation,
  devices: z.array(text),
  executors: z.array(text),
  client: text,
  startedAt: number,
  endedAt: number,
  outcome: z.enum(['confirmed', 'asserted', 'failed']),
  reason: text,
  evidence: z.array(z.looseObject({ kind: text, witness: text, outcome: text, at: number, text })),
});

const replicated = z.looseObject({
  view: number,
  standing: z.enum(['undetermined', 'primary', 'minority']),
  descent,
  lastPrimary: z.looseObject({ members: nodeIds, hosts: nodeIds, isUnbroken: z.boolean() }),
  acceptance: z.nullable(z.looseObject({ operator: text, at: number, view: number })),
  served: z.array(text),
  seniority: nodeIds,
  members: z.record(text, member),
  excluded: nodeIds,
  dead: table,
  known: z.record(text, member),
  operations: z.record(
    text,
    z.looseObject({
      order: operationOrder,
      orderedBy: z.int(),
      transition: number,
      actionId: number,
      deadline: number,
    }),
  ),
  recurring: z.record(
    text,
    z.looseObject({
      order: operationOrder,
      last: z.nullable(z.looseObject({ rc: number, status: number })),
    }),
  ),
  callIds: z.record(text, number),
  dampened: z.record(
    text,
    z.looseObject({ name: text, values: z.record(text, z.nullable(text)), dampeningMs: number }),
  ),
  dampenings: z.record(text, number),
  fencing: z.array(fencingRecord),
  leaving: z.array(text),
  applied: number,
  chain: text,
  nextCheck: number,
  transition: number,
});

/** What every message has to carry, by kind. */
const BODIES: { readonly [K in MessageBody['kind']]: z.ZodMiniType } = {
  hello: z.looseObject({
    member,
    members: nodeIds,
    version,
    digest: text,
    descent,
    view: number,
    isPrimary: z.boolean(),
    wasSynchronized: z.boolean(),
  }),
  exclude: z.looseObject({ missing: nodeIds }),
  snapshot: z.looseObject({
    target: z.nullable(z.int()),
    cib: text,
    replicated,
    digest: text,
    buffered: z.array(
      z.looseObject({ from: z.int(), message: z.unknown().check(z.refine((value) => isMessage(value))) }),
    ),
  }),
  'copy-request': z.looseObject({ why: text }),
  check: z.looseObject({ applied: number, digest: text }),
  standing: z.looseObject({
    standing: z.enum(['primary', 'minority']),
    members: nodeIds,
    hosts: nodeIds,
    isQuorate: z.boolean(),
    isAccepted: z.boolean(),
  }),
  accept: z.looseObject({ operator: text, at: number, origin }),
  proposal: z.looseObject({ changes, condition, origin }),
  change: z.looseObject({
    changes,
    condition,
    origin: z.nullable(origin),
    step: z.nullable(z.looseObject({ transition: number, actionId: number })),
    isFirm: z.boolean(),
  }),
  persisted: z.looseObject({ lineage: number, version }),
  attribute: z.looseObject({
    nodes: z.array(key),
    name: key,
    value: z.nullable(cibText),
    dampeningMs: dampening,
    origin: z.nullable(origin),
  }),
  flush: z.looseObject({ attribute: key }),
  order: z.looseObject({
    transition: number,
    actionId: number,
    order: operationOrder,
    deadline: number,
    time: number,
  }),
  'cancel-order': z.looseObject({
    transition: number,
    actionId: number,
    nodeId: key,
    executor: z.int(),
    resource: text,
    task: text,
    intervalMs: number,
  }),
  'shutdown-order': z.looseObject({ nodeId: key }),
  result: z.looseObject({
    transitionKey: key,
    nodeId: key,
    result: operationResult,
    isWrittenOff: z.boolean(),
    time: number,
  }),
  'fence-request': z.looseObject({ target: text, operation: fenceOperation, client: text, origin }),
  'fence-order': z.looseObject({ order: fenceOrder }),
  'fence-result': z.looseObject({ fenceId: text, result: fenceResult }),
  fenced: z.looseObject({
    record: fencingRecord,
    targetId: z.nullable(text),
    incarnation: z.nullable(text),
    downed: z.array(text),
    origins: z.array(origin),
    attributes: z.record(text, cibText),
  }),
  'fencing-history': z.looseObject({ records: z.array(fencingRecord) }),
};

const message = z.looseObject({
  stamp: z.nullable(z.looseObject({ applied: number, digest: text, view: number })),
  body: z.looseObject({ kind: text }),
});

/** What is wrong with a message of another member, in words; `null` when every level of it is as it has to be. */
export function messageFault(value: unknown): string | null {
  const read = message.safeParse(value);
  if (!read.success) return 'it is no message';
  const { body } = read.data;
  if (!Object.hasOwn(BODIES, body.kind))
    return `its kind ${JSON.stringify(body.kind).slice(0, 60)} is not known`;
  const checked = BODIES[body.kind as MessageBody['kind']].safeParse(body);
  if (checked.success) return null;
  const issue = checked.error.issues[0];
  const where = (issue?.path ?? []).map((step) => String(step).slice(0, 60)).join('.');
  return `${where} of ${body.kind}: ${issue?.message ?? 'it is malformed'}`;
}

function isMessage(value: unknown): boolean {
  return messageFault(value) === null;
}
