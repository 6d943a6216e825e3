import { compareBytes } from '../../result/natural-order.ts';
import { INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Colocation } from '../model/constraint.ts';
import { Order } from '../model/order.ts';
import type { Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { orderTasks } from './order.ts';

/**
 * Registers "dependent with primary" on both resources, in the order in which placement walks their lists (spec
 * B7.6). A mandatory separation (−INFINITY) also orders one's leaving before the other's coming (spec B7.7, C4.9).
 */
export function addColocation(cluster: Cluster, colocation: Colocation): void {
  insertByPrimary(colocation.dependent.colocatedWith, colocation);
  insertByDependent(colocation.primary.dependents, colocation);
  cluster.colocations.push(colocation);
  if (colocation.score <= -INFINITY_SCORE) orderApart(cluster, colocation);
}

/** Inserts into a "this-with" list, which is sorted by the constraints' primaries (spec B7.6). */
export function insertByPrimary(list: Colocation[], colocation: Colocation): void {
  insertSorted(list, colocation, 'primary');
}

/** Inserts into a "with-this" list, which is sorted by the constraints' dependents (spec B7.6). */
export function insertByDependent(list: Colocation[], colocation: Colocation): void {
  insertSorted(list, colocation, 'dependent');
}

/** Puts a colocation before the first element it does not come after, so that of equals the newest leads (spec B0.8). */
function insertSorted(list: Colocation[], colocation: Colocation, by: 'primary' | 'dependent'): void {
  const resource = colocation[by];
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareOther(resource, (list[middle] as Colocation)[by]) <= 0) high = middle;
    else low = middle + 1;
  }
  list.splice(low, 0, colocation);
}

const VARIANT_RANK = { primitive: 0, group: 1, clone: 2, bundle: 3 } as const;

/** Priority, variant, promotable clones first, then ids by bytes (spec B7.6). Negative: `a` goes first. */
function compareOther(a: Resource, b: Resource): number {
  if (a === b) return 0;
  if (a.priority !== b.priority) return b.priority - a.priority;
  if (a.kind !== b.kind) return VARIANT_RANK[b.kind] - VARIANT_RANK[a.kind];
  if (a.kind === 'clone' && a.isPromotable !== b.isPromotable) return a.isPromotable ? -1 : 1;
  return compareBytes(a.id, b.id);
}

/** "Losing the role" of each before "gaining its role" of the other, wherever both happen on one node (spec C4.9). */
function orderApart(cluster: Cluster, colocation: Colocation): void {
  const { dependent, primary, dependentRole, primaryRole, id } = colocation;
  orderLosingBeforeGaining(cluster, primary, primaryRole, dependent, dependentRole, id);
  orderLosingBeforeGaining(cluster, dependent, dependentRole, primary, primaryRole, id);
}

function orderLosingBeforeGaining(
  cluster: Cluster,
  loser: Resource,
  loserRole: Role,
  gainer: Resource,
  gainerRole: Role,
  constraint: string,
): void {
  for (const losing of tasksThatLose(loserRole)) {
    for (const gaining of tasksThatGain(gainerRole)) {
      orderTasks(cluster, loser, losing, gainer, gaining, Order.AntiColocation, constraint);
    }
  }
}

function tasksThatLose(role: Role): readonly string[] {
  if (role === Role.Promoted) return ['demote'];
  return role === Role.Unpromoted ? ['stop', 'promote'] : ['stop'];
}

function tasksThatGain(role: Role): readonly string[] {
  if (role === Role.Promoted) return ['promote'];
  return role === Role.Unpromoted ? ['start', 'demote'] : ['start'];
}
