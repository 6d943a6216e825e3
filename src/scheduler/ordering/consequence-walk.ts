import { actionsWithKey } from '../actions/find.ts';
import { keyOf } from '../actions/key.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order, type OrderLink } from '../model/order.ts';
import type { Clone, Primitive, Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { compatibleInstance } from '../placement/compatible.ts';

const NO_ACTIONS: readonly Action[] = [];
const NO_LINKS: readonly number[] = [];

/**
 * An action as the walks meet it, with what it leads on to (as positions in its `after`, ascending). Links that are
 * added while walking only sequence, so what was found at the first visit stays true.
 */
class Station {
  readonly action: Action;
  /** Number of the walk that last came here. */
  walk = 0;
  /** What the action's resource must not do before a probe of another: its stops for a start, demotes for a promote. */
  readonly ends: readonly Action[];
  /** Links that always lead on. */
  readonly #implied: number[] = [];
  /** Those, and the ones that lead from a whole to its parts. */
  readonly #all: number[] = [];
  /** Links to the parts of an interleaved clone, by part. */
  readonly #byPart = new Map<Resource, number[]>();

  constructor(action: Action) {
    this.action = action;
    this.ends = endsOf(action);
    const { after } = action;
    for (let i = 0; i < after.length; i++) this.#sort(after[i] as OrderLink, i);
  }

  #sort(link: OrderLink, index: number): void {
    const isImplied = (link.afterFlags & Order.ImpliesThen) !== 0;
    if (isImplied) this.#implied.push(index);
    const part = isImplied ? null : partOf(link);
    if (isImplied || part !== null) this.#all.push(index);
    if (part === null) return;
    const known = this.#byPart.get(part);
    if (known === undefined) this.#byPart.set(part, [index]);
    else known.push(index);
  }

  /** Where a walk goes on from here that began at a probed resource; `partner` counts for interleaved clones. */
  leading(probed: Primitive, partner: Resource | null): readonly number[] {
    const whole = this.action.resource;
    if (whole === null || whole === probed.parent) return this.#implied;
    if (!isInterleaved(whole)) return this.#all;
    const parts = partner === null ? NO_LINKS : (this.#byPart.get(partner) ?? NO_LINKS);
    if (parts.length === 0) return this.#implied;
    return this.#implied.length === 0 ? parts : [...this.#implied, ...parts].sort((a, b) => a - b);
  }
}

/** The part of a whole that a link leads to; `null` when it does not lead to one. */
function partOf({ first, then }: OrderLink): Resource | null {
  const whole = first.resource;
  const part = then.resource;
  if (whole === null || whole.kind === 'primitive' || part === null || part.parent !== whole) return null;
  return part.kind === 'primitive' || part.kind === 'group' ? part : null;
}

function isInterleaved(resource: Resource): resource is Clone {
  return resource.kind === 'clone' && resource.interleaves;
}

function endsOf(then: Action): readonly Action[] {
  const resource = then.resource;
  if (resource === null || resource.kind !== 'primitive') return NO_ACTIONS;
  const opposite = then.task === 'start' ? 'stop' : then.task === 'promote' ? 'demote' : null;
  if (opposite === null) return NO_ACTIONS;
  return actionsWithKey(resource, keyOf(resource.id, opposite, 0)).filter((action) => !action.isPseudo);
}

/**
 * Walks through what will happen because of some actions, each once, newest link first, depth first, and finds the
 * stops (demotes) of other resources that are started (promoted) on the way.
 */
export class ConsequenceWalk {
  readonly #cluster: Cluster;
  readonly #stations = new Map<Action, Station>();
  /** Instances that go together with what is on a node, by clone; resources are not assigned anew while walking. */
  readonly #partners = new Map<Clone, Map<ClusterNode, Resource | null>>();
  #walk = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  findEnds(resource: Primitive, starts: readonly Action[]): Action[] {
    this.#walk++;
    const ends: Action[] = [];
    const path: { readonly action: Action; readonly leading: readonly number[]; rest: number }[] = [];
    const enter = (action: Action): void => {
      const station = this.#station(action);
      if (station.walk === this.#walk) return;
      station.walk = this.#walk;
      if (action.resource !== resource) for (const end of station.ends) ends.push(end);
      if (action.after.length === 0) return;
      const leading = station.leading(resource, this.#partnerIn(resource, action));
      if (leading.length > 0) path.push({ action, leading, rest: leading.length });
    };
    for (let i = starts.length - 1; i >= 0; i--) {
      enter(starts[i] as Action);
      for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
        if (top.rest === 0) {
          path.pop();
          continue;
        }
        const index = top.leading[--top.rest] as number;
        enter((top.action.after[index] as OrderLink).then);
      }
    }
    return ends;
  }

  #station(action: Action): Station {
    let station = this.#stations.get(action);
    if (station === undefined) {
      station = new Station(action);
      this.#stations.set(action, station);
    }
    return station;
  }

  /** The instance of an interleaved clone that goes together with the probed resource. */
  #partnerIn(resource: Primitive, action: Action): Resource | null {
    const clone = action.resource;
    if (clone === null || !isInterleaved(clone)) return null;
    const node = resource.assigned;
    if (node === null) return compatibleInstance(this.#cluster, resource, clone, Role.Unknown, 'planned');
    let byNode = this.#partners.get(clone);
    if (byNode === undefined) {
      byNode = new Map();
      this.#partners.set(clone, byNode);
    }
    let partner = byNode.get(node);
    if (partner === undefined) {
      partner = compatibleInstance(this.#cluster, resource, clone, Role.Unknown, 'planned');
      byNode.set(node, partner);
    }
    return partner;
  }
}
