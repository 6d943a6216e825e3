import type { ClusterNode } from './node.ts';
import type { Resource } from './resource.ts';
import type { ScoreChange } from './score-trail.ts';

/** One line of the score or utilization display, in the order the decisions were made (spec B17). */
export type PlacementRecord =
  | {
      readonly kind: 'allocation-score';
      readonly stage: 'primitive' | 'group' | 'clone' | 'bundle';
      readonly resource: Resource;
      readonly node: ClusterNode;
      readonly score: number;
      /** Trail of the table at that moment: the addends of the score. */
      readonly trail: ScoreChange | null;
    }
  | {
      readonly kind: 'promotion-score';
      readonly resource: Resource;
      readonly node: ClusterNode | null;
      readonly score: number;
    }
  | {
      readonly kind: 'capacity';
      readonly moment: 'Original' | 'Remaining';
      readonly node: ClusterNode;
      readonly values: readonly (readonly [string, number])[];
    }
  | {
      readonly kind: 'utilization';
      readonly resource: Resource;
      readonly node: ClusterNode;
      readonly values: readonly (readonly [string, number])[];
    }
  /** Information lines that appear among the scores (spec C1.7.6, C3.1). */
  | { readonly kind: 'info'; readonly text: string };
