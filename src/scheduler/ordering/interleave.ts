import { isTrue } from '../../result/boolean.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order } from '../model/order.ts';
import type { Bundle, Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { compatibleInstance } from '../placement/compatible.ts';
import { forceAssignment } from '../placement/finalize.ts';
import { Change } from './change.ts';
import { addLink } from './link.ts';
import { applyMethod, type Effect, instancesOf } from './methods.ts';
import { actionStatus } from './status.ts';
import { effectiveTask, memberTask, newestAction } from './task.ts';
import type { PartOfWork } from './work.ts';

/** Whether an ordering of two clones (or bundles) holds instance by instance (spec C4.12.1). */
export function shouldInterleave(first: Action, then: Action): boolean {
  const firstResource = first.resource;
  const thenResource = then.resource;
  if (firstResource === null || thenResource === null || firstResource === thenResource) return false;
  if (!hasInstances(firstResource) || !hasInstances(thenResource)) return false;
  const isDown = then.key.endsWith('_stop_0') || then.key.endsWith('_demote_0');
  return interleaves(isDown ? firstResource : thenResource);
}

/** Applies one flag of an ordering of two clones to each pair of instances on the same node (spec C4.12.1). */
export function* interleave(cluster: Cluster, first: Action, then: Action, effect: Effect): PartOfWork {
  const { node, flag, constraint } = effect;
  const firstResource = first.resource as Resource;
  const thenResource = then.resource as Resource;
  const when = first.key.endsWith('_stopped_0') || first.key.endsWith('_demoted_0') ? 'actual' : 'planned';
  let changed: number = Change.None;
  for (const thenInstance of instancesOf(thenResource)) {
    const partner = compatibleInstance(cluster, thenInstance, firstResource, Role.Unknown, when);
    if (partner === null) {
      if (when === 'actual' || (flag !== Order.RunnableFirst && flag !== Order.ImpliesThen)) continue;
      if (forceAssignment(cluster, thenInstance, null)) changed |= Change.Then;
      continue;
    }
    const firstAction = partnerAction(firstResource, partner, first, node);
    const thenAction = dependentAction(thenResource, thenInstance, then, node);
    if (firstAction === null || thenAction === null) continue;
    if (addLink(firstAction, thenAction, flag, constraint)) changed |= Change.First | Change.Then;
    const status = actionStatus(cluster, firstAction, node);
    const owner = thenAction.resource as Resource;
    changed |= yield* applyMethod(cluster, owner, firstAction, thenAction, { ...effect, status });
  }
  return changed;
}

function hasInstances(resource: Resource): boolean {
  return resource.kind === 'clone' || resource.kind === 'bundle';
}

function interleaves(resource: Resource): boolean {
  return resource.kind === 'clone' ? resource.interleaves : isTrue(resource.meta.get('interleave') ?? null);
}

/** The partner's action; what stops inside a container is the instance in it. */
function partnerAction(
  resource: Resource,
  partner: Resource,
  first: Action,
  node: ClusterNode | null,
): Action | null {
  const task = effectiveTask(first);
  let actor = partner;
  if (resource.kind === 'bundle' && (task === 'stop' || task === 'stopped')) {
    actor = innerInstance(resource, partner) ?? partner;
  } else if (resource.kind === 'bundle' && isPromotion(task)) {
    actor = innerInstance(resource, partner) ?? partner;
  }
  return newestAction(actor, memberTask(task, actor), node);
}

/** The dependent instance's action; promotion in a bundle is about what is inside the container. */
function dependentAction(
  resource: Resource,
  instance: Resource,
  then: Action,
  node: ClusterNode | null,
): Action | null {
  const task = effectiveTask(then);
  let actor = instance;
  if (resource.kind === 'bundle' && isPromotion(task)) actor = innerInstance(resource, instance) ?? instance;
  return newestAction(actor, memberTask(task, actor), node);
}

function isPromotion(task: string): boolean {
  return task === 'promote' || task === 'promoted' || task === 'demote' || task === 'demoted';
}

function innerInstance(bundle: Bundle, container: Resource): Resource | null {
  for (const replica of bundle.replicas) if (replica.container === container) return replica.inner;
  return null;
}
