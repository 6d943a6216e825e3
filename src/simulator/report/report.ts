import type { PlacementRecord } from '../../scheduler/model/record.ts';
import type { SummaryEntry } from '../../scheduler/summary/summary-entry.ts';
import type { ExecutionEvent } from '../execution/event.ts';
import type { Modification } from '../injection/modification.ts';
import type { NodeHistory } from '../status/fail-history.ts';
import type { FailureStatus } from '../status/failure-status.ts';
import type { InstanceCounts } from '../status/instance-counts.ts';
import type { NodeAttributes } from '../status/node-attributes.ts';
import type { NodeStatus } from '../status/node-status.ts';
import type { ResourceStatus } from '../status/resource-status.ts';

/** State of the whole cluster at one moment. Parts that were not asked for are `null`. */
export interface ClusterStatus {
  readonly nodes: readonly NodeStatus[];
  readonly resources: readonly ResourceStatus[];
  readonly attributes: readonly NodeAttributes[] | null;
  readonly history: readonly NodeHistory[] | null;
  readonly failures: readonly FailureStatus[] | null;
}

/** One part of what a simulation tells, in the order of telling (spec C6.2). Renderers make text or XML of it. */
export type Section =
  /** At which time everything happens. */
  | { readonly kind: 'date'; readonly text: string }
  /** What reading the status brought up. */
  | { readonly kind: 'information'; readonly texts: readonly string[] }
  | { readonly kind: 'maintenance' }
  | { readonly kind: 'counts'; readonly counts: InstanceCounts }
  | { readonly kind: 'status'; readonly isRevised: boolean; readonly status: ClusterStatus }
  | {
      readonly kind: 'modifications';
      readonly quorum: string | null;
      readonly watchdog: string | null;
      readonly items: readonly Modification[];
    }
  | {
      readonly kind: 'scores';
      readonly hasScores: boolean;
      readonly hasUtilization: boolean;
      readonly records: readonly PlacementRecord[];
    }
  | { readonly kind: 'actions'; readonly entries: readonly SummaryEntry[] }
  | { readonly kind: 'transition'; readonly events: readonly ExecutionEvent[] }
  /** The revised status would be here, were it told. */
  | { readonly kind: 'revision' }
  | { readonly kind: 'timings'; readonly items: readonly Timing[] };

/** How long one file took to schedule. */
export interface Timing {
  readonly file: string;
  readonly seconds: number;
}
