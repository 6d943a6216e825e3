import { describe, expect, it } from 'vitest';
import type { Resource } from '../model/resource.ts';
import { foldTrail } from '../model/score-trail.ts';
import expected from './examples.expected.json' with { type: 'json' };
import { EXAMPLES } from './examples.fixture.ts';
import { cibOf, linesOf, place, type Scenario } from './scenario.fixture.ts';

const scenarios: [string, Scenario][] = Object.entries(EXAMPLES);
const reference: Readonly<Record<string, readonly string[]>> = expected;

/** The changes recorded for a table make up its scores, for a resource and everything below it. */
function expectTrailToFold(resource: Resource, nodeCount: number): void {
  const { allowed } = resource;
  const folded = foldTrail(allowed.trail, nodeCount);
  for (const index of allowed.insertionOrder) expect(folded[index]).toBe(allowed.scores[index]);
  for (const child of resource.children) expectTrailToFold(child, nodeCount);
}

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
    for (const resource of cluster.resources) expectTrailToFold(resource, cluster.nodesByIndex.length);
  });
});
