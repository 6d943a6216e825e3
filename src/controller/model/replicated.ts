import type { FencingRecord } from './fencing.ts';
import type { FenceRequest } from './fencing-request.ts';
import type { Member } from './member.ts';
import type { PendingOperation, RecurringOperation } from './operation.ts';
import type { Acceptance, Descent, PrimaryView, Standing } from './standing.ts';

/** An attribute whose dampening has not run out. */
export interface DampenedAttribute {
  /** By node name; `null` deletes. */
  readonly values: Readonly<Record<string, string | null>>;
  readonly dampeningMs: number;
}

/** What all members hold in common besides the CIB; plain JSON. Changed only while a message is delivered. */
export interface ReplicatedState {
  /** Counts the changes of the members. */
  view: number;
  standing: Standing;
  descent: Descent;
  lastPrimary: PrimaryView;
  /** The last word of an operator on a configuration. */
  acceptance: Acceptance | null;
  /** Names the memory: the daemon's life that began it, from its disk. Who takes it over has it on. */
  memory: string;
  /** Requests whose change of the configuration was made, as `NODEID/INCARNATION/REQUEST`; the last ones. */
  served: string[];
  /** Synchronized members, longest in the group first: the first one is the DC. */
  seniority: number[];
  /** Synchronized members by node id. */
  members: Record<string, Member>;
  /** Members that said no hello: in the group, but not of the cluster. */
  excluded: number[];
  /** Incarnations that were fenced: never counted as members again. */
  dead: Record<string, string>;
  /** Every member ever seen, as last known, by node id. */
  known: Record<string, Member>;
  /**
   * By node id: the node stops itself so long after the others have lost it, ms. Outlives the membership, until the node
   * has left in good order or begun another life.
   */
  pledges: Record<string, number>;
  /** Orders without result, by transition key. */
  operations: Record<string, PendingOperation>;
  /** Running recurring operations, by `NODEID/KEY`. */
  recurring: Record<string, RecurringOperation>;
  /** Highest call id given out, by node id. */
  callIds: Record<string, number>;
  /** Transient attributes by name. */
  dampened: Record<string, DampenedAttribute>;
  /** Transient attributes that are kept out of the CIB: values by node name, by attribute name. */
  privateAttributes: Record<string, Readonly<Record<string, string>>>;
  /** Dampening by attribute name, as last said. */
  dampenings: Record<string, number>;
  /** What clients want fenced and were not told the outcome of, in the order in which they asked. */
  fenceRequests: FenceRequest[];
  /** Another list with every change. */
  fencing: readonly FencingRecord[];
  /** Nodes that were told to shut down and whose daemon has not left yet, by CIB id. */
  leaving: string[];
  /** Number of messages applied since the CIB was made. */
  applied: number;
  /** Chain digest over those messages. */
  chain: string;
  /** Value of `applied` at which the next full digest is made. */
  nextCheck: number;
  /** Number of the last transition, so that numbers go up across DCs. */
  transition: number;
}
