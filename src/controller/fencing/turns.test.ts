import { expect, it } from 'vitest';
import { dummy, fenceDevice, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';
import type { FenceOrder } from '../model/fencing.ts';

const ALL = 'node1 node2 node3 node4 node5';
const properties = { 'stonith-enabled': 'true' };

function formed(resources: string): { cluster: TestCluster; orders: () => FenceOrder[] } {
  const cluster = new TestCluster(5, testCib({ resources, properties }));
  cluster.form([1, 2, 3, 4, 5]);
  const orders = () => [...cluster.nodes.values()].flatMap(({ fenceOrders }) => fenceOrders);
  return { cluster, orders };
}

const targets = (orders: readonly FenceOrder[]) => orders.map(({ action, target }) => `${action} ${target}`);

function fence(cluster: TestCluster, node: string, operation: 'off' | 'reboot' = 'off'): string {
  return cluster.ask(1, { kind: 'fence', node, operation, client: 'anna' });
}

it('lets a device do one thing at a time, and says what the next one waits for', () => {
  const { cluster, orders } = formed(fenceDevice('F', ALL));
  const plain = cluster.fencing;
  cluster.fencing = () => null;
  fence(cluster, 'node4');
  fence(cluster, 'node5');
  expect(targets(orders())).toEqual(['off node4']);
  const wait = cluster.node(1).state.waits.get('fencing/node5');
  expect(wait?.what).toBe('F, which is busy with node4, to fence node5');
  cluster.fencing = plain;
  // The silent run ends at its deadline; the second try of node4 is made, then node5 has its turn.
  cluster.pass(75_000);
  expect(cluster.power.get('node4')).toBe('off');
  expect(cluster.power.get('node5')).toBe('off');
});

it('lets a device do as many things at a time as it is said to be able to', () => {
  for (const [limit, expected] of [
    ['2', ['off node3', 'off node4']],
    ['-1', ['off node3', 'off node4', 'off node5']],
  ] as const) {
    const { cluster, orders } = formed(fenceDevice('F', ALL, { pcmk_action_limit: limit }));
    cluster.fencing = () => null;
    for (const node of ['node3', 'node4', 'node5']) fence(cluster, node);
    expect(targets(orders()).sort()).toEqual(expected);
  }
});

it('does not hold up one device for another', () => {
  const { cluster, orders } = formed(fenceDevice('F', 'node4') + fenceDevice('G', 'node5'));
  cluster.fencing = () => null;
  fence(cluster, 'node4');
  fence(cluster, 'node5');
  expect(targets(orders()).sort()).toEqual(['off node4', 'off node5']);
});

it('does afterwards what a client wants besides: off after a reboot under way ends with the node off', () => {
  const { cluster } = formed(fenceDevice('F', ALL));
  const plain = cluster.fencing;
  cluster.fencing = () => null;
  const reboot = fence(cluster, 'node5', 'reboot');
  const off = fence(cluster, 'node5', 'off');
  cluster.fencing = plain;
  cluster.pass(75_000);
  expect(cluster.answers.get(reboot)).toMatchObject({ kind: 'fenced', record: { operation: 'reboot' } });
  expect(cluster.answers.get(off)).toMatchObject({ kind: 'fenced', record: { operation: 'off' } });
  expect(cluster.power.get('node5')).toBe('off');
});

it('gives the steps of a reboot the time and tries that are set for a reboot, unless they have their own', () => {
  const settings = { pcmk_reboot_timeout: '90s', pcmk_on_timeout: '7s', pcmk_reboot_retries: '4' };
  const { cluster, orders } = formed(fenceDevice('F', ALL, settings));
  const plain = cluster.fencing;
  cluster.fencing = (order) => (order.action === 'off' ? { outcome: 'failed' } : plain(order));
  fence(cluster, 'node5', 'reboot');
  expect(orders().map(({ action, timeoutMs }) => [action, timeoutMs])).toEqual(
    Array.from({ length: 4 }, () => ['off', 90_000]),
  );
  const before = new Set(orders());
  cluster.fencing = plain;
  fence(cluster, 'node5', 'reboot');
  const after = orders().filter((order) => !before.has(order));
  expect(
    after
      .sort((a, b) => a.fenceId.localeCompare(b.fenceId))
      .map(({ action, timeoutMs }) => [action, timeoutMs]),
  ).toEqual([
    ['off', 90_000],
    ['status', 60_000],
    ['on', 7000],
  ]);
});

it('unfences a node with every device that provides it, on the node itself, before what requires it starts there', () => {
  const device = (id: string) =>
    fenceDevice(id, ALL).replace(
      '</primitive>',
      `<meta_attributes id="${id}-meta"><nvpair id="${id}-p" name="provides" value="unfencing"/></meta_attributes></primitive>`,
    );
  const { cluster } = formed(
    device('disk-a') + device('disk-b') + dummy('A', '<nvpair id="A-r" name="requires" value="unfencing"/>'),
  );
  for (const node of cluster.nodes.values()) {
    const own = node.fenceOrders.map(({ device, action, target }) => `${device} ${action} ${target}`);
    expect(own).toEqual([`disk-a on ${node.name}`, `disk-b on ${node.name}`]);
  }
  expect(cluster.runsOn('A')).toHaveLength(1);
});
