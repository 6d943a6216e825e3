import { actionsWithKey, findActions } from '../actions/find.ts';
import { keyOf } from '../actions/key.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order, type OrderConstraint, type OrderLink } from '../model/order.ts';
import { leaves, type Primitive, type Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { compatibleInstance } from '../placement/compatible.ts';
import { thenActions } from './constraint-links.ts';
import { addLink } from './link.ts';

/**
 * What depends on a resource must not be stopped for it, nor what must stop after it, before it is known where the
 * resource is active (spec C4.15).
 */
export function orderProbes(cluster: Cluster): void {
  for (const top of cluster.resources) {
    for (const resource of leaves(top)) orderBeforeConsequences(cluster, resource);
  }
  for (const constraint of cluster.orderings) orderProbesByConstraint(constraint);
}

function probesOf(resource: Resource): readonly Action[] {
  return actionsWithKey(resource, keyOf(resource.id, 'monitor', 0));
}

/** Orders the probes of a resource before what will be stopped or demoted because of what they precede. */
function orderBeforeConsequences(cluster: Cluster, resource: Primitive): void {
  let known: { readonly starts: readonly Action[]; readonly ends: readonly Action[] } | null = null;
  for (const probe of probesOf(resource)) {
    // The probes of a resource mostly precede the same actions.
    if (known === null || !precedesExactly(probe, known.starts)) {
      const starts = probe.after.map((link) => link.then);
      known = { starts, ends: findEnds(cluster, resource, starts) };
    }
    for (const end of known.ends) addLink(probe, end, Order.Order, null);
  }
}

function precedesExactly(probe: Action, starts: readonly Action[]): boolean {
  const { after } = probe;
  if (after.length !== starts.length) return false;
  for (let i = 0; i < after.length; i++) if ((after[i] as OrderLink).then !== starts[i]) return false;
  return true;
}

/**
 * Walks through what will happen because of some actions, each once, newest link first, depth first, and finds the
 * stops (demotes) of other resources that are started (promoted) on the way.
 */
function findEnds(cluster: Cluster, resource: Primitive, starts: readonly Action[]): Action[] {
  const ends: Action[] = [];
  const visited = new Set<Action>();
  const path: { readonly action: Action; index: number; readonly partner: Resource | null }[] = [];
  const enter = (action: Action): void => {
    if (visited.has(action)) return;
    visited.add(action);
    collectEnds(action, resource, ends);
    path.push({ action, index: action.after.length - 1, partner: partnerIn(cluster, resource, action) });
  };
  for (let i = starts.length - 1; i >= 0; i--) {
    enter(starts[i] as Action);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      if (top.index < 0) {
        path.pop();
        continue;
      }
      const link = top.action.after[top.index--] as OrderLink;
      if (leadsOn(link, resource, top.partner)) enter(link.then);
    }
  }
  return ends;
}

function collectEnds(then: Action, resource: Primitive, ends: Action[]): void {
  const other = then.resource;
  if (other === null || other.kind !== 'primitive' || other === resource) return;
  const opposite = then.task === 'start' ? 'stop' : then.task === 'promote' ? 'demote' : null;
  if (opposite === null) return;
  for (const action of actionsWithKey(other, keyOf(other.id, opposite, 0))) {
    if (!action.isPseudo) ends.push(action);
  }
}

/** The instance of an interleaved clone that goes together with the probed resource. */
function partnerIn(cluster: Cluster, resource: Primitive, action: Action): Resource | null {
  const clone = action.resource;
  if (clone?.kind !== 'clone' || !clone.interleaves) return null;
  return compatibleInstance(cluster, resource, clone, Role.Unknown, 'planned');
}

function leadsOn(link: OrderLink, probed: Primitive, partner: Resource | null): boolean {
  if ((link.afterFlags & Order.ImpliesThen) !== 0) return true;
  const whole = link.first.resource;
  const part = link.then.resource;
  if (whole === null || whole.kind === 'primitive' || part === null) return false;
  if (part.parent !== whole || whole === probed.parent) return false;
  if (part.kind !== 'primitive' && part.kind !== 'group') return false;
  return whole.kind !== 'clone' || !whole.interleaves || part === partner;
}

function orderProbesByConstraint(constraint: OrderConstraint): void {
  const { firstAction, flags } = constraint;
  const first = constraint.firstResource ?? firstAction?.resource ?? null;
  if (flags === 0 || first === null) return;
  const isStop = firstAction !== null ? firstAction.task === 'stop' : isStopKey(constraint.firstKey);
  const then = constraint.thenResource ?? constraint.thenAction?.resource ?? null;
  if (!isStop || first === then) return;
  const probes = findActions(first, keyOf(first.id, 'monitor', 0), null);
  if (probes.length === 0) return;
  if (then !== null && then === first.container && isStopOf(constraint)) return;
  const probeFlags =
    flags === Order.AntiColocation || flags === Order.Load
      ? flags
      : Order.Order | (flags & (Order.NonMigratingFirst | Order.SameNode));
  for (const action of thenActions(constraint)) {
    const isUnfencing = action.task === 'stonith' && action.metaValue('stonith_action') === 'on';
    const isShutdown = action.task === 'do_shutdown';
    for (const probe of probes) {
      if (isUnfencing && probe.node === action.node) continue;
      if (isShutdown && probe.node !== action.node) continue;
      addLink(probe, action, probeFlags, constraint.constraint);
    }
  }
}

function isStopOf(constraint: OrderConstraint): boolean {
  const action = constraint.thenAction;
  return action !== null ? action.task === 'stop' : isStopKey(constraint.thenKey);
}

function isStopKey(key: string | null): boolean {
  return key?.endsWith('_stop_0') === true;
}
