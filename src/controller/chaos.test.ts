import { expect, it } from 'vitest';
import { dummy, fenceDevice, testCib } from './cib.fixture.ts';
import { TestCluster } from './cluster.fixture.ts';

/** Numbers from 0 to 1 from a seed. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const NODES = [1, 2, 3, 4, 5];
const resources =
  fenceDevice('F', NODES.map((id) => `node${id}`).join(' ')) +
  ['A', 'B'].map((id) => dummy(id)).join('') +
  `<clone id="C-clone">${dummy('C')}</clone>`;

function copies(cluster: TestCluster, resource: string): string[] {
  return [...cluster.nodes.values()]
    .filter(({ name, active }) => active.has(resource) && cluster.power.get(name) === 'on')
    .map(({ name }) => name);
}

/** Lets a cluster go through faults; then everything heals, and it has to come to rest. */
function shake(seed: number): void {
  const random = chance(seed);
  let mischief = true;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const cluster = new TestCluster(5, testCib({ resources, properties: { 'stonith-enabled': 'true' } }));
  cluster.latency = () => Math.floor(random() * 3000);
  cluster.agent = ({ task, intervalMs }) => {
    const mayFail = task === 'start' || task === 'stop' || intervalMs > 0;
    return mischief && mayFail && random() < 0.05 ? { rc: 1 } : {};
  };
  const plain = cluster.fencing;
  cluster.fencing = (order) => (mischief && random() < 0.2 ? { outcome: 'failed' } : plain(order));
  cluster.form(NODES);
  const up = new Set(NODES);
  const check = (): void => {
    for (const id of cluster.poweredOff.splice(0)) if (up.delete(id)) cluster.lose(id, 'node-down');
    for (const id of ['A', 'B'])
      expect(copies(cluster, id).length, `${id} on ${copies(cluster, id)}`).toBeLessThan(2);
  };
  const boot = (id: number): void => {
    cluster.power.set(`node${id}`, 'on');
    up.add(id);
    cluster.join(id);
  };
  const setStandby = (by: number, id: number, value: string | null): void => {
    cluster.ask(by, {
      kind: 'set-attribute',
      nodes: [`node${id}`],
      name: 'standby',
      value,
      lifetime: 'permanent',
      dampeningMs: null,
    });
  };
  for (let round = 0; round < 40; round++) {
    const id = pick(NODES);
    const fault = random();
    if (fault < 0.2 && up.size > 2 && up.has(id)) {
      // The host stops dead: its services are gone with it.
      up.delete(id);
      cluster.power.set(`node${id}`, 'off');
      cluster.node(id).active.clear();
      cluster.lose(id, 'node-down');
    } else if (fault < 0.3 && up.size > 2 && up.has(id)) {
      up.delete(id);
      cluster.lose(id, 'process-down');
    } else if (fault < 0.6 && !up.has(id)) boot(id);
    else if (fault < 0.7 && up.has(id)) {
      const key = [...cluster.node(id).recurring.keys()].find((name) => name.startsWith('A_'));
      if (key !== undefined && cluster.node(id).active.delete('A')) cluster.report(id, key, { rc: 7 });
    } else if (fault < 0.75 && up.has(id)) setStandby(id, pick(NODES), random() < 0.5 ? 'on' : null);
    else if (fault < 0.9) {
      cluster.isHeld = false;
      cluster.run();
      cluster.pass(Math.floor(random() * 20_000));
    } else cluster.isHeld = true;
    cluster.deliver(Math.floor(random() * 20));
    check();
  }
  cluster.isHeld = false;
  cluster.run();
  mischief = false;
  for (let i = 0; i < 40; i++) {
    cluster.pass(60_000);
    for (const id of NODES) if (!up.has(id)) boot(id);
    const by = pick([...up]);
    if (i === 5) for (const id of NODES) setStandby(by, id, null);
    if (i === 6)
      cluster.ask(by, {
        kind: 'clear-history',
        mode: 'cleanup',
        resource: null,
        node: null,
        operation: null,
      });
    cluster.pass(60_000);
    check();
  }
  expect([...up].sort()).toEqual(NODES);
  for (const id of up) {
    expect(cluster.cib(id)).toBe(cluster.cib(1));
    expect(cluster.node(id).state.phase).toBe('ready');
    expect(cluster.node(id).selfFenced).toBeNull();
    expect(
      cluster.node(id).logs.filter(({ code }) => code === 'HWS-CTL-010' || code === 'HWS-CTL-035'),
    ).toEqual([]);
  }
  for (const id of ['A', 'B']) expect(copies(cluster, id)).toHaveLength(1);
  expect(copies(cluster, 'C')).toHaveLength(5);
}

it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('comes to rest in one piece after faults of seed %i', shake);
