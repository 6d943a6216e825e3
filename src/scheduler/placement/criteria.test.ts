import { describe, expect, it } from 'vitest';
import { type ConstraintScenario, read, scoresOf } from '../constraints/constraint.fixture.ts';
import type { Cluster } from '../model/cluster.ts';
import { foldTrail } from '../model/score-trail.ts';
import { findResource } from '../unpack/find.ts';
import { applyNodeCriteria } from './criteria.ts';
import { isThresholdReached } from './failure-threshold.ts';
import { clone, group, location, primitive } from './scenario.fixture.ts';
import { addLocation, banEverywhere } from './tables.ts';

function apply(scenario: ConstraintScenario, keepReasons = false): Cluster {
  const cluster = read(scenario, keepReasons);
  applyNodeCriteria(cluster);
  return cluster;
}
const all = (cluster: Cluster, ...ids: readonly string[]) => ids.map((id) => scoresOf(cluster, id));
const BANNED = '-INFINITY/-INFINITY/-INFINITY';

describe('locations (B5.8, B5.9)', () => {
  const members = [primitive('x'), primitive('y')];

  it('go to the group and its first member; the others only get the node as candidate', () => {
    const resources = group('g', members);
    expect(all(apply({ resources, constraints: location('g', 'n2', 7) }), 'g', 'x', 'y')).toEqual([
      '0/7/0',
      '0/7/0',
      '0/0/0',
    ]);
    const sparse = apply({
      resources,
      constraints: location('g', 'n2', 7),
      options: { 'symmetric-cluster': 'false' },
    });
    expect(all(sparse, 'g', 'x', 'y')).toEqual(['-/7/-', '-/7/-', '-/0/-']);
  });

  it('go to every member of a group that is not collocated', () => {
    const resources = group('g', members, { collocated: 'false' });
    expect(all(apply({ resources, constraints: location('g', 'n2', 7) }), 'x', 'y')).toEqual([
      '0/7/0',
      '0/7/0',
    ]);
  });

  it('go to a clone and its instances', () => {
    const cluster = apply({ resources: clone('c', primitive('p')), constraints: location('c', 'n3', -5) });
    expect(all(cluster, 'c', 'p:0', 'p:2')).toEqual(['0/0/-5', '0/0/-5', '0/0/-5']);
  });

  it('limited to a role leave scores alone unless that is the next role', () => {
    const limited = '<rsc_location id="l" rsc="a" node="n1" score="5" role="Stopped"/>';
    expect(scoresOf(apply({ resources: primitive('a'), constraints: limited }), 'a')).toBe('0/0/0');
    const stopping = primitive('a', { 'target-role': 'Stopped' });
    expect(scoresOf(apply({ resources: stopping, constraints: limited }), 'a')).toBe('5/0/0');
  });

  it('add up, and −INFINITY wins', () => {
    const constraints =
      location('a', 'n1', 5) +
      location('a', 'n1', 'INFINITY').replace('loc-', 'x-') +
      location('a', 'n1', '-INFINITY').replace('loc-', 'y-');
    expect(scoresOf(apply({ resources: primitive('a'), constraints }), 'a')).toBe('-INFINITY/0/0');
  });
});

describe('exclusive discovery (B6.5)', () => {
  it('bans every node that no exclusive constraint names, for members too', () => {
    const constraints =
      '<rsc_location id="l" rsc="g" node="n2" score="7" resource-discovery="exclusive"/>' +
      location('g', 'n1', 9);
    const cluster = apply({ resources: group('g', [primitive('x'), primitive('y')]), constraints });
    expect(all(cluster, 'g', 'x', 'y')).toEqual([
      '-INFINITY/7/-INFINITY',
      '-INFINITY/7/-INFINITY',
      '-INFINITY/0/-INFINITY',
    ]);
  });

  it('bans all nodes when the rule that asks for it matches none', () => {
    const constraints =
      '<rsc_location id="l" rsc="a" resource-discovery="exclusive"><rule id="r" score="1"><expression id="e" attribute="nowhere" operation="defined"/></rule></rsc_location>';
    expect(scoresOf(apply({ resources: primitive('a'), constraints }), 'a')).toBe(BANNED);
  });
});

describe('stickiness (B6.3)', () => {
  const sticky = (
    stickiness: string,
    more: Partial<ConstraintScenario> = {},
    meta: Readonly<Record<string, string>> = {},
  ) =>
    scoresOf(
      apply({
        resources: primitive('a', { 'resource-stickiness': stickiness, ...meta }),
        active: { n2: ['a'] },
        ...more,
      }),
      'a',
    );

  it('counts where the resource is active', () => {
    expect(sticky('100')).toBe('0/100/0');
    expect(sticky('INFINITY')).toBe('0/INFINITY/0');
  });

  it('counts for nothing when negative, on two nodes, or where an asymmetric cluster names no node', () => {
    expect(sticky('-100')).toBe('0/0/0');
    expect(sticky('100', { active: { n1: ['a'], n2: ['a'] } })).toBe('0/0/0');
    expect(sticky('100', { options: { 'symmetric-cluster': 'false' } })).toBe('-/-/-');
  });

  it('counts for nothing when the resource is unmanaged', () => {
    expect(sticky('100', {}, { 'is-managed': 'false' })).toBe('0/INFINITY/0');
  });
});

describe('the failure threshold (B6.4)', () => {
  const failed = (count: string, name = 'a') => ({
    attributes: { n1: { [`fail-count-${name}#monitor_10000`]: count } },
  });

  it('bans a resource from the node where it failed that often', () => {
    const resources = primitive('a', { 'migration-threshold': '3' });
    expect(scoresOf(apply({ resources, ...failed('2') }), 'a')).toBe('0/0/0');
    const cluster = apply({ resources, ...failed('3') });
    expect(scoresOf(cluster, 'a')).toBe('-INFINITY/0/0');
    const resource = findResource(cluster, 'a')!;
    expect(cluster.nodes.map((node) => isThresholdReached(cluster, resource, node))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is INFINITY by default and off when 0', () => {
    expect(scoresOf(apply({ resources: primitive('a'), ...failed('999') }), 'a')).toBe('0/0/0');
    expect(scoresOf(apply({ resources: primitive('a'), ...failed('INFINITY') }), 'a')).toBe('-INFINITY/0/0');
    const resources = primitive('a', { 'migration-threshold': '0' });
    expect(scoresOf(apply({ resources, ...failed('INFINITY') }), 'a')).toBe('0/0/0');
  });

  it('bans a whole anonymous clone, but only the member of a group', () => {
    const cloned = apply({
      resources: clone('c', primitive('p', { 'migration-threshold': '1' })),
      ...failed('1', 'p'),
    });
    expect(all(cloned, 'c', 'p:0', 'p:2')).toEqual(['-INFINITY/0/0', '-INFINITY/0/0', '-INFINITY/0/0']);
    const grouped = apply({
      resources: group('g', [primitive('x'), primitive('y', { 'migration-threshold': '1' })]),
      ...failed('1', 'y'),
    });
    expect(all(grouped, 'g', 'x', 'y')).toEqual(['0/0/0', '0/0/0', '-INFINITY/0/0']);
  });
});

describe('shutdown locks (B6.1)', () => {
  const scenario = (resources: string): ConstraintScenario => ({
    resources,
    options: { 'shutdown-lock': 'true', 'shutdown-lock-limit': '60s' },
    attributes: { n2: { shutdown: '1789999990' } },
    active: { n2: ['a', 'x'] },
  });

  it('keep a resource of a node that shuts down from going elsewhere', () => {
    const cluster = apply(scenario(primitive('a') + group('g', [primitive('x')])));
    expect(all(cluster, 'a', 'x', 'g')).toEqual(['-INFINITY/0/-INFINITY', '-INFINITY/0/-INFINITY', '0/0/0']);
    const a = findResource(cluster, 'a');
    expect([a?.lockNode?.name, a?.lockTime, cluster.recheckBy]).toEqual(['n2', 1789999990, 1790000051]);
  });

  it('never hold clones, and nothing unless they are switched on', () => {
    expect(
      scoresOf(
        apply(scenario(clone('c', primitive('a'), { 'clone-max': '1', 'resource-stickiness': '0' }))),
        'a:0',
      ),
    ).toBe('0/0/0');
    const off = { ...scenario(primitive('a')), options: {} };
    expect(scoresOf(apply(off), 'a')).toBe('0/0/0');
  });
});

describe('tables', () => {
  it('keep every addend of every score, when reasons are asked for', () => {
    const cluster = apply(
      {
        resources:
          primitive('a', { 'resource-stickiness': '10', 'migration-threshold': '1' }) +
          clone('c', primitive('p')),
        constraints:
          location('a', 'n1', 5) +
          '<rsc_location id="l" rsc="c" node="n2" score="7" resource-discovery="exclusive"/>',
        attributes: { n3: { 'fail-count-a#monitor_10000': '1' } },
        active: { n1: ['a'] },
      },
      true,
    );
    for (const resource of cluster.resourcesById.values()) {
      const folded = foldTrail(resource.allowed.trail, cluster.nodesByIndex.length);
      for (const node of cluster.nodes) expect(folded[node.index]).toBe(resource.allowed.score(node));
    }
    const kinds: string[] = [];
    for (let change = findResource(cluster, 'a')!.allowed.trail; change !== null; change = change.previous)
      kinds.push(change.reason.kind);
    expect(kinds).toEqual(['failure-threshold', 'stickiness', 'location']);
  });

  it('take a ban everywhere to children and to nodes they had no entry for, and drop the assignment (B4.5)', () => {
    const cluster = read({
      resources: group('g', [primitive('x')]),
      options: { 'symmetric-cluster': 'false' },
    });
    const group_ = cluster.resources[0]!;
    group_.assigned = cluster.nodes[0]!;
    banEverywhere(cluster, group_, null);
    expect(all(cluster, 'g', 'x')).toEqual([BANNED, BANNED]);
    expect(group_.assigned).toBeNull();
  });

  it('take a score to children on one node or on all', () => {
    const cluster = read({ resources: group('g', [primitive('x')]) });
    addLocation(cluster, cluster.resources[0]!, cluster.nodes[1]!, 4, null);
    addLocation(cluster, cluster.resources[0]!, null, 1, null);
    expect(all(cluster, 'g', 'x')).toEqual(['1/5/1', '1/5/1']);
  });
});
