import type { CibVersion } from '../../cib/version.ts';
import type { Problem } from '../../result/problem.ts';
import type { AttributeLifetime, CibChange, CibCondition } from './cib-change.ts';
import type { FenceOperation, FencingRecord } from './fencing.ts';
import type { Member } from './member.ts';
import type { Acceptance, Standing } from './standing.ts';

/** What a client asks of the node it is connected to. */
export type ClientRequest =
  | { readonly kind: 'read-cib' }
  | { readonly kind: 'status' }
  /** Changes the CIB, all or nothing; answered when it is on the disks of most members. */
  | {
      readonly kind: 'change-cib';
      readonly changes: readonly CibChange[];
      readonly condition: CibCondition | null;
    }
  | {
      readonly kind: 'set-attribute';
      /** Names of nodes; empty means all members. */
      readonly nodes: readonly string[];
      readonly name: string;
      /** `null` deletes. */
      readonly value: string | null;
      /**
       * `private`: as `transient`, but if this makes the attribute it is never written into the CIB. One that there is
       * already stays what it is.
       */
      readonly lifetime: AttributeLifetime | 'private';
      /** Changes within this time are written together; `null` keeps what was said before (0 at first). */
      readonly dampeningMs: number | null;
    }
  /** Attribute as last set, also while its dampening runs; `null` node means all nodes. */
  | {
      readonly kind: 'read-attribute';
      readonly node: string | null;
      readonly name: string;
      readonly lifetime: AttributeLifetime;
    }
  /** `cleanup` forgets failures, `refresh` all history; both make the cluster look again. */
  | {
      readonly kind: 'clear-history';
      readonly mode: 'cleanup' | 'refresh';
      readonly resource: string | null;
      readonly node: string | null;
      readonly operation: string | null;
    }
  | {
      readonly kind: 'fence';
      readonly node: string;
      readonly operation: FenceOperation;
      readonly client: string;
    }
  /** The operator vouches that a node is off. */
  | { readonly kind: 'confirm-fenced'; readonly node: string; readonly operator: string }
  /**
   * The operator vouches that the configuration this part of the cluster has is the one to go on with, although not as
   * many nodes were asked as could have a newer one.
   */
  | { readonly kind: 'accept-configuration'; readonly operator: string }
  /** Moves everything off a node, then its daemon leaves. */
  | { readonly kind: 'shutdown-node'; readonly node: string }
  | { readonly kind: 'cancel-shutdown'; readonly node: string }
  /** Schedule again now. */
  | { readonly kind: 'recheck' };

/** A wait with its deadline, as operators see it. */
export interface VisibleWait {
  readonly id: string;
  readonly what: string;
  /** Epoch ms. */
  readonly since: number;
  readonly deadline: number;
}

/** State of the cluster as one node sees it. */
export interface ClusterStatusReport {
  readonly self: Member;
  readonly phase: 'joining' | 'synchronizing' | 'ready' | 'leaving';
  readonly members: readonly Member[];
  readonly dc: string | null;
  /** As agreed in the view, not only as this node's membership service says. */
  readonly isQuorate: boolean;
  readonly standing: Standing;
  /** Why the view is not primary; `null` when it is. */
  readonly standingReason: string | null;
  /** How often a view has become primary. */
  readonly lineage: number;
  /** Last time an operator vouched for a configuration. */
  readonly acceptance: Acceptance | null;
  readonly version: CibVersion;
  readonly digest: string;
  readonly transition: {
    readonly number: number;
    readonly total: number;
    readonly confirmed: number;
    readonly inFlight: readonly string[];
    readonly abortReason: string | null;
  } | null;
  /** Why nothing is being scheduled just now, when that is so. */
  readonly holdReason: string | null;
  readonly waits: readonly VisibleWait[];
  readonly fencing: readonly FencingRecord[];
  readonly runningFencing: readonly {
    readonly target: string;
    readonly operation: string;
    readonly step: string;
  }[];
}

/** What the client is told. */
export type ClientAnswer =
  | { readonly kind: 'cib'; readonly xml: string; readonly version: CibVersion }
  | { readonly kind: 'status'; readonly status: ClusterStatusReport }
  | {
      readonly kind: 'attributes';
      readonly values: readonly { readonly node: string; readonly value: string | null }[];
    }
  /**
   * `isDurable`: a change of the configuration that is on the disks of more than half of all nodes, made by a primary
   * view: no loss of nodes after which the cluster goes on by itself undoes it. Otherwise it holds for this part of the
   * cluster, and another part's configuration may win when they meet.
   */
  | { readonly kind: 'done'; readonly version: CibVersion; readonly isDurable: boolean }
  | { readonly kind: 'fenced'; readonly record: FencingRecord }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };
