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

/** Which synapses wait for an action, by action id: one array of indexes, cut by a table of where each id begins. */
class Dependents {
  readonly #starts: Int32Array;
  readonly #indexes: Int32Array;

  constructor(synapses: readonly Synapse[]) {
    let highest = 0;
    let total = 0;
    for (const { inputs } of synapses) {
      total += inputs.length;
      for (const { id } of inputs) if (id > highest) highest = id;
    }
    const starts = new Int32Array(highest + 2);
    for (const { inputs } of synapses) {
      for (const { id } of inputs) starts[id + 1] = (starts[id + 1] as number) + 1;
    }
    for (let id = 1; id < starts.length; id++) {
      starts[id] = (starts[id] as number) + (starts[id - 1] as number);
    }
    const indexes = new Int32Array(total);
    const filled = starts.slice();
    synapses.forEach(({ inputs }, index) => {
      for (const { id } of inputs) {
        const at = filled[id] as number;
        indexes[at] = index;
        filled[id] = at + 1;
      }
    });
    this.#starts = starts;
    this.#indexes = indexes;
  }

  of(id: number): Int32Array {
    if (id + 1 >= this.#starts.length) return this.#indexes.subarray(0, 0);
    return this.#indexes.subarray(this.#starts[id], this.#starts[id + 1]);
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
  const dependents = new Dependents(synapses);
  let current = new IndexHeap();
  let next = new IndexHeap();
  synapses.forEach(({ inputs }, index) => {
    waiting[index] = inputs.length;
    if (inputs.length === 0) current.push(index);
  });

  let hasFailed = false;
  let fired = 0;
  while (!current.isEmpty) {
    const index = current.pop();
    const synapse = synapses[index] as Synapse;
    if (!hasFailed || synapse.isPseudo || synapse.priority >= INFINITY_SCORE) {
      const hasSucceeded = fire(synapse);
      fired++;
      if (!hasSucceeded) hasFailed = true;
      for (const dependent of dependents.of(synapse.id)) {
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
