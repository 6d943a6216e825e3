import { describe, expect, it } from 'vitest';
import { Role } from '../model/role.ts';
import { clusterOf, dummyWith, type Entry, history, nodeState, primitive } from './history.fixture.ts';

const AWAY: Entry = { task: 'migrate_to', call: 5, more: 'migrate_source="n1" migrate_target="n2"' };
const ARRIVED: Entry = { task: 'migrate_from', call: 5, more: 'migrate_source="n1" migrate_target="n2"' };

/** Resource r whose histories are on the source n1 and the target n2. */
function migrated(onSource: readonly Entry[], onTarget: readonly Entry[]) {
  const cluster = clusterOf({
    resources: dummyWith('r', { 'allow-migrate': 'true' }),
    status: nodeState(1, history('r', onSource)) + nodeState(2, history('r', onTarget)),
  });
  const resource = primitive(cluster, 'r');
  return { resource, on: resource.runningOn.map(({ name }) => name) };
}

describe('migrations in history (A5.9)', () => {
  it('that arrived leave a source to be cleaned up', () => {
    const { resource, on } = migrated([AWAY], [ARRIVED]);
    expect(on).toEqual(['n2']);
    expect(resource.danglingMigrations.map(({ name }) => name)).toEqual(['n1']);
    expect(resource.role).toBe(Role.Started);
  });

  it('that are half done are partial, the target first', () => {
    const probe: Entry = { task: 'monitor', rc: 7, call: 1, transition: 0 };
    const { resource, on } = migrated([AWAY], [probe, { ...ARRIVED, status: -1, transition: 9 }]);
    expect(on).toEqual(['n2', 'n1']);
    expect(resource.partialSource?.name).toBe('n1');
    expect(resource.partialTarget?.name).toBe('n2');
  });

  it('do not assume anything of a target that knows nothing (A0.1.2)', () => {
    const { resource, on } = migrated([AWAY], [{ ...ARRIVED, status: -1 }]);
    expect(on).not.toContain('n2');
    expect(resource.partialTarget).toBeNull();
  });

  it('that failed to arrive are active on both sides', () => {
    const { on, resource } = migrated([AWAY], [{ ...ARRIVED, rc: 1, isFailure: true }]);
    expect(on.toSorted()).toEqual(['n1', 'n2']);
    expect(resource.isFailed).toBe(true);
  });

  it('that failed to leave may be active on the target when that has a word to say', () => {
    const failed: Entry = { ...AWAY, rc: 1, isFailure: true };
    const known: Entry = { task: 'monitor', rc: 7, call: 1, changed: 1 };
    expect(migrated([failed], [known]).on).toEqual(['n2', 'n1']);
    const unknown = migrated([failed], []);
    expect(unknown.on).toEqual(['n1']);
    expect(unknown.resource.danglingMigrations.map(({ name }) => name)).toEqual(['n1']);
  });

  it('are history once the source has started it again', () => {
    const { on, resource } = migrated([AWAY, { task: 'start', call: 9 }], [{ ...ARRIVED, call: 2, rc: 0 }]);
    expect(resource.danglingMigrations).toEqual([]);
    expect(on.toSorted()).toEqual(['n1', 'n2']);
  });

  it('are unclear once the other side has several records of them', () => {
    const { on, resource } = migrated(
      [AWAY],
      [ARRIVED, { ...ARRIVED, rc: 1, isFailure: true, call: 4, changed: 1 }],
    );
    expect(on.toSorted()).toEqual(['n1', 'n2']);
    expect(resource.danglingMigrations).toEqual([]);
  });

  it('without both names say nothing about the other side', () => {
    const { resource, on } = migrated([{ task: 'migrate_to', more: 'migrate_target="n2"' }], []);
    expect(on).toEqual([]);
    expect(resource.danglingMigrations).toEqual([]);
  });
});
