import { upgrade } from '../cib/upgrade/upgrade.ts';
import { childOf } from '../cib/xml/child-of.ts';
import type { XmlElement } from '../cib/xml/element.ts';
import { textDigest } from './cib/digest.ts';
import { descentOf, diskName, ticketsOf } from './cib/disk-form.ts';
import { emptyCib } from './cib/empty-cib.ts';
import { readKept } from './cib/kept.ts';
import { mergeRecords } from './fencing/history.ts';
import { type ControllerOptions, DEFAULT_TIMES } from './model/options.ts';
import type { ReplicatedState } from './model/replicated.ts';
import type { Descent } from './model/standing.ts';
import type { ControllerState } from './model/state.ts';
import { seedOf } from './random.ts';

/** First full digest after so many messages. */
export const CHECK_INTERVAL = 256;

/** What members have in common before there is anything. */
export function newReplicatedState(descent: Descent, memory: string): ReplicatedState {
  return {
    memory,
    view: 0,
    standing: 'undetermined',
    descent,
    lastPrimary: { members: [], hosts: [], isUnbroken: false },
    acceptance: null,
    served: [],
    seniority: [],
    members: {},
    excluded: [],
    dead: {},
    known: {},
    pledges: {},
    operations: {},
    recurring: {},
    callIds: {},
    dampened: {},
    privateAttributes: {},
    dampenings: {},
    fenceRequests: [],
    fencing: [],
    leaving: [],
    applied: 0,
    chain: textDigest(''),
    nextCheck: CHECK_INTERVAL,
    transition: 0,
  };
}

/** The CIB of the disk: its configuration counts, the status is that of another time. */
function startCib(text: string | null): XmlElement {
  if (text === null) return emptyCib();
  const kept = readKept(text);
  // Whoever joins has looked before: an empty one in its place would be written over it.
  if (!kept.ok)
    throw new Error(`a controller was given a CIB that cannot be read: ${kept.problems[0]?.message}`);
  const root = kept.value;
  upgrade(root);
  childOf(root, 'configuration');
  const status = childOf(root, 'status');
  const tickets = ticketsOf(root);
  status.children.splice(0, status.children.length, ...(tickets === null ? [] : [tickets]));
  for (const name of ['have-quorum', 'dc-uuid', 'no-quorum-panic']) root.unset(name);
  return root;
}

/** A controller before its first event. */
export function createState(options: ControllerOptions): ControllerState {
  const root = startCib(options.cib);
  const descent = descentOf(options.cib);
  const fencing = mergeRecords(options.fencingHistory ?? [], []);
  const state: ControllerState = {
    options,
    times: { ...DEFAULT_TIMES, ...options.times },
    phase: 'joining',
    now: 0,
    cib: root,
    replicated: {
      ...newReplicatedState(descent, `${options.self.nodeId}/${options.self.incarnation}`),
      fencing,
    },
    names: new Map(options.configuredNodes.map(({ nodeId, name }) => [nodeId, name])),
    group: [],
    quorum: { isQuorate: false, members: [] },
    wasSynchronized: false,
    pronounced: null,
    isWordOverdue: false,
    proposals: [],
    hellos: null,
    winner: null,
    awaitsCopy: false,
    buffer: [],
    bufferMark: 0,
    awaitedQuorum: new Set(),
    chain: new Map(),
    checks: new Map(),
    waits: new Map(),
    timerAt: null,
    effects: [],
    nextEffectId: 1,
    running: new Map(),
    recurringEffects: new Map(),
    requests: new Map(),
    persisted: new Map(),
    persistedName: options.cib === null ? '' : diskName(root, descent),
    scheduleReasons: [],
    holdReason: null,
    transition: null,
    lastTransition: 0,
    upkeep: null,
    vanished: new Map(),
    strangers: new Set(),
    hasStarted: false,
    jobs: new Map(),
    fencingFailures: new Map(),
    hostLists: new Map(),
    keptFencing: fencing,
    hasSelfFenced: false,
    selfFencing: {
      isArmed: false,
      resetMs: null,
      pledgedMs: null,
      saidMs: null,
      heardBy: new Set(),
      probeSentAt: null,
      provenAt: 0,
    },
    random: seedOf(options.seed),
    uuid: null,
  };
  state.names.set(options.self.nodeId, options.self.name);
  return state;
}
