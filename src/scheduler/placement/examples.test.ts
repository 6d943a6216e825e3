import { describe, expect, it } from 'vitest';
import { foldTrail } from '../model/score-trail.ts';
import expected from './examples.expected.json' with { type: 'json' };
import { EXAMPLES } from './examples.fixture.ts';
import { cibOf, linesOf, place, type Scenario } from './scenario.fixture.ts';

const scenarios: [string, Scenario][] = Object.entries(EXAMPLES);
const reference: Readonly<Record<string, readonly string[]>> = expected;

describe('placement', () => {
  // The expected lines were printed by crm_simulate 2.1.5 for the same CIB, in this order.
  it.each(scenarios)('%s', (name, scenario) => {
    expect(linesOf(place(cibOf(scenario)))).toEqual(reference[name]);
  });

  it.each(scenarios)('keeps every addend of every score: %s', (_, scenario) => {
    const cluster = place(cibOf(scenario), true);
    for (const record of cluster.records) {
      if (record.kind !== 'allocation-score') continue;
      const folded = foldTrail(record.trail, cluster.nodesByIndex.length);
      expect(folded[record.node.index]).toBe(record.score);
    }
  });
});
