import { cibVersion } from '../../cib/version.ts';
import { writeXml } from '../../cib/write.ts';
import { findNode, type KnownNode, knownNodes, readAttribute } from '../cib/node-attribute.ts';
import { configurationName } from '../cib/version.ts';
import { emit, send } from '../emit.ts';
import type { AttributeLifetime, CibChange, CibCondition } from '../model/cib-change.ts';
import type { MessageBody } from '../model/message.ts';
import type { ClientAnswer, ClientRequest } from '../model/request.ts';
import type { ControllerState, OpenRequest } from '../model/state.ts';
import { controllerProblem } from '../problem.ts';
import { beginWait, endWait } from '../waits.ts';
import { quorumNeeded } from './quorum-needed.ts';
import { statusReport } from './status.ts';

/** Fencing takes its time: the answer is waited for longer than for a change. */
const FENCING_MS = 15 * 60_000;

/** A client asks for something. */
export function onRequest(state: ControllerState, requestId: string, request: ClientRequest): void {
  switch (request.kind) {
    case 'read-cib':
      answer(state, requestId, { kind: 'cib', xml: writeXml(state.cib), version: cibVersion(state.cib) });
      return;
    case 'status':
      answer(state, requestId, { kind: 'status', status: statusReport(state) });
      return;
    case 'read-attribute':
      answer(state, requestId, readAttributes(state, request.node, request.name, request.lifetime));
      return;
    default:
  }
  const open: OpenRequest = { request, version: null, isSent: false };
  state.requests.set(requestId, open);
  const limit = request.kind === 'fence' ? FENCING_MS : state.times.request;
  beginWait(state, `request/${requestId}`, `answer to ${request.kind}`, state.now + limit, {
    kind: 'request',
    requestId,
  });
  if (state.phase === 'ready') submit(state, requestId, open);
}

/** Requests that came while members synchronized are sent on. */
export function submitHeld(state: ControllerState): void {
  for (const [requestId, open] of [...state.requests]) if (!open.isSent) submit(state, requestId, open);
}

function submit(state: ControllerState, requestId: string, open: OpenRequest): void {
  open.isSent = true;
  const { request } = open;
  const refusal = quorumNeeded(state, request);
  if (refusal !== null) {
    refuse(state, requestId, refusal);
    return;
  }
  const origin = { nodeId: state.options.self.nodeId, requestId };
  const change = (changes: readonly CibChange[], condition: CibCondition | null = null): void =>
    send(state, { kind: 'change', changes, condition, origin, step: null });
  switch (request.kind) {
    case 'change-cib':
      change(request.changes, request.condition);
      return;
    case 'set-attribute': {
      const unknown = request.nodes.find((name) => findNode(state.cib, name) === null);
      if (unknown !== undefined) {
        refuse(state, requestId, unknownNode(unknown));
        return;
      }
      const { nodes, name, value, lifetime, dampeningMs } = request;
      send(state, { kind: 'attribute', nodes, name, value, lifetime, dampeningMs, origin });
      return;
    }
    case 'clear-history': {
      const { resource, node, operation, mode } = request;
      if (node !== null && findNode(state.cib, node) === null) {
        refuse(state, requestId, unknownNode(node));
        return;
      }
      change([
        // The failures tell which histories are to go, so they go last.
        { kind: 'delete-history', node, resource, failedOnly: mode === 'cleanup' },
        { kind: 'clear-failures', node, resource, operation },
      ]);
      return;
    }
    case 'fence':
      onNode(state, requestId, request.node, (node) =>
        send(state, {
          kind: 'fence-request',
          target: node.name,
          operation: request.operation,
          client: request.client,
          origin,
        }),
      );
      return;
    case 'confirm-fenced':
      onNode(state, requestId, request.node, (node) => {
        if (isHeard(state, node)) refuse(state, requestId, stillHeard(node.name));
        else send(state, assertion(state, node, request.operator, requestId));
      });
      return;
    case 'shutdown-node':
      onNode(state, requestId, request.node, (node) => {
        const value = String(Math.floor(state.now / 1000));
        change([{ kind: 'attribute', node: node.name, name: 'shutdown', value, lifetime: 'transient' }]);
      });
      return;
    case 'cancel-shutdown':
      onNode(state, requestId, request.node, (node) =>
        change([
          { kind: 'attribute', node: node.name, name: 'shutdown', value: null, lifetime: 'transient' },
        ]),
      );
      return;
    case 'recheck':
      change([]);
      return;
    default:
  }
}

function onNode(
  state: ControllerState,
  requestId: string,
  name: string,
  act: (node: KnownNode) => void,
): void {
  const node = findNode(state.cib, name);
  if (node === null) refuse(state, requestId, unknownNode(name));
  else act(node);
}

function unknownNode(name: string): ReturnType<typeof controllerProblem> {
  return controllerProblem(
    'HWS-CTL-005',
    `There is no node ${name}`,
    'Use the name of a node of the cluster',
    name,
  );
}

/** Whose daemon or Corosync speaks to this node is not off, whatever anybody says. */
function isHeard({ group, quorum }: ControllerState, { id }: KnownNode): boolean {
  const nodeId = Number(id);
  return group.includes(nodeId) || quorum.members.includes(nodeId);
}

function stillHeard(name: string): ReturnType<typeof controllerProblem> {
  return controllerProblem(
    'HWS-CTL-056',
    `${name} cannot be vouched for as off: it is heard from at this moment`,
    `If ${name} has to go, have it fenced ("stonith fence"), or turn it off and wait until the cluster has lost it`,
    name,
  );
}

/** What an operator vouches for is written down as just that. */
function assertion(
  state: ControllerState,
  node: KnownNode,
  operator: string,
  requestId: string,
): MessageBody {
  const reason = `${operator} asserted that ${node.name} is off; nothing confirmed it`;
  const { self } = state.options;
  return {
    kind: 'fenced',
    targetId: node.id,
    incarnation: state.replicated.known[node.id]?.incarnation ?? null,
    downed: [],
    attributes: {},
    origins: [{ nodeId: self.nodeId, requestId }],
    record: {
      id: `${self.nodeId}-${self.incarnation}-assertion-${state.nextEffectId++}`,
      target: node.name,
      operation: 'off',
      devices: [],
      executors: [],
      client: operator,
      startedAt: state.now,
      endedAt: state.now,
      outcome: 'asserted',
      reason,
      evidence: [
        {
          kind: 'operator-assertion',
          device: null,
          witness: operator,
          action: null,
          outcome: 'ok',
          power: null,
          at: state.now,
          text: reason,
        },
      ],
    },
  };
}

/** Answers a client; a request is answered once. */
export function answer(state: ControllerState, requestId: string, given: ClientAnswer): void {
  state.requests.delete(requestId);
  endWait(state, `request/${requestId}`);
  emit(state, { kind: 'answer', requestId, answer: given });
}

/** Tells a client that nothing was done. */
export function refuse(
  state: ControllerState,
  requestId: string,
  problem: ReturnType<typeof controllerProblem>,
): void {
  answer(state, requestId, { kind: 'refused', problems: [problem] });
}

/** The answer did not come in time: it is not known whether the change will be done. */
export function onRequestDeadline(state: ControllerState, requestId: string): void {
  const open = state.requests.get(requestId);
  if (open === undefined) return;
  const text = open.isSent ? 'was not confirmed in time' : 'was not sent: the members are not synchronized';
  refuse(
    state,
    requestId,
    controllerProblem(
      'HWS-CTL-006',
      `The request (${open.request.kind}) ${text}`,
      open.isSent ? 'Look whether it took effect before you repeat it' : 'Try again when the cluster is up',
    ),
  );
}

/**
 * Answers those whose configuration is on enough disks: of more than half of all nodes, so that any quorate cluster has
 * it, or of all members where there are not so many.
 */
export function answerPersisted(state: ControllerState): void {
  const members = Object.keys(state.replicated.members);
  const total = Math.max(state.options.configuredNodes.length, members.length);
  const majority = Math.floor(total / 2) + 1;
  for (const [requestId, { version }] of [...state.requests]) {
    if (version === null) continue;
    let holders = 0;
    const on = new Set<number>();
    for (const [name, nodes] of state.persisted) {
      const [adminEpoch, epoch] = name.split('.').map(Number);
      const isNewer =
        (adminEpoch ?? 0) > version.adminEpoch ||
        ((adminEpoch ?? 0) === version.adminEpoch && (epoch ?? 0) >= version.epoch);
      if (isNewer) for (const id of nodes) on.add(id);
    }
    for (const id of members) if (on.has(Number(id))) holders++;
    if (holders < Math.min(members.length, majority)) continue;
    const isDurable = state.quorum.isQuorate && holders >= majority;
    answer(state, requestId, { kind: 'done', version: cibVersion(state.cib), isDurable });
  }
  const current = configurationName(state.cib);
  for (const name of state.persisted.keys()) {
    if (state.persisted.size <= 8) break;
    if (name !== current) state.persisted.delete(name);
  }
}

function readAttributes(
  state: ControllerState,
  node: string | null,
  name: string,
  lifetime: AttributeLifetime,
): ClientAnswer {
  const nodes =
    node === null ? knownNodes(state.cib) : [findNode(state.cib, node)].filter((found) => found !== null);
  const dampened = state.replicated.dampened[`${lifetime}/${name}`]?.values ?? {};
  const values = nodes.map((found) => {
    const pending = dampened[found.name];
    const value = pending === undefined ? readAttribute(state.cib, found, name, lifetime) : pending;
    return { node: found.name, value };
  });
  return { kind: 'attributes', values };
}
