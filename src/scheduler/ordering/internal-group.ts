import { INFINITY_SCORE } from '../../result/score.ts';
import { addColocation } from '../constraints/colocation.ts';
import { orderTasks } from '../constraints/order.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order } from '../model/order.ts';
import { type Group, type Resource, topResource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { addPrimitiveConstraints } from './internal-primitive.ts';

/** A group's own actions, its members' place between them, and members one after the other (spec C4.7, B10.1). */
export function addGroupConstraints(cluster: Cluster, group: Group): void {
  orderTasks(cluster, group, 'stop', group, 'stopped', Order.RunnableFirst);
  orderTasks(cluster, group, 'stopped', group, 'start', Order.Order);
  orderTasks(cluster, group, 'start', group, 'running', Order.RunnableFirst);

  const isPromotable = topResource(group).isPromotable;
  let previous: Resource | null = null;
  let lastActive: Resource | null = null;
  for (const member of group.children) {
    if (member.kind !== 'primitive') continue;
    addPrimitiveConstraints(cluster, member);
    if (previous !== null && group.isColocated) colocateWithPrevious(cluster, member, previous);
    orderWithGroup(cluster, group, member, previous === null, isPromotable);
    if (!group.isOrdered) orderStartsFreely(cluster, group, member, isPromotable);
    else if (previous === null) orderFirstMember(cluster, group, member, isPromotable);
    else orderAfterPrevious(cluster, member, previous, isPromotable);

    // A gap in the middle: what is active behind it, be it on a lost guest, still stops before what is active ahead.
    const isMemberActive = member.runningOn.length > 0;
    if (group.isOrdered && previous !== null && isMemberActive && previous.runningOn.length === 0) {
      if (lastActive !== null && lastActive !== previous) {
        orderTasks(cluster, member, 'stop', lastActive, 'stop', Order.Order);
      }
    }
    if (isMemberActive) lastActive = member;
    previous = member;
  }
}

function colocateWithPrevious(cluster: Cluster, member: Resource, previous: Resource): void {
  addColocation(cluster, {
    id: 'group:internal_colocation',
    dependent: member,
    primary: previous,
    score: INFINITY_SCORE,
    dependentRole: Role.Unknown,
    primaryRole: Role.Unknown,
    nodeAttribute: null,
    influence: member.isCritical,
    isInternal: true,
  });
}

/** A member between the group's actions and their completions. */
function orderWithGroup(
  cluster: Cluster,
  group: Group,
  member: Resource,
  isFirst: boolean,
  isPromotable: boolean,
): void {
  const leads = group.isOrdered && isFirst;
  const down = Order.PrintFirst | (leads ? Order.Order : 0);
  const done = leads ? Order.ImpliesThen : Order.PrintThen;
  const up = Order.RunnableFirst | Order.ImpliesThen | Order.PrintThen;
  if (isPromotable) {
    orderTasks(cluster, group, 'demote', member, 'demote', down);
    orderTasks(cluster, member, 'demote', group, 'demoted', done);
    orderTasks(cluster, member, 'promote', group, 'promoted', up);
    orderTasks(cluster, group, 'promote', member, 'promote', Order.PrintFirst);
  }
  orderTasks(cluster, group, 'stop', member, 'stop', down);
  orderTasks(cluster, member, 'stop', group, 'stopped', done);
  orderTasks(cluster, group, 'start', member, 'start', Order.PrintFirst);
  orderTasks(cluster, member, 'start', group, 'running', up);
}

function orderStartsFreely(cluster: Cluster, group: Group, member: Resource, isPromotable: boolean): void {
  const flags = Order.ImpliesThen | Order.RunnableFirst | Order.PrintFirst;
  orderTasks(cluster, group, 'start', member, 'start', flags);
  if (isPromotable) orderTasks(cluster, group, 'promote', member, 'promote', flags);
}

/** No link comes of this, but it makes the group's start exist when the orderings are applied (spec C4.10.2). */
function orderFirstMember(cluster: Cluster, group: Group, member: Resource, isPromotable: boolean): void {
  orderTasks(cluster, group, 'start', member, 'start', 0);
  if (isPromotable) orderTasks(cluster, group, 'promote', member, 'promote', 0);
}

function orderAfterPrevious(
  cluster: Cluster,
  member: Resource,
  previous: Resource,
  isPromotable: boolean,
): void {
  const up = Order.ImpliesThen | Order.RunnableFirst;
  orderTasks(cluster, previous, 'start', member, 'start', up);
  orderTasks(cluster, member, 'stop', previous, 'stop', Order.Order | Order.Restart);
  if (!isPromotable) return;
  orderTasks(cluster, previous, 'promote', member, 'promote', up);
  orderTasks(cluster, member, 'demote', previous, 'demote', Order.Order);
}
