import { addScores } from '../../result/score.ts';
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
  /**
   * For a change of many nodes at once: value per node index, `NO_CHANGE` where untouched; nodes beyond its end are
   * untouched too. An empty one notes that something was tried and given up.
   */
  readonly values: Int32Array | null;
}

/** Marks nodes a bulk change does not touch. */
export const NO_CHANGE = -0x80000000;

/** Oldest first, the order in which the changes were made. */
function changesOf(trail: ScoreChange | null): ScoreChange[] {
  const changes: ScoreChange[] = [];
  for (let change = trail; change !== null; change = change.previous) changes.push(change);
  return changes.reverse();
}

/** Replays a trail: scores by node index as they follow from the recorded changes alone. */
export function foldTrail(trail: ScoreChange | null, nodeCount: number): Int32Array {
  const scores = new Int32Array(nodeCount);
  const apply = (index: number, value: number, operation: 'add' | 'set'): void => {
    scores[index] = operation === 'set' ? value : addScores(scores[index] as number, value);
  };
  for (const change of changesOf(trail)) {
    if (change.values === null) {
      apply(change.nodeIndex, change.value, change.operation);
      continue;
    }
    change.values.forEach((value, index) => {
      if (value !== NO_CHANGE) apply(index, value, change.operation);
    });
  }
  return scores;
}
