import { addScores, INFINITY_SCORE } from '../../result/score.ts';
import type { ClusterNode } from './node.ts';
import type { ScoreReason } from './reason.ts';
import type { ScoreChange } from './score-trail.ts';

const NOTHING = new Int32Array(0);
const NO_MODES = new Uint8Array(0);

/** Whether probes run on a node: `always` < `never` < `exclusive` (spec B0.4). */
export const Discovery = { Always: 0, Never: 1, Exclusive: 2 } as const;
export type Discovery = (typeof Discovery)[keyof typeof Discovery];

const ABSENT = 0xff;

/**
 * When a table was copied: how many entries it had then, and how many times in a row. A copy is filled in the hash
 * order of its source, so the hash order of a table depends on its whole line of descent (spec B18).
 */
export interface CopyHistory {
  readonly previous: CopyHistory | null;
  readonly length: number;
  readonly times: number;
}

/**
 * A resource's table: node → score, discovery mode and a small counter (spec B0.4). Stored by node index in typed
 * arrays. Entries are created in an order that matters in one place only (spec B18), which `insertionOrder` keeps.
 * Copies share order and discovery modes until one of them changes these.
 */
export class NodeTable {
  #scores: Int32Array;
  /** Discovery mode, or ABSENT when the node has no entry. */
  #modes: Uint8Array;
  #counts: Uint16Array | null = null;
  #order: number[] = [];
  #sharesShape = false;
  #copies: CopyHistory | null = null;
  /** Newest change, `null` when reasons are not kept. */
  trail: ScoreChange | null = null;

  constructor(capacity: number) {
    // Empty arrays are never written: the first entry makes room.
    this.#scores = capacity === 0 ? NOTHING : new Int32Array(capacity);
    this.#modes = capacity === 0 ? NO_MODES : new Uint8Array(capacity).fill(ABSENT);
  }

  get size(): number {
    return this.#order.length;
  }

  has(node: ClusterNode): boolean {
    return node.index < this.#modes.length && this.#modes[node.index] !== ABSENT;
  }

  /** Score of an entry that exists. Check `has` first. */
  score(node: ClusterNode): number {
    return this.#scores[node.index] as number;
  }

  /** Score of the node, or `fallback` when it has no entry. */
  scoreOr(node: ClusterNode, fallback: number): number {
    return this.has(node) ? (this.#scores[node.index] as number) : fallback;
  }

  discovery(node: ClusterNode): Discovery {
    return this.#modes[node.index] as Discovery;
  }

  setDiscovery(node: ClusterNode, mode: Discovery): void {
    this.#ownShape();
    this.#modes[node.index] = mode;
  }

  /** Makes an entry with a given score. The node must not have one. */
  insert(node: ClusterNode, score: number, mode: Discovery, reason: ScoreReason | null): void {
    this.#ownShape();
    this.#reserve(node.index);
    this.#order.push(node.index);
    this.#modes[node.index] = mode;
    this.#scores[node.index] = score;
    if (reason !== null && score !== 0) this.#record(reason, 'set', node.index, score);
  }

  /** Makes an entry that copies the node's own base score and discovery mode (spec B2.2). */
  insertBase(node: ClusterNode, keepReasons: boolean): void {
    this.insert(node, node.baseScore, node.baseDiscovery, keepReasons ? { kind: 'node-base-score' } : null);
  }

  /** Drops an existing entry (spec C2.8.3). */
  remove(node: ClusterNode): void {
    this.#ownShape();
    this.#modes[node.index] = ABSENT;
    this.#order.splice(this.#order.indexOf(node.index), 1);
  }

  /** Adds to an existing entry, saturating (spec B0.1). `reason` is `null` when reasons are not kept. */
  add(node: ClusterNode, value: number, reason: ScoreReason | null): void {
    const index = node.index;
    this.#scores[index] = addScores(this.#scores[index] as number, value);
    if (reason !== null && value !== 0) this.#record(reason, 'add', index, value);
  }

  /** Replaces the score of an existing entry. */
  set(node: ClusterNode, value: number, reason: ScoreReason | null): void {
    this.#scores[node.index] = value;
    if (reason !== null) this.#record(reason, 'set', node.index, value);
  }

  /** Bans an existing entry for good. */
  ban(node: ClusterNode, reason: ScoreReason | null): void {
    this.add(node, -INFINITY_SCORE, reason);
  }

  count(node: ClusterNode): number {
    return this.#counts === null ? 0 : (this.#counts[node.index] as number);
  }

  incrementCount(node: ClusterNode): void {
    this.#counts ??= new Uint16Array(this.#modes.length);
    this.#counts[node.index] = (this.#counts[node.index] as number) + 1;
  }

  resetCounts(): void {
    this.#counts = null;
  }

  /** Indexes of nodes in the order their entries were made. */
  get insertionOrder(): readonly number[] {
    return this.#order;
  }

  /** Like `has`, by node index. */
  hasIndex(index: number): boolean {
    return index < this.#modes.length && this.#modes[index] !== ABSENT;
  }

  /**
   * The scores themselves, by node index, for arithmetic over whole tables. Slots without an entry mean nothing. Who
   * writes here records the change with `recordBulk` when reasons are kept.
   */
  get scores(): Int32Array {
    return this.#scores;
  }

  /** Copies in this table's line of descent, newest first (spec B18). */
  get copies(): CopyHistory | null {
    return this.#copies;
  }

  /** Records that several scores were changed for one reason; see `ScoreChange.values`. */
  recordBulk(reason: ScoreReason, operation: 'add' | 'set', values: Int32Array): void {
    this.trail = { previous: this.trail, reason, operation, nodeIndex: -1, value: 0, values };
  }

  /** Records that something was tried and given up; no score changed. */
  recordNote(reason: ScoreReason): void {
    this.recordBulk(reason, 'add', NOTHING);
  }

  /** A copy with the same scores, discovery modes and trail; counters start at 0 (spec B0.4). */
  copy(): NodeTable {
    const copy = this.twin();
    const last = this.#copies;
    const length = this.#order.length;
    copy.#copies =
      last !== null && last.length === length
        ? { previous: last.previous, length, times: last.times + 1 }
        : { previous: last, length, times: 1 };
    return copy;
  }

  /** A table with the same entries as if they had been inserted one by one, that is, without a line of descent. */
  twin(): NodeTable {
    const twin = new NodeTable(0);
    twin.#scores = this.#scores.slice();
    twin.#modes = this.#modes;
    twin.#order = this.#order;
    this.#sharesShape = true;
    twin.#sharesShape = true;
    twin.trail = this.trail;
    return twin;
  }

  #ownShape(): void {
    if (!this.#sharesShape) return;
    this.#modes = this.#modes.slice();
    this.#order = this.#order.slice();
    this.#sharesShape = false;
  }

  #record(reason: ScoreReason, operation: 'add' | 'set', nodeIndex: number, value: number): void {
    this.trail = { previous: this.trail, reason, operation, nodeIndex, value, values: null };
  }

  #reserve(index: number): void {
    if (index < this.#modes.length) return;
    const capacity = Math.max(index + 1, this.#modes.length + 8);
    const scores = new Int32Array(capacity);
    scores.set(this.#scores);
    const modes = new Uint8Array(capacity).fill(ABSENT);
    modes.set(this.#modes);
    this.#scores = scores;
    this.#modes = modes;
    if (this.#counts !== null) {
      const counts = new Uint16Array(capacity);
      counts.set(this.#counts);
      this.#counts = counts;
    }
  }
}
