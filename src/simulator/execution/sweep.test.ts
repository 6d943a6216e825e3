import { describe, expect, test } from 'vitest';
import { INFINITY_SCORE } from '../../result/score.ts';
import type { Step, Synapse } from './step.ts';
import { sweep } from './sweep.ts';

function synapse(id: number, inputs: number[], kind: Step['kind'] = 'resource', priority = 0): Synapse {
  return {
    id,
    priority,
    isPseudo: kind === 'pseudo',
    inputs: inputs.map((input) => ({ id: input })),
    step: {
      id,
      kind,
      task: 'start',
      key: `r${id}_start_0`,
      intervalMs: 0,
      node: null,
      isRouted: false,
      resource: null,
      longId: null,
      attributes: () => new Map(),
    },
  };
}

/** Ids in the order of firing; steps in `failing` fail. */
function run(synapses: Synapse[], failing: number[] = []): { order: number[]; unfired: number } {
  const order: number[] = [];
  const { unfired } = sweep(synapses, ({ step }) => {
    order.push(step.id);
    return !failing.includes(step.id);
  });
  return { order, unfired };
}

describe('a sweep over the graph', () => {
  test('fires what becomes ready behind the present place in the same sweep', () => {
    expect(run([synapse(1, []), synapse(2, [1]), synapse(3, [2])]).order).toEqual([1, 2, 3]);
  });

  test('leaves what becomes ready before the present place to the next sweep', () => {
    expect(run([synapse(3, [2]), synapse(2, [1]), synapse(1, []), synapse(4, [])]).order).toEqual([
      1, 4, 2, 3,
    ]);
  });

  test('waits for all inputs', () => {
    expect(run([synapse(1, []), synapse(3, [1, 2]), synapse(2, []), synapse(4, [3])]).order).toEqual([
      1, 2, 3, 4,
    ]);
  });

  test('ends with what waits for itself unfired', () => {
    expect(run([synapse(1, []), synapse(2, [3]), synapse(3, [2])])).toEqual({ order: [1], unfired: 2 });
  });

  test('after a failure goes on with pseudo-actions and infinite priority only', () => {
    const graph = [
      synapse(1, []),
      synapse(2, []),
      synapse(3, [], 'pseudo'),
      synapse(4, [], 'resource', INFINITY_SCORE),
    ];
    expect(run(graph, [1]).order).toEqual([1, 3, 4]);
  });

  test('counts a failed input as done for infinite priority only', () => {
    const graph = [synapse(1, []), synapse(2, [1], 'pseudo'), synapse(3, [1], 'pseudo', INFINITY_SCORE)];
    expect(run(graph, [1])).toEqual({ order: [1, 3], unfired: 1 });
  });
});
