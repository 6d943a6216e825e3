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
    for (const resource of leaves(top)) {
      for (const probe of probesOf(resource)) new ProbeWalk(cluster, probe, resource).run();
    }
  }
  for (const constraint of cluster.orderings) orderProbesByConstraint(constraint);
}

function probesOf(resource: Resource): readonly Action[] {
  return actionsWithKey(resource, keyOf(resource.id, 'monitor', 0));
}

/** Visits what will happen because of what a probe precedes: each action once, newest link first, depth first. */
class ProbeWalk {
  readonly #cluster: Cluster;
  readonly #probe: Action;
  readonly #resource: Primitive;
  readonly #visited = new Set<Action>();

  constructor(cluster: Cluster, probe: Action, resource: Primitive) {
    this.#cluster = cluster;
    this.#probe = probe;
    this.#resource = resource;
  }

  run(): void {
    const after = this.#probe.after;
    for (let i = after.length - 1; i >= 0; i--) this.#walk((after[i] as OrderLink).then);
  }

  #walk(start: Action): void {
    const path: { action: Action; index: number; partner: Resource | null }[] = [];
    const enter = (action: Action): void => {
      if (this.#visited.has(action)) return;
      this.#visited.add(action);
      this.#orderBefore(action);
      path.push({ action, index: action.after.length - 1, partner: this.#partnerIn(action) });
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      if (top.index < 0) path.pop();
      else {
        const link = top.action.after[top.index--] as OrderLink;
        if (this.#leadsOn(link, top.partner)) enter(link.then);
      }
    }
  }

  #orderBefore(then: Action): void {
    const other = then.resource;
    if (other === null || other.kind !== 'primitive' || other === this.#resource) return;
    const opposite = then.task === 'start' ? 'stop' : then.task === 'promote' ? 'demote' : null;
    if (opposite === null) return;
    for (const action of actionsWithKey(other, keyOf(other.id, opposite, 0))) {
      if (!action.isPseudo) addLink(this.#probe, action, Order.Order, null);
    }
  }

  /** The instance of an interleaved clone that goes together with the probed resource. */
  #partnerIn(action: Action): Resource | null {
    const resource = action.resource;
    if (resource?.kind !== 'clone' || !resource.interleaves) return null;
    return compatibleInstance(this.#cluster, this.#resource, resource, Role.Unknown, 'planned');
  }

  #leadsOn(link: OrderLink, partner: Resource | null): boolean {
    if ((link.afterFlags & Order.ImpliesThen) !== 0) return true;
    const whole = link.first.resource;
    const part = link.then.resource;
    if (whole === null || whole.kind === 'primitive' || part === null) return false;
    if (part.parent !== whole || whole === this.#resource.parent) return false;
    if (part.kind !== 'primitive' && part.kind !== 'group') return false;
    return whole.kind !== 'clone' || !whole.interleaves || part === partner;
  }
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
