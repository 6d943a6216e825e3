import { INFINITY_SCORE } from '../../result/score.ts';
import type { Synapse } from './step.ts';

/** Binary heap of indexes, smallest first. */
class IndexHeap {
  readonly #items: number[] = [];

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  push(index: number): void {
    const items = this.#items;
    let at = items.push(index) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((items[parent] as number) <= index) break;
      items[at] = items[parent] as number;
      at = parent;
    }
    items[at] = index;
  }

  pop(): number {
    const items = this.#items;
    const top = items[0] as number;
    const last = items.pop() as number;
    if (items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && (items[child + 1] as number) < (items[child] as number)) child++;
      if ((items[child] as number) >= last) break;
      items[at] = items[child] as number;
      at = child;
    }
    items[at] = last;
    return top;
  }
}

/** How a run through a graph ended. */
export interface SweepResult {
  /** Synapses that never fired. */
  readonly unfired: number;
  readonly hasFailed: boolean;
}

/**
 * Fires synapses in the order of repeated sweeps over the graph (spec C6.5.1): one is fired when all its inputs are
 * confirmed; later ones see it in the same sweep, earlier ones in the next. Instead of sweeping, those that have
 * become ready wait in two heaps: at or after the position of the current sweep, and before it.
 *
 * `fire` carries a step out and answers whether it succeeded. After a failure only pseudo-actions and synapses of
 * infinite priority go on (spec C6.5.7).
 */
export function sweep(synapses: readonly Synapse[], fire: (synapse: Synapse) => boolean): SweepResult {
  const waiting = new Int32Array(synapses.length);
  const dependents = new Map<number, number[]>();
  let current = new IndexHeap();
  let next = new IndexHeap();
  synapses.forEach((synapse, index) => {
    waiting[index] = synapse.inputs.length;
    if (synapse.inputs.length === 0) current.push(index);
    for (const input of synapse.inputs) {
      const list = dependents.get(input);
      if (list === undefined) dependents.set(input, [index]);
      else list.push(index);
    }
  });

  let hasFailed = false;
  let fired = 0;
  while (!current.isEmpty) {
    const index = current.pop();
    const synapse = synapses[index] as Synapse;
    const isUrgent = synapse.priority >= INFINITY_SCORE;
    if (!hasFailed || isUrgent || synapse.step.kind === 'pseudo') {
      const hasSucceeded = fire(synapse);
      fired++;
      if (!hasSucceeded) hasFailed = true;
      for (const dependent of dependents.get(synapse.step.id) ?? []) {
        if (!hasSucceeded && (synapses[dependent] as Synapse).priority < INFINITY_SCORE) continue;
        const left = (waiting[dependent] as number) - 1;
        waiting[dependent] = left;
        if (left === 0) (dependent > index ? current : next).push(dependent);
      }
    }
    if (current.isEmpty) [current, next] = [next, current];
  }
  return { unfired: synapses.length - fired, hasFailed };
}
