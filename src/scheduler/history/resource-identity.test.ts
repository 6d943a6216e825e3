import { describe, expect, it } from 'vitest';
import { Role } from '../model/role.ts';
import { clusterOf, dummy, history, LOST, metaAttributes, nodeState, primitive } from './history.fixture.ts';

const STARTED = [{ task: 'start' }];
const clone = (content: string, meta: Record<string, string> = {}) =>
  `<clone id="c">${metaAttributes('c', meta)}${content}</clone>`;

describe('whom history belongs to (A5.3)', () => {
  it('hands out instances of anonymous clones in the order histories are read', () => {
    const cluster = clusterOf({
      resources: clone(dummy('r')),
      status: nodeState(2, history('r', STARTED)) + nodeState(1, history('r:1', STARTED)),
    });
    expect(primitive(cluster, 'r:0').runningOn.map(({ name }) => name)).toEqual(['n2']);
    expect(primitive(cluster, 'r:0').historyName).toBe('r');
    expect(primitive(cluster, 'r:1').runningOn.map(({ name }) => name)).toEqual(['n1']);
    expect(primitive(cluster, 'r:1').historyName).toBeNull();
  });

  it('keeps members of a cloned group together', () => {
    const cluster = clusterOf({
      resources: clone(`<group id="g">${dummy('a')}${dummy('b')}</group>`),
      status:
        nodeState(1, history('a', STARTED)) + nodeState(2, history('a', STARTED) + history('b', STARTED)),
    });
    expect(primitive(cluster, 'b:1').runningOn.map(({ name }) => name)).toEqual(['n2']);
    expect(primitive(cluster, 'b:0').runningOn).toEqual([]);
  });

  it('makes an orphan instance of a history too many', () => {
    const cluster = clusterOf({
      resources: clone(dummy('r')),
      status: nodeState(1, history('r', STARTED) + history('r:1', STARTED)),
    });
    expect(primitive(cluster, 'r:2').isOrphan).toBe(true);
    expect(primitive(cluster, 'r:2').runningOn.map(({ name }) => name)).toEqual(['n1']);
    expect(primitive(cluster, 'r:1').runningOn).toEqual([]);
  });

  it('does not spend an instance on a lost node whose word does not count', () => {
    const cluster = clusterOf({
      nodeCount: 3,
      options: { 'stonith-enabled': 'true' },
      resources: clone(dummy('r', metaAttributes('r', { requires: 'quorum' })), { 'clone-max': '2' }),
      status: nodeState(1, history('r', STARTED), { membership: LOST }),
    });
    expect(primitive(cluster, 'r:0').runningOn).toEqual([]);
    expect(primitive(cluster, 'r:2').isOrphan).toBe(true);
  });

  it('takes instances of unique clones by their number, and what is beyond them as orphans', () => {
    const cluster = clusterOf({
      resources: clone(dummy('r'), { 'globally-unique': 'true' }),
      status: nodeState(1, history('r:1', STARTED) + history('r:7', STARTED) + history('r', STARTED)),
    });
    expect(primitive(cluster, 'r:1').role).toBe(Role.Started);
    expect(cluster.resources.map(({ id }) => id)).toEqual(['c', 'r:7', 'r']);
    expect(primitive(cluster, 'r:7').isOrphan).toBe(true);
  });

  it('makes an orphan primitive where the id is that of a group', () => {
    const cluster = clusterOf({
      resources: `<group id="g">${dummy('a')}</group>`,
      status: nodeState(1, history('g', STARTED)),
    });
    const orphan = cluster.resources[1];
    expect(orphan).toMatchObject({ id: 'g', kind: 'primitive', isOrphan: true });
  });

  it('leaves orphans alone when they are not to be stopped', () => {
    const status = nodeState(1, history('gone', STARTED));
    expect(primitive(clusterOf({ status }), 'gone').allowed.size).toBe(2);
    const kept = clusterOf({ status, options: { 'stop-orphan-resources': 'false' } });
    expect(primitive(kept, 'gone').isManaged).toBe(false);
  });

  it('takes an instance for an empty history only while shutdown locks are on', () => {
    const parts = { resources: clone(dummy('r')), status: nodeState(1, history('r', [])) };
    expect(primitive(clusterOf(parts), 'r:0').historyName).toBeNull();
    const locking = clusterOf({ ...parts, options: { 'shutdown-lock': 'true' } });
    expect(primitive(locking, 'r:0').historyName).toBe('r');
  });

  it('gives an orphan that lived in a container back to it', () => {
    const cluster = clusterOf({
      resources: dummy('vm'),
      status: nodeState(1, history('inside', STARTED, 'container="vm"')),
    });
    expect(primitive(cluster, 'inside').container?.id).toBe('vm');
    expect(primitive(cluster, 'vm').fillers.map(({ id }) => id)).toEqual(['inside']);
  });
});
