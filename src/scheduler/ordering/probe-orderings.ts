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

/** An action as the walks meet it. */
interface Station {
  /** Number of the walk that last came here. */
  walk: number;
  /** What the action's resource must not do before a probe of another: its stops for a start, demotes for a promote. */
  readonly ends: readonly Action[];
}

/**
 * Walks through what will happen because of some actions, each once, newest link first, depth first, and finds the
 * stops (demotes) of other resources that are started (promoted) on the way.
 */
class ConsequenceWalk {
  readonly #cluster: Cluster;
  readonly #stations = new Map<Action, Station>();
  #walk = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  findEnds(resource: Primitive, starts: readonly Action[]): Action[] {
    this.#walk++;
    const ends: Action[] = [];
    const path: { readonly action: Action; index: number; readonly partner: Resource | null }[] = [];
    const enter = (action: Action): void => {
      const station = this.#station(action);
      if (station.walk === this.#walk) return;
      station.walk = this.#walk;
      if (action.resource !== resource) for (const end of station.ends) ends.push(end);
      if (action.after.length === 0) return;
      const partner = partnerIn(this.#cluster, resource, action);
      path.push({ action, index: action.after.length - 1, partner });
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

  #station(action: Action): Station {
    let station = this.#stations.get(action);
    if (station === undefined) {
      station = { walk: 0, ends: endsOf(action) };
      this.#stations.set(action, station);
    }
    return station;
  }
}

const NONE: readonly Action[] = [];

function endsOf(then: Action): readonly Action[] {
  const resource = then.resource;
  if (resource === null || resource.kind !== 'primitive') return NONE;
  const opposite = then.task === 'start' ? 'stop' : then.task === 'promote' ? 'demote' : null;
  if (opposite === null) return NONE;
  return actionsWithKey(resource, keyOf(resource.id, opposite, 0)).filter((action) => !action.isPseudo);
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
