import { type CibVersion, cibVersion, compareCibVersions } from '../../cib/version.ts';
import { writeXml } from '../../cib/write.ts';
import { findNode, hasLife, type KnownNode, knownNodes, readAttribute } from '../cib/node-attribute.ts';
import { emit, send } from '../emit.ts';
import { isMajority } from '../membership/majority.ts';
import { ignoresQuorum, standingReason } from '../membership/standing.ts';
import type { AttributeLifetime, CibChange, CibCondition } from '../model/cib-change.ts';
import type { MessageBody, Origin } from '../model/message.ts';
import type { ClientAnswer, ClientRequest } from '../model/request.ts';
import type { ControllerState, OpenRequest } from '../model/state.ts';
import { controllerProblem } from '../problem.ts';
import { secondsOfDay, timeOfDay } from '../time-of-day.ts';
import { beginWait, endWait } from '../waits.ts';
import { ownValue } from './own-value.ts';
import { privateValues } from './private-attribute.ts';
import { isConfiguring, isServed, propose } from './proposals.ts';
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
  if (request.kind === 'accept-configuration' && state.phase !== 'ready') {
    refuse(state, requestId, membersHaveChanged());
    return;
  }
  const open: OpenRequest = { request, version: null, isFirm: false, isSent: false, isDoubtful: false };
  state.requests.set(requestId, open);
  const limit = request.kind === 'fence' ? FENCING_MS : state.times.request;
  beginWait(state, `request/${requestId}`, `answer to ${request.kind}`, state.now + limit, {
    kind: 'request',
    requestId,
  });
  if (state.phase === 'ready') submit(state, requestId, open);
}

/** Requests that came when nothing could be done about them are sent on. */
export function submitHeld(state: ControllerState): void {
  if (state.requests.size === 0) return;
  for (const [requestId, open] of [...state.requests]) if (!open.isSent) submit(state, requestId, open);
}

function submit(state: ControllerState, requestId: string, open: OpenRequest): void {
  const { request } = open;
  const origin = { nodeId: state.options.self.nodeId, requestId };
  if (isConfiguring(request)) {
    configure(state, origin, open);
    return;
  }
  open.isSent = true;
  const change = (changes: readonly CibChange[], condition: CibCondition | null = null): void =>
    send(state, { kind: 'change', changes, condition, origin, step: null, isFirm: false });
  switch (request.kind) {
    case 'change-cib':
      change(request.changes, request.condition);
      return;
    case 'set-attribute': {
      const refusal = request.nodes
        .map((name) => noAttributeOf(state, name))
        .find((problem) => problem !== null);
      if (refusal != null) {
        refuse(state, requestId, refusal);
        return;
      }
      const { nodes, name, value, lifetime, dampeningMs } = request;
      const isPrivate = lifetime === 'private';
      send(state, { kind: 'attribute', nodes, name, value, isPrivate, dampeningMs, origin });
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
        const value = String(secondsOfDay(state));
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
    case 'accept-configuration':
      send(state, { kind: 'accept', operator: request.operator, at: timeOfDay(state), origin });
      return;
    case 'recheck':
      change([]);
      return;
    default:
  }
}

/** A change of the configuration: proposed in a primary view, refused by a minority, and kept until that is told. */
function configure(state: ControllerState, origin: Origin, open: OpenRequest): void {
  const { request, isDoubtful } = open;
  const { requestId } = origin;
  const { standing } = state.replicated;
  if (standing === 'minority' && !isDoubtful) refuse(state, requestId, noQuorum());
  if (standing !== 'primary') return;
  open.isSent = true;
  if (isServed(state, origin)) {
    const { adminEpoch, epoch } = cibVersion(state.cib);
    open.version = { adminEpoch, epoch };
    answerPersisted(state);
    return;
  }
  if (request.kind === 'change-cib') {
    propose(state, { changes: request.changes, condition: request.condition, origin });
    return;
  }
  if (request.kind !== 'set-attribute') return;
  const { name, value } = request;
  const unknown = request.nodes.find((node) => findNode(state.cib, node) === null);
  if (unknown !== undefined) {
    refuse(state, requestId, unknownNode(unknown));
    return;
  }
  const nodes =
    request.nodes.length > 0
      ? request.nodes
      : Object.values(state.replicated.members).map((member) => member.name);
  const changes = nodes.map(
    (node) => ({ kind: 'attribute', node, name, value, lifetime: 'permanent' }) as const,
  );
  propose(state, { changes, condition: null, origin });
}

/** What an operator looked at is not what there is now. */
export function membersHaveChanged(): ReturnType<typeof controllerProblem> {
  return controllerProblem(
    'HWS-CTL-070',
    'The members of this part of the cluster have changed since it was looked at: nothing was vouched for',
    'Look again ("hawser status"), and vouch for the configuration if it is the right one',
  );
}

function noQuorum(): ReturnType<typeof controllerProblem> {
  return controllerProblem(
    'HWS-CTL-055',
    'The configuration cannot be changed without quorum; nothing was changed',
    'Ask a node of the partition that has quorum, or bring back nodes until there is one',
  );
}

/** Why a transient attribute of a node cannot be set; `null` when it can. */
function noAttributeOf(state: ControllerState, name: string): ReturnType<typeof controllerProblem> | null {
  const node = findNode(state.cib, name);
  if (node === null) return unknownNode(name);
  if (hasLife(node.id, state.replicated.members)) return null;
  return controllerProblem(
    'HWS-CTL-062',
    `${node.name} is not in the cluster: a transient attribute would have no life to belong to`,
    'Set it when the node is back, or set a permanent one',
    node.name,
  );
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
    'HWS-CTL-064',
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
      startedAt: timeOfDay(state),
      endedAt: timeOfDay(state),
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
          at: timeOfDay(state),
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
  if (isConfiguring(open.request) && !open.isSent && !open.isDoubtful) {
    const reason = standingReason(state) ?? 'its view was primary for too short a time';
    refuse(
      state,
      requestId,
      controllerProblem(
        'HWS-CTL-060',
        `The configuration could not be changed in time: ${reason}; nothing was changed`,
        'Try again when a part of the cluster is primary',
      ),
    );
    return;
  }
  if (open.request.kind === 'fence' && open.isSent)
    send(state, { kind: 'withdraw-fence', origin: { nodeId: state.options.self.nodeId, requestId } });
  const mayBeDone = open.isSent || open.isDoubtful;
  const text = mayBeDone ? 'was not confirmed in time' : 'was not sent: the members are not synchronized';
  refuse(
    state,
    requestId,
    controllerProblem(
      'HWS-CTL-006',
      `The request (${open.request.kind}) ${text}`,
      mayBeDone ? 'Look whether it took effect before you repeat it' : 'Try again when the cluster is up',
    ),
  );
}

/**
 * Answers those whose configuration is on enough disks: of more than half of all nodes, so that every later primary view
 * has it, or of all members where there are not so many. Only a primary view answers: what a minority holds may be undone.
 */
export function answerPersisted(state: ControllerState): void {
  const { replicated, persisted } = state;
  if (replicated.standing !== 'primary') return;
  for (const [requestId, { version, isFirm: wasFirm }] of [...state.requests]) {
    if (version === null) continue;
    const holders = replicated.seniority.filter((id) => isOnDisk(persisted.get(id), version));
    const isDurable = isMajority(state, holders);
    if (!isDurable && holders.length < replicated.seniority.length) continue;
    answer(state, requestId, {
      kind: 'done',
      version: cibVersion(state.cib),
      isDurable: isDurable && wasFirm && !ignoresQuorum(state),
    });
  }
}

function isOnDisk(
  onDisk: CibVersion | undefined,
  { adminEpoch, epoch }: { readonly adminEpoch: number; readonly epoch: number },
): boolean {
  return onDisk !== undefined && compareCibVersions(onDisk, { adminEpoch, epoch, numUpdates: 0 }) >= 0;
}

function readAttributes(
  state: ControllerState,
  node: string | null,
  name: string,
  lifetime: AttributeLifetime,
): ClientAnswer {
  const nodes =
    node === null ? knownNodes(state.cib) : [findNode(state.cib, node)].filter((found) => found !== null);
  const isTransient = lifetime === 'transient';
  const hidden = isTransient ? privateValues(state, name) : null;
  const dampened = isTransient ? (ownValue(state.replicated.dampened, name)?.values ?? {}) : {};
  const values = nodes.map((found) => {
    if (hidden !== null) return { node: found.name, value: ownValue(hidden, found.name) ?? null };
    const pending = ownValue(dampened, found.name);
    const value = pending === undefined ? readAttribute(state.cib, found, name, lifetime) : pending;
    return { node: found.name, value };
  });
  return { kind: 'attributes', values };
}
