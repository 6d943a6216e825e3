import { INFINITY_SCORE } from '../result/score.ts';
import type { Cluster } from '../scheduler/model/cluster.ts';
import type { ClusterNode } from '../scheduler/model/node.ts';
import { isGuestNode } from '../scheduler/model/node.ts';
import type { Resource } from '../scheduler/model/resource.ts';
import { Role } from '../scheduler/model/role.ts';
import type { Addend, ScoreRow } from './score-table.ts';

/** One thing that keeps a resource off a node. All of them are listed, not only the first. */
export type Blocker =
  | {
      readonly kind: 'node-state';
      readonly state:
        | 'offline'
        | 'unclean'
        | 'pending'
        | 'standby'
        | 'maintenance'
        | 'shutting-down'
        | 'guest-without-host';
    }
  | { readonly kind: 'forbidden'; readonly addend: Addend }
  | { readonly kind: 'negative-score'; readonly score: number; readonly addends: readonly Addend[] }
  | { readonly kind: 'no-candidate' }
  | { readonly kind: 'undecided' }
  | {
      readonly kind: 'resource-state';
      readonly state:
        | 'stopped-by-target-role'
        | 'unmanaged'
        | 'blocked'
        | 'orphan'
        | 'stop-all-resources'
        | 'no-fence-device';
    }
  | {
      readonly kind: 'outscored';
      readonly by: ClusterNode;
      readonly score: number;
      readonly ownScore: number;
    }
  | { readonly kind: 'tie-lost'; readonly to: ClusterNode; readonly score: number };

/** Everything that keeps `resource` (a primitive) from running on `node`, strongest first. `row` is the score there. */
export function blockersOn(
  cluster: Cluster,
  resource: Resource,
  node: ClusterNode,
  row: ScoreRow | null,
  rows: readonly ScoreRow[],
): readonly Blocker[] {
  const blockers: Blocker[] = [...resourceBlockers(cluster, resource), ...nodeBlockers(node)];
  if (row === null) {
    blockers.push({ kind: 'no-candidate' });
    return blockers;
  }
  const bans = tellingBans(row, blockers.length > 0);
  for (const addend of bans) blockers.push({ kind: 'forbidden', addend });
  const lowering = row.addends.filter((addend) => addend.value < 0 && !isDerived(addend));
  if (bans.length === 0 && row.score < 0 && lowering.length > 0) {
    blockers.push({
      kind: 'negative-score',
      score: row.score,
      addends: lowering,
    });
  }
  const winner = resource.assigned;
  if (blockers.length === 0 && winner !== null && winner !== node) {
    const best = rows.find((other) => other.node === winner)?.score ?? resource.assignedScore;
    blockers.push(
      best === row.score
        ? { kind: 'tie-lost', to: winner, score: best }
        : { kind: 'outscored', by: winner, score: best, ownScore: row.score },
    );
  }
  if (blockers.length === 0 && winner === null) blockers.push({ kind: 'undecided' });
  return blockers;
}

/**
 * The addends that forbid the node. What the scheduler adds to an instance because its clone or its node is out of the
 * question says nothing new beside the true reason.
 */
function tellingBans(row: ScoreRow, isKnown: boolean): readonly Addend[] {
  const bans = row.addends.filter((addend) => addend.value <= -INFINITY_SCORE);
  const telling = bans.filter((addend) => !isDerived(addend));
  return telling.length > 0 || isKnown ? telling : bans;
}

/** Follows from the state of the node or of the clone, which is told by itself. */
function isDerived({ reason }: Addend): boolean {
  return (
    reason.kind === 'instance-limit' &&
    (reason.cause === 'node-unavailable' || reason.cause === 'parent-banned')
  );
}

function resourceBlockers(cluster: Cluster, resource: Resource): Blocker[] {
  const blockers: Blocker[] = [];
  const say = (state: Extract<Blocker, { kind: 'resource-state' }>['state']): void => {
    blockers.push({ kind: 'resource-state', state });
  };
  if (resource.isOrphan) say('orphan');
  if (resource.isBlocked) say('blocked');
  if (cluster.options.fencingEnabled && !cluster.hasFenceDevice && !cluster.options.haveWatchdog)
    say('no-fence-device');
  else if (!resource.isManaged) say('unmanaged');
  else if (cluster.options.stopAllResources) say('stop-all-resources');
  if (isToBeStopped(resource)) say('stopped-by-target-role');
  return blockers;
}

/** The operator asked for it to be stopped. */
export function isToBeStopped(resource: Resource): boolean {
  return resource.nextRole === Role.Stopped && resource.meta.get('target-role')?.toLowerCase() === 'stopped';
}

function nodeBlockers(node: ClusterNode): Blocker[] {
  const blockers: Blocker[] = [];
  const say = (state: Extract<Blocker, { kind: 'node-state' }>['state']): void => {
    blockers.push({ kind: 'node-state', state });
  };
  if (!node.isOnline) say('offline');
  if (node.isUnclean) say('unclean');
  if (node.isPending) say('pending');
  else if (node.isStandby) say('standby');
  if (node.isMaintenance) say('maintenance');
  if (node.isShutdown) say('shutting-down');
  if (isGuestNode(node) && node.connection?.container?.assigned === null) say('guest-without-host');
  return blockers;
}
