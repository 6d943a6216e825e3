import { actionsWithKey, findActions } from '../actions/find.ts';
import { keyOf } from '../actions/key.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order, type OrderConstraint, type OrderLink } from '../model/order.ts';
import { leaves, type Primitive, type Resource } from '../model/resource.ts';
import { ConsequenceWalk } from './consequence-walk.ts';
import { thenActions } from './constraint-links.ts';
import { addLink } from './link.ts';

/**
 * What depends on a resource must not be stopped for it, nor what must stop after it, before it is known where the
 * resource is active (spec C4.15).
 */
export function orderProbes(cluster: Cluster): void {
  const walk = new ConsequenceWalk(cluster);
  for (const top of cluster.resources) {
    for (const resource of leaves(top)) orderBeforeConsequences(walk, resource);
  }
  for (const constraint of cluster.orderings) orderProbesByConstraint(constraint);
}

function probesOf(resource: Resource): readonly Action[] {
  return actionsWithKey(resource, keyOf(resource.id, 'monitor', 0));
}

/** Orders the probes of a resource before what will be stopped or demoted because of what they precede. */
function orderBeforeConsequences(walk: ConsequenceWalk, resource: Primitive): void {
  let known: { readonly starts: readonly Action[]; readonly ends: readonly Action[] } | null = null;
  for (const probe of probesOf(resource)) {
    // The probes of a resource mostly precede the same actions.
    if (known === null || !precedesExactly(probe, known.starts)) {
      const starts = probe.after.map((link) => link.then);
      known = { starts, ends: walk.findEnds(resource, starts) };
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
      if (isShutdown && probe.node !== null && probe.node !== action.node) continue;
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
