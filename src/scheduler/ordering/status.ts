import { noteReason } from '../actions/state.ts';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Bundle, Group, Resource } from '../model/resource.ts';
import { effectiveTask, memberTask, newestAction } from './task.ts';

const OPEN = ActionFlag.Optional | ActionFlag.Runnable | ActionFlag.Pseudo;

/**
 * State of an action as orderings see it (spec C4.12): that of a collective's action is computed from its members,
 * and what is computed is also entered in the action itself.
 */
export function actionStatus(cluster: Cluster, action: Action, node: ClusterNode | null): number {
  const resource = action.resource;
  if (resource === null) return action.flags;
  switch (resource.kind) {
    case 'primitive':
      return action.flags;
    case 'group':
      return groupStatus(cluster, action, resource, node);
    case 'clone':
      return instancesStatus(cluster, action, resource.children, node);
    case 'bundle':
      return instancesStatus(cluster, action, bundleActors(resource, effectiveTask(action)), node);
  }
}

/**
 * Status of one side of an ordering, given the node of the other side: only for clones it is looked at on that node,
 * where an action stays runnable if it is so anywhere.
 */
export function statusForOrdering(cluster: Cluster, action: Action, otherNode: ClusterNode | null): number {
  const resource = action.resource;
  if (resource === null || resource.kind === 'primitive') return action.flags;
  const status = actionStatus(cluster, action, null);
  if (otherNode === null || resource.kind !== 'clone') return status;
  const onNode = actionStatus(cluster, action, otherNode);
  return onNode | (status & ActionFlag.Runnable);
}

/** The parts of a bundle that a task of it is about: containers, or the instances inside them. */
function bundleActors(bundle: Bundle, task: string): readonly Resource[] {
  switch (task) {
    case 'start':
    case 'running':
    case 'stop':
    case 'stopped':
    case 'monitor':
    case 'migrate_to':
    case 'migrate_from':
      return bundle.replicas.map((replica) => replica.container);
    default:
      return bundle.innerClone?.children ?? [];
  }
}

function groupStatus(cluster: Cluster, action: Action, group: Group, node: ClusterNode | null): number {
  let status: number = OPEN;
  for (const member of group.children) {
    const task = memberTask(action.task, member);
    const memberAction = newestAction(member, task, node);
    if (memberAction === null) {
      if (task !== 'stop' && task !== 'demote') status &= ~ActionFlag.Runnable;
      continue;
    }
    const memberStatus = actionStatus(cluster, memberAction, node);
    if ((memberStatus & ActionFlag.Optional) === 0) {
      status &= ~ActionFlag.Optional;
      requireByMember(cluster, action, memberAction);
    }
    if (task !== action.task && (memberStatus & ActionFlag.Runnable) === 0) {
      status &= ~ActionFlag.Runnable;
      blockByMember(cluster, action, memberAction);
    }
  }
  return status;
}

function instancesStatus(
  cluster: Cluster,
  action: Action,
  instances: readonly Resource[],
  node: ClusterNode | null,
): number {
  let status: number = OPEN;
  let anyRunnable = false;
  const task = effectiveTask(action);
  for (const instance of instances) {
    const where = instance.kind === 'primitive' ? node : null;
    const instanceAction = newestAction(instance, memberTask(task, instance), where);
    if (instanceAction === null) continue;
    const instanceStatus = actionStatus(cluster, instanceAction, node);
    if ((instanceStatus & ActionFlag.Optional) === 0) {
      status &= ~ActionFlag.Optional;
      requireByMember(cluster, action, instanceAction);
    }
    if ((instanceStatus & ActionFlag.Runnable) !== 0) anyRunnable = true;
  }
  if (!anyRunnable) {
    status &= ~ActionFlag.Runnable;
    if (node === null && action.isRunnable) {
      action.flags &= ~ActionFlag.Runnable;
      noteReason(cluster, action, { kind: 'unrunnable', cause: 'no instance can do it' });
    }
  }
  return status;
}

function requireByMember(cluster: Cluster, action: Action, member: Action): void {
  if (!action.isOptional) return;
  action.flags &= ~ActionFlag.Optional;
  noteReason(cluster, action, { kind: 'required-by-order', by: member.id, constraint: null });
}

function blockByMember(cluster: Cluster, action: Action, member: Action): void {
  if (!action.isRunnable) return;
  action.flags &= ~ActionFlag.Runnable;
  noteReason(cluster, action, { kind: 'unrunnable-by-order', by: member.id, constraint: null });
}
