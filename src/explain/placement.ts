import type { Cluster } from '../scheduler/model/cluster.ts';
import type { ClusterNode } from '../scheduler/model/node.ts';
import { isAvailable } from '../scheduler/model/node.ts';
import { leaves, type Primitive, type Resource } from '../scheduler/model/resource.ts';
import { Role, roleName } from '../scheduler/model/role.ts';
import { type ActionExplanation, explainActionsOf } from './action.ts';
import { type Blocker, blockersOn, isToBeStopped } from './blocker.ts';
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
  | { readonly kind: 'without-choice'; readonly node: ClusterNode }
  | { readonly kind: 'no-node' }
  | { readonly kind: 'to-be-stopped' };

/** A node and everything that keeps a resource from it. */
export interface NodeBlockers {
  readonly node: ClusterNode;
  readonly blockers: readonly Blocker[];
}

/** One primitive (or instance): where it is, where it goes and why, and why nowhere else. */
export interface PlacementExplanation {
  readonly resource: Primitive;
  readonly runsOn: readonly ClusterNode[];
  readonly role: string;
  readonly nextRole: string;
  readonly choice: Choice;
  readonly table: readonly ScoreRow[];
  readonly elsewhere: readonly NodeBlockers[];
  /** Planned actions of this resource, and those that would be needed but cannot run. */
  readonly actions: readonly ActionExplanation[];
}

/** A clone or bundle as a whole: which instance is where, and what keeps all of them from the other nodes. */
export interface InstancesExplanation {
  readonly resource: Resource;
  /** Instances that run or will run. */
  readonly placed: readonly PlacementExplanation[];
  /** Instances that are nowhere and will be nowhere. */
  readonly spare: number;
  readonly elsewhere: readonly NodeBlockers[];
}

/** Explains every primitive below a resource. The cluster must have been decided with reasons and score records. */
export function explainPlacement(cluster: Cluster, resource: Resource): readonly PlacementExplanation[] {
  return leaves(resource).map((leaf) => {
    const table = scoreTable(cluster, leaf);
    const rows = new Map(table.map((row) => [row.node, row]));
    const concerned = cluster.nodes.filter(
      (node) => node !== leaf.assigned && node.kind !== 'ping' && (rows.has(node) || node.kind === 'member'),
    );
    return {
      resource: leaf,
      runsOn: leaf.runningOn,
      role: roleName(leaf.role),
      nextRole: roleName(leaf.nextRole),
      choice: choiceOf(leaf, table),
      table,
      elsewhere: concerned.map((node) => ({
        node,
        blockers: blockersOn(cluster, leaf, node, rows.get(node) ?? null, table),
      })),
      actions: explainActionsOf(cluster, leaf),
    };
  });
}

/**
 * Explains a resource with instances. What keeps the whole of it from a node is what keeps the instance from it that is
 * nearest to running there: the one with the fewest blockers.
 */
export function explainInstances(cluster: Cluster, resource: Resource): InstancesExplanation {
  const all = explainPlacement(cluster, resource);
  const placed = all.filter((one) => one.runsOn.length > 0 || one.resource.assigned !== null);
  const taken = new Set(
    placed.flatMap((one) => (one.resource.assigned === null ? [] : [one.resource.assigned])),
  );
  const nearest = new Map<ClusterNode, readonly Blocker[]>();
  for (const { elsewhere } of all) {
    for (const { node, blockers } of elsewhere) {
      const known = nearest.get(node);
      if (!taken.has(node) && (known === undefined || blockers.length < known.length))
        nearest.set(node, blockers);
    }
  }
  return {
    resource,
    placed,
    spare: all.length - placed.length,
    elsewhere: [...nearest].map(([node, blockers]) => ({ node, blockers })),
  };
}

function choiceOf(resource: Primitive, table: readonly ScoreRow[]): Choice {
  const node = resource.assigned;
  if (!resource.isManaged) return { kind: 'stays-unmanaged', node };
  if (node === null && isToBeStopped(resource)) return { kind: 'to-be-stopped' };
  if (node === null || resource.nextRole === Role.Stopped) return { kind: 'no-node' };
  const own = table.find((row) => row.node === node);
  if (own === undefined) return { kind: 'without-choice', node };
  const usable = table.filter((row) => row.score >= 0 && row.node !== node && isAvailable(row.node));
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
