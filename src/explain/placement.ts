import type { Cluster } from '../scheduler/model/cluster.ts';
import type { ClusterNode } from '../scheduler/model/node.ts';
import { leaves, type Primitive, type Resource } from '../scheduler/model/resource.ts';
import { Role, roleName } from '../scheduler/model/role.ts';
import { type ActionExplanation, explainActionsOf } from './action.ts';
import { type Blocker, blockersOn } from './blocker.ts';
import { type ScoreRow, scoreTable } from './score-table.ts';

/** Why a node was chosen, or why none was. */
export type Choice =
  | { readonly kind: 'only-candidate'; readonly node: ClusterNode }
  | {
      readonly kind: 'highest-score';
      readonly node: ClusterNode;
      readonly score: number;
      readonly next: number;
    }
  | {
      readonly kind: 'tie';
      readonly node: ClusterNode;
      readonly score: number;
      readonly equals: readonly ClusterNode[];
      readonly isCurrent: boolean;
    }
  | { readonly kind: 'stays-unmanaged'; readonly node: ClusterNode | null }
  | { readonly kind: 'guest-or-forced'; readonly node: ClusterNode }
  | { readonly kind: 'no-node' };

/** One primitive (or instance): where it is, where it goes and why, and why nowhere else. */
export interface PlacementExplanation {
  readonly resource: Primitive;
  readonly runsOn: readonly ClusterNode[];
  readonly role: string;
  readonly nextRole: string;
  readonly choice: Choice;
  readonly table: readonly ScoreRow[];
  readonly elsewhere: readonly { readonly node: ClusterNode; readonly blockers: readonly Blocker[] }[];
  /** Required actions of this resource, and those that would be needed but cannot run. */
  readonly actions: readonly ActionExplanation[];
}

/** Explains every primitive below a resource. The cluster must have been decided with reasons and score records. */
export function explainPlacement(cluster: Cluster, resource: Resource): readonly PlacementExplanation[] {
  return leaves(resource).map((leaf) => {
    const table = scoreTable(cluster, leaf);
    const rowOf = (node: ClusterNode): ScoreRow | null => table.find((row) => row.node === node) ?? null;
    return {
      resource: leaf,
      runsOn: leaf.runningOn,
      role: roleName(leaf.role),
      nextRole: roleName(leaf.nextRole),
      choice: choiceOf(leaf, table),
      table,
      elsewhere: cluster.nodes
        .filter(
          (node) =>
            node !== leaf.assigned &&
            node.kind !== 'ping' &&
            (rowOf(node) !== null || node.kind === 'member'),
        )
        .map((node) => ({ node, blockers: blockersOn(cluster, leaf, node, rowOf(node), table) })),
      actions: explainActionsOf(cluster, leaf),
    };
  });
}

function choiceOf(resource: Primitive, table: readonly ScoreRow[]): Choice {
  const node = resource.assigned;
  if (!resource.isManaged) return { kind: 'stays-unmanaged', node };
  if (node === null || resource.nextRole === Role.Stopped) return { kind: 'no-node' };
  const own = table.find((row) => row.node === node);
  if (own === undefined) return { kind: 'guest-or-forced', node };
  const usable = table.filter((row) => row.score >= 0 && row.node !== node && isUsable(row.node));
  if (usable.length === 0) return { kind: 'only-candidate', node };
  const next = Math.max(...usable.map((row) => row.score));
  if (next < own.score) return { kind: 'highest-score', node, score: own.score, next };
  return {
    kind: 'tie',
    node,
    score: own.score,
    equals: usable.filter((row) => row.score === own.score).map((row) => row.node),
    isCurrent: resource.runningOn.includes(node),
  };
}

function isUsable(node: ClusterNode): boolean {
  return node.isOnline && !node.isShutdown && !node.isUnclean && !node.isStandby && !node.isMaintenance;
}
