import { describe, expect, it } from 'vitest';
import { cibOf, colocation, group, location, place, primitive } from './scenario.fixture.ts';

const LENGTH = 3000;
const ids = Array.from({ length: LENGTH }, (_, index) => `p${index}`);
const pairs = ids.slice(1).map((id, index): [string, string] => [id, `p${index}`]);

function nodesOf(resources: string, constraints: string): Set<string | undefined> {
  const cluster = place(cibOf({ nodes: ['n1', 'n2'], resources, constraints }));
  return new Set(ids.map((id) => cluster.resourcesById.get(id)?.assigned?.name));
}

describe('long chains', () => {
  it('follows a chain of colocations from its first primary', () => {
    const constraints = pairs.map(([later, earlier]) => colocation(later, earlier, 'INFINITY')).join('');
    const resources = ids.map((id) => primitive(id)).join('');
    expect(nodesOf(resources, constraints + location('p2999', 'n2', 1))).toEqual(new Set(['n2']));
  });

  it('follows a chain of colocations from its last dependent', () => {
    const constraints = pairs.map(([later, earlier]) => colocation(earlier, later, 'INFINITY')).join('');
    const resources = ids.map((id) => primitive(id)).join('');
    expect(nodesOf(resources, constraints + location('p0', 'n2', 1))).toEqual(new Set(['n2']));
  });

  it('keeps the members of a large group together', () => {
    const members = group(
      'g',
      ids.map((id) => primitive(id)),
    );
    expect(nodesOf(members, location('p2999', 'n2', 1))).toEqual(new Set(['n2']));
  });
});
