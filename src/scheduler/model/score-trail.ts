import type { ScoreReason } from './reason.ts';

/**
 * The history of a node table as a linked list of changes, newest first. Copying a table copies one pointer, and
 * discarding a copy discards its changes with it, so rolled back changes leave no trace in the trail.
 */
export interface ScoreChange {
  readonly previous: ScoreChange | null;
  readonly reason: ScoreReason;
  /** `add`: saturating addition; `set`: the score was replaced by `value`. */
  readonly operation: 'add' | 'set';
  /** Index of the node, or −1 when `values` holds one value per node index. */
  readonly nodeIndex: number;
  readonly value: number;
  /** For a change of many nodes at once: value per node index, `NO_CHANGE` where untouched. */
  readonly values: Int32Array | null;
}

/** Marks nodes a bulk change does not touch. */
export const NO_CHANGE = -0x80000000;
