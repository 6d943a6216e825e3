import { expect, it } from 'vitest';
import { dummy, fenceDevice, TestCluster, testCib } from './cluster.fixture.ts';

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

it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
  'comes to rest in one piece after faults of seed %i',
  (seed) => {
    const random = chance(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const cluster = new TestCluster(5, testCib({ resources, properties: { 'stonith-enabled': 'true' } }));
    cluster.form(NODES);
    const up = new Set(NODES);
    const check = (): void => {
      for (const id of cluster.poweredOff.splice(0)) {
        if (!up.delete(id)) continue;
        cluster.lose(id, 'node-down');
      }
      for (const id of ['A', 'B'])
        expect(copies(cluster, id).length, `${id} on ${copies(cluster, id)}`).toBeLessThan(2);
    };
    for (let round = 0; round < 25; round++) {
      const id = pick(NODES);
      const fault = random();
      if (fault < 0.25 && up.size > 2 && up.has(id)) {
        // The host stops dead: its services are gone with it.
        up.delete(id);
        cluster.node(id).active.clear();
        cluster.lose(id, 'node-down');
      } else if (fault < 0.35 && up.size > 2 && up.has(id)) {
        up.delete(id);
        cluster.lose(id, 'process-down');
      } else if (fault < 0.65 && !up.has(id)) {
        cluster.power.set(`node${id}`, 'on');
        up.add(id);
        cluster.join(id);
      } else if (fault < 0.75 && up.has(id)) {
        const [key] = cluster.node(id).recurring.keys();
        if (key?.startsWith('A_') === true) {
          cluster.node(id).active.delete('A');
          cluster.report(id, key, { rc: 7 });
        }
      } else if (fault < 0.85 && up.has(id)) {
        const value = random() < 0.5 ? 'on' : null;
        cluster.ask(id, {
          kind: 'set-attribute',
          nodes: [`node${pick(NODES)}`],
          name: 'standby',
          value,
          lifetime: 'permanent',
          dampeningMs: null,
        });
      } else cluster.pass(Math.floor(random() * 20_000));
      check();
    }
    for (let i = 0; i < 10; i++) {
      for (const id of NODES) {
        if (up.has(id)) continue;
        cluster.power.set(`node${id}`, 'on');
        up.add(id);
        cluster.join(id);
      }
      cluster.pass(60_000);
      check();
    }
    const some = pick([...up]);
    for (const id of NODES) {
      cluster.ask(some, {
        kind: 'set-attribute',
        nodes: [`node${id}`],
        name: 'standby',
        value: null,
        lifetime: 'permanent',
        dampeningMs: null,
      });
    }
    cluster.ask(some, {
      kind: 'clear-history',
      mode: 'cleanup',
      resource: null,
      node: null,
      operation: null,
    });
    cluster.pass(20 * 60_000);
    check();
    expect([...up].sort()).toEqual(NODES);
    for (const id of up) {
      expect(cluster.cib(id)).toBe(cluster.cib(some));
      expect(cluster.node(id).state.phase).toBe('ready');
      expect(cluster.node(id).selfFenced).toBeNull();
    }
    for (const id of ['A', 'B']) expect(copies(cluster, id)).toHaveLength(1);
    expect(copies(cluster, 'C')).toHaveLength(5);
  },
);
