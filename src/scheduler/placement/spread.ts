import { addScores, INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Colocation } from '../model/constraint.ts';
import { isAvailable } from '../model/node.ts';
import type { NodeTable } from '../model/node-table.ts';
import type { Resource } from '../model/resource.ts';
import { NO_CHANGE } from '../model/score-trail.ts';
import { type AttributeClasses, attributeClasses } from './attribute-classes.ts';
import { hasInfluence } from './has-influence.ts';
import { colocationFactor, scaledScore } from './scaled-score.ts';

/** How scores are spread along colocations (spec B8.4). */
export interface SpreadMode {
  /** Follow what a resource is colocated with, instead of what depends on it. */
  readonly toPrimaries: boolean;
  /** Wishes must not turn a score that is not negative into a negative one. */
  readonly nonnegative: boolean;
  /** Give a branch up that leaves no usable node. */
  readonly rollsBack: boolean;
}

export const SPREAD_PLAIN: SpreadMode = { toPrimaries: false, nonnegative: false, rollsBack: false };
export const SPREAD_ACTIVE: SpreadMode = { toPrimaries: false, nonnegative: false, rollsBack: true };
export const SPREAD_NONNEGATIVE: SpreadMode = { toPrimaries: false, nonnegative: true, rollsBack: false };
export const SPREAD_ACTIVE_NONNEGATIVE: SpreadMode = {
  toPrimaries: false,
  nonnegative: true,
  rollsBack: true,
};
const SPREAD_TO_PRIMARIES: SpreadMode = { toPrimaries: true, nonnegative: false, rollsBack: false };

/** Score of an entry that a nonnegative spread has made unusable; far below −INFINITY (spec B8.5). */
const UNUSABLE = -100 * INFINITY_SCORE;

/**
 * Adds to a table what a resource, and transitively what belongs to it, would like, scaled by `factor` (spec B8.4).
 * Returns the resulting table: a new one, or the given one when nothing came of it.
 */
export function spread(
  cluster: Cluster,
  resource: Resource,
  table: NodeTable,
  colocation: Colocation,
  factor: number,
  mode: SpreadMode,
): NodeTable {
  return new Spreading(cluster).walk(resource, table, colocation, factor, mode) ?? table;
}

/** A resource's scores joined with those of everything it is colocated with (spec B3.3). */
export function scoresWithPrimaries(cluster: Cluster, resource: Resource): NodeTable | null {
  return new Spreading(cluster).walk(resource, null, null, 1, SPREAD_TO_PRIMARIES);
}

/** A resource on the way, and how far its colocations have been followed. */
interface Step {
  readonly resource: Resource;
  /** The table before this step; `null` to start from the resource's own. */
  readonly before: NodeTable | null;
  /** The table with this resource's scores, and those of the colocations followed so far. */
  work: NodeTable | null;
  readonly factor: number;
  readonly mode: SpreadMode;
  /** A group waits for what its member comes to. */
  isWaiting: boolean;
  isGivenUp: boolean;
  colocations: readonly Colocation[];
  next: number;
}

const NO_COLOCATIONS: readonly Colocation[] = [];

/** One walk along colocations. Chains may be as long as the configuration, so the walk keeps a stack of its own. */
class Spreading {
  readonly #cluster: Cluster;
  /** By node index: 1 when available. */
  readonly #available: Uint8Array;
  readonly #steps: Step[] = [];
  /** Under other strategies capacity matters, so hash order does, and every copy of a table counts (spec B18). */
  readonly #countsCopies: boolean;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#available = Uint8Array.from(cluster.nodesByIndex, (node) => (isAvailable(node) ? 1 : 0));
    this.#countsCopies = cluster.options.placementStrategy !== 'default';
  }

  walk(
    resource: Resource,
    table: NodeTable | null,
    colocation: Colocation | null,
    factor: number,
    mode: SpreadMode,
  ): NodeTable | null {
    let result = this.#enter(resource, table, colocation, factor, mode);
    for (let step = this.#steps.at(-1); step !== undefined; step = this.#steps.at(-1)) {
      step.work = result;
      if (step.isWaiting) {
        step.isWaiting = false;
        this.#startFollowing(step);
      }
      const followed = step.colocations[step.next++];
      if (followed === undefined) {
        this.#steps.pop();
        result = this.#leave(step);
      } else if (step.mode.toPrimaries || hasInfluence(followed)) {
        const other = step.mode.toPrimaries ? followed.primary : followed.dependent;
        const sign = step.factor < 0 ? -1 : 1;
        const inner = step.mode.rollsBack ? step.mode : { ...step.mode, rollsBack: true };
        result = this.#enter(other, step.work, followed, sign * colocationFactor(followed.score), inner);
      }
    }
    return result;
  }

  /** Begins a step and returns the table with its resource's scores, or the table as it was if it is on the way. */
  #enter(
    resource: Resource,
    before: NodeTable | null,
    colocation: Colocation | null,
    factor: number,
    mode: SpreadMode,
  ): NodeTable | null {
    if (resource.isVisiting) return before;
    const isGroup = resource.kind === 'group';
    const member = before === null ? resource.children.at(-1) : resource.children[0];
    if (isGroup && member === undefined) return before;
    resource.isVisiting = true;
    const step: Step = {
      resource,
      before,
      work: null,
      factor,
      mode,
      isWaiting: isGroup,
      isGivenUp: false,
      colocations: NO_COLOCATIONS,
      next: 0,
    };
    this.#steps.push(step);
    if (isGroup && member !== undefined) {
      const start = before !== null && this.#countsCopies ? before.copy() : before;
      return this.#enter(member, start, colocation, factor, mode);
    }
    step.work =
      before === null
        ? resource.allowed.copy()
        : this.#merge(before, resource, colocation, factor, mode.nonnegative);
    this.#startFollowing(step);
    return step.work;
  }

  /** Follows the colocations of a step unless no usable node is left (spec B8.4.4, B8.4.5). */
  #startFollowing(step: Step): void {
    const { resource, work, mode } = step;
    if (work === null || !this.#hasUsableNode(work)) step.isGivenUp = mode.rollsBack;
    else if (mode.toPrimaries) step.colocations = resource.colocatedWith;
    else if (resource.kind === 'group') step.colocations = resource.children.at(-1)?.dependents ?? [];
    else step.colocations = resource.dependents;
  }

  #leave(step: Step): NodeTable | null {
    step.resource.isVisiting = false;
    if (step.isGivenUp || step.work === null) return step.before;
    if (step.mode.nonnegative) reviveUnusable(this.#cluster, step.work);
    return step.work;
  }

  #hasUsableNode(table: NodeTable): boolean {
    const { scores } = table;
    for (const index of table.insertionOrder) {
      if ((scores[index] as number) >= 0 && this.#available[index] === 1) return true;
    }
    return false;
  }

  /**
   * Adds the best score of nodes alike in the colocation's attribute to every entry of a table (spec B8.5). Returns a
   * changed copy, or the table itself when nothing changes.
   */
  #merge(
    table: NodeTable,
    resource: Resource,
    colocation: Colocation | null,
    factor: number,
    nonnegative: boolean,
  ): NodeTable {
    const classes = attributeClasses(this.#cluster, colocation?.nodeAttribute ?? '#uname');
    const { classOf } = classes;
    const wishes = this.#bestScores(resource.allowed, classes);
    const { keepReasons } = this.#cluster.settings;
    let isCopy = this.#countsCopies;
    let work = isCopy ? table.copy() : table;
    let scores = work.scores;
    let changes: Int32Array | null = null;
    for (const index of table.insertionOrder) {
      const wish = wishes[classOf[index] as number] as number;
      if (wish === 0 || (factor < 0 && wish < 0)) continue;
      const old = scores[index] as number;
      if (old === UNUSABLE) continue;
      const addend = factor === 1 ? wish : scaledScore(factor, wish);
      let sum = addScores(addend, old);
      if (nonnegative && sum < 0 && old >= 0) {
        if (old === 0) continue;
        sum = UNUSABLE;
      }
      if (sum === old) continue;
      if (!isCopy) {
        isCopy = true;
        work = table.copy();
        scores = work.scores;
      }
      scores[index] = sum;
      if (keepReasons && sum !== UNUSABLE) {
        changes ??= new Int32Array(scores.length).fill(NO_CHANGE);
        changes[index] = addend;
      }
    }
    if (changes !== null && colocation !== null) {
      work.recordBulk(
        {
          kind: 'dependent-preference',
          constraint: colocation.id,
          dependent: resource.id,
          through: colocation.primary.id,
        },
        'add',
        changes,
      );
    }
    return work;
  }

  /** Highest score on an available node, by class; −INFINITY where there is none. Valid until the next call. */
  #bestScores(table: NodeTable, classes: AttributeClasses): Int32Array {
    const { classOf, scratch: best } = classes;
    const available = this.#available;
    const { scores } = table;
    best.fill(-INFINITY_SCORE);
    for (const index of table.insertionOrder) {
      const score = scores[index] as number;
      const nodeClass = classOf[index] as number;
      if (score > (best[nodeClass] as number) && available[index] === 1) best[nodeClass] = score;
    }
    return best;
  }
}

/** Entries that wishes made unusable count as 1 in the end (spec B8.4.6). */
function reviveUnusable(cluster: Cluster, work: NodeTable): void {
  const scores = work.scores;
  let changes: Int32Array | null = null;
  for (const index of work.insertionOrder) {
    if (scores[index] !== UNUSABLE) continue;
    scores[index] = 1;
    if (cluster.settings.keepReasons) {
      changes ??= new Int32Array(scores.length).fill(NO_CHANGE);
      changes[index] = 1;
    }
  }
  if (changes !== null) work.recordBulk({ kind: 'nonnegative-limit' }, 'set', changes);
}
