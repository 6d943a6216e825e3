import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeXml } from '../cib/write.ts';
import { TestCluster } from './test-cluster.fixture.ts';

const LIMIT = 30_000;

describe('a cluster of three nodes', { timeout: LIMIT }, () => {
  let cluster: TestCluster;

  beforeEach(async () => {
    cluster = new TestCluster();
    await cluster.boot('node1', 'node2', 'node3');
    await cluster.until(() => cluster.isSettled());
  });

  afterEach(async () => {
    await cluster.cluster.close();
  });

  test('forms, starts every service once and holds the same CIB on all nodes', () => {
    const cibs = cluster.cluster.daemons().map(({ state }) => (state === null ? '' : writeXml(state.cib)));
    expect(cibs).toHaveLength(3);
    expect(new Set(cibs).size).toBe(1);
    expect(cluster.on('web')).toEqual(cluster.on('address'));
  });

  test('recovers a service that dies, where it was', async () => {
    const [place] = cluster.on('web') as [string];
    cluster.services.kill(place, 'web');
    await cluster.until(() => cluster.isSettled());
    expect(cluster.on('web')).toEqual([place]);
    expect(cluster.services.calls.filter((call) => call === `${place}: web_start`)).toHaveLength(2);
  });

  test('fences a lost node, confirms it by a reading, and only then starts its services elsewhere', async () => {
    const [place] = cluster.on('web') as [string];
    const before = cluster.services.calls.length;
    cluster.powerOff(place);
    await cluster.until(() => cluster.isSettled());
    const calls = cluster.services.calls.slice(before);
    const confirmed = calls.indexOf(`fence status ${place}`);
    expect(calls.indexOf(`fence off ${place}`)).toBeGreaterThanOrEqual(0);
    expect(confirmed).toBeGreaterThan(calls.indexOf(`fence off ${place}`));
    expect(calls.findIndex((call) => call.endsWith(': web_start'))).toBeGreaterThan(confirmed);
    expect(cluster.on('web')).not.toEqual([place]);
  });

  test('starts nothing on the side of a partition that has no quorum', async () => {
    const minority = cluster.dc() as string;
    const { nodeId } = cluster.node(minority);
    const before = cluster.services.calls.length;
    cluster.cluster.partition(
      [nodeId],
      [1, 2, 3].filter((id) => id !== nodeId),
    );
    await cluster.until(() => !cluster.cluster.isOn(nodeId) && cluster.isSettled());
    const calls = cluster.services.calls.slice(before);
    expect(calls.filter((call) => call.startsWith(minority) && call.endsWith('_start'))).toEqual([]);
    expect(Math.max(...cluster.services.mostCopies.values())).toBe(1);
  });

  test('takes a fenced node back when it boots after the network is whole again', async () => {
    const minority = cluster.on('database')[0] as string;
    const { nodeId } = cluster.node(minority);
    cluster.cluster.partition(
      [nodeId],
      [1, 2, 3].filter((id) => id !== nodeId),
    );
    await cluster.until(() => !cluster.cluster.isOn(nodeId) && cluster.isSettled());
    cluster.cluster.heal();
    await cluster.boot(minority);
    await cluster.until(
      () => cluster.isSettled() && cluster.cluster.daemon(nodeId)?.state?.replicated.seniority.length === 3,
    );
    const versions = cluster.cluster.daemons().map(({ state }) => state?.cib.get('num_updates'));
    expect(new Set(versions).size).toBe(1);
    expect(Math.max(...cluster.services.mostCopies.values())).toBe(1);
  });

  test('goes on with the next DC when the DC dies in the middle of a transition', async () => {
    const dc = cluster.dc() as string;
    const place = cluster.on('web').find((name) => name !== dc) ?? (cluster.on('web')[0] as string);
    // The start that follows hangs, so that the transition is under way when the DC loses power.
    let isHeld = false;
    cluster.services.hold = (order) => {
      if (isHeld || order.task !== 'start') return false;
      isHeld = true;
      return true;
    };
    cluster.services.kill(place, 'web');
    await cluster.until(() => isHeld);
    cluster.powerOff(dc);
    await cluster.until(() => cluster.dc() !== dc && cluster.dc() !== null);
    cluster.services.release();
    await cluster.until(() => cluster.isSettled());
    expect(Math.max(...cluster.services.mostCopies.values())).toBe(1);
    const answer = await cluster.cluster.daemons()[0]?.request({ kind: 'status' });
    expect(answer?.kind).toBe('status');
    if (answer?.kind === 'status') expect(answer.status.dc).toBe(cluster.dc());
  });

  test('adopts services of a daemon that died and was started again', async () => {
    const [place] = cluster.on('database') as [string];
    const starts = () => cluster.services.calls.filter((call) => call.endsWith(': database_start')).length;
    const before = starts();
    cluster.cluster.killDaemon(cluster.node(place));
    await cluster.cluster.startDaemon(cluster.node(place));
    await cluster.until(
      () =>
        cluster.isSettled() &&
        cluster.cluster.daemons().every(({ state }) => state?.replicated.seniority.length === 3),
    );
    expect(cluster.on('database')).toEqual([place]);
    expect(starts()).toBe(before);
  });

  test('hands services over when a node is told to stop, and the node leaves', async () => {
    const [place] = cluster.on('database') as [string];
    const { nodeId } = cluster.node(place);
    await cluster.cluster.daemon(nodeId)?.request({ kind: 'shutdown-node', node: place });
    await cluster.until(() => cluster.cluster.daemon(nodeId) === null && cluster.isSettled());
    expect(cluster.on('database')).not.toContain(place);
    expect(cluster.services.calls.filter((call) => call.startsWith('fence'))).toEqual([]);
  });

  test('stops as a whole when all nodes are told to stop at one time', async () => {
    for (const daemon of cluster.cluster.daemons()) {
      void daemon.request({ kind: 'shutdown-node', node: daemon.name });
    }
    await cluster.until(() => cluster.cluster.daemons().length === 0);
    expect([...cluster.services.running.keys()]).toEqual([]);
    expect(cluster.services.calls.filter((call) => call.startsWith('fence'))).toEqual([]);
  });

  test('stops as a whole when its nodes are told to stop one after another', async () => {
    for (const name of ['node1', 'node2', 'node3']) {
      const { nodeId } = cluster.node(name);
      void cluster.cluster.daemon(nodeId)?.request({ kind: 'shutdown-node', node: name });
      await cluster.until(() => cluster.cluster.daemon(nodeId) === null);
    }
    expect([...cluster.services.running.keys()]).toEqual([]);
  });

  test('has a configuration change on disk before it is acknowledged', async () => {
    const daemon = cluster.cluster.daemons()[0];
    const answer = await daemon?.request({
      kind: 'set-attribute',
      nodes: ['node2'],
      name: 'standby',
      value: 'on',
      lifetime: 'permanent',
      dampeningMs: null,
    });
    expect(answer?.kind).toBe('done');
    const onDisk = await Promise.all([...cluster.stores.values()].map((store) => store.read()));
    expect(
      onDisk.filter((kept) => kept.ok && kept.value?.includes('name="standby"')).length,
    ).toBeGreaterThanOrEqual(2);
  });

  test('refuses requests of clients in order when its daemon ends', async () => {
    const daemon = cluster.cluster.daemons()[0];
    await daemon?.close();
    const answer = await daemon?.request({ kind: 'status' });
    expect(answer).toMatchObject({ kind: 'refused', problems: [{ code: 'HWS-CLU-003' }] });
  });
});
