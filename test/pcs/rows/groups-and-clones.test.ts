import { expect, it } from 'vitest';
import { clone, decide, metaAttributes, orderOf, primitive, ran, startedOn } from './decided.fixture.ts';

const PAIR = primitive('IPaddr') + primitive('HAproxy');
const GROUPED = ['resource group add MyGroup IPaddr HAproxy'];

it('S1.95 S1.96 starts members in order and stops them in reverse', async () => {
  const started = await decide({ nodes: ['n1'], resources: PAIR }, GROUPED);
  expect(orderOf(started)).toEqual(['IPaddr', 'HAproxy']);
  const history = { n1: ran('IPaddr') + ran('HAproxy') };
  const stopped = await decide({ nodes: ['n1'], resources: PAIR, history }, [
    ...GROUPED,
    'property set stop-all-resources=true',
  ]);
  expect(orderOf(stopped, 'stop')).toEqual(['HAproxy', 'IPaddr']);
});

it('S1.91 S1.93 makes a group, takes members out, and with the last one the group', async () => {
  const { cib } = await decide({ nodes: ['n1'], resources: PAIR }, GROUPED);
  expect(cib).toMatch(
    /<group id="MyGroup">\s*<primitive id="IPaddr"[\s\S]*<primitive id="HAproxy"[\s\S]*<\/group>/,
  );
  const emptied = await decide({ nodes: ['n1'], resources: PAIR }, [
    ...GROUPED,
    'resource group remove MyGroup IPaddr',
    'resource group remove MyGroup HAproxy',
  ]);
  expect(emptied.cib).not.toContain('<group');
});

it('S1.94 takes a thousand members', async () => {
  const ids = Array.from({ length: 1000 }, (_, at) => `m${at}`);
  const decided = await decide({ nodes: ['n1'], resources: ids.map((id) => primitive(id)).join('') }, [
    `resource group add big ${ids.join(' ')}`,
  ]);
  expect(orderOf(decided)).toEqual(ids);
});

it('S1.97 keeps later members down when an earlier one can run nowhere', async () => {
  const decided = await decide({ nodes: ['n1', 'n2'], resources: PAIR + primitive('Last') }, [
    'resource group add MyGroup IPaddr HAproxy Last',
    'constraint location HAproxy avoids n1 n2',
  ]);
  expect(orderOf(decided)).toEqual(['IPaddr']);
});

it('S1.98 leaves earlier members running when a later one fails', async () => {
  const failed = ran('HAproxy', 'Dummy', 1);
  const decided = await decide(
    { nodes: ['n1'], resources: PAIR, history: { n1: ran('IPaddr') + failed } },
    GROUPED,
  );
  expect(decided.actions.filter((action) => action.startsWith('IPaddr stop'))).toEqual([]);
  expect(decided.after).toMatch(/IPaddr\t\(ocf:pacemaker:Dummy\):\t Started n1/);
});

it('S1.100 stops resources of lower priority when there is not room for all', async () => {
  const sized = (id: string, priority: number): string =>
    primitive(
      id,
      `${metaAttributes(id, { priority: String(priority) })}<utilization id="${id}-u"><nvpair id="${id}-u1" name="cpu" value="2"/></utilization>`,
    );
  const decided = await decide({ nodes: ['n1'], resources: sized('low', 0) + sized('high', 10) }, [
    'node utilization n1 cpu=3',
    'property set placement-strategy=utilization',
  ]);
  expect(orderOf(decided)).toEqual(['high']);
});

it('S1.101 obeys target-role', async () => {
  const withRole = (role: string): string => primitive('A', metaAttributes('A', { 'target-role': role }));
  expect(orderOf(await decide({ nodes: ['n1'], resources: withRole('Started') }, []))).toEqual(['A']);
  expect(orderOf(await decide({ nodes: ['n1'], resources: withRole('Stopped') }, []))).toEqual([]);
  const db = (role: string): string =>
    clone('db', metaAttributes('db', { promotable: 'true', 'target-role': role }), 'Stateful');
  const rule = ['constraint location db-clone rule role=Promoted score=100 #uname eq n1'];
  expect(orderOf(await decide({ nodes: ['n1'], resources: db('Promoted') }, rule), 'promote')).toEqual([
    'db',
  ]);
  expect(orderOf(await decide({ nodes: ['n1'], resources: db('Started') }, rule), 'promote')).toEqual(
    // The older meaning, "started but never promoted", belongs to Unpromoted.
    ['db'],
  );
  expect(orderOf(await decide({ nodes: ['n1'], resources: db('Unpromoted') }, rule), 'promote')).toEqual([]);
});

it('S1.102 neither starts nor stops what is not managed', async () => {
  const unmanaged = primitive('A', metaAttributes('A', { 'is-managed': 'false' }));
  expect(orderOf(await decide({ nodes: ['n1'], resources: unmanaged }, []))).toEqual([]);
  const running = await decide({ nodes: ['n1', 'n2'], resources: unmanaged, history: { n1: ran('A') } }, [
    'constraint location A avoids n1',
  ]);
  expect(running.actions.filter((action) => / (?:start|stop) /.test(action))).toEqual([]);
});

it('S1.103 stays where it is as strongly as the stickiness says', async () => {
  const sticky = (value: string): string =>
    primitive('A', metaAttributes('A', { 'resource-stickiness': value }));
  const start = (value: string) => ({
    nodes: ['n1', 'n2'],
    resources: sticky(value),
    history: { n2: ran('A') },
  });
  const wish = ['constraint location A prefers n1=100'];
  expect(startedOn(await decide(start('50'), wish), 'A')).toEqual(['n1']);
  expect(startedOn(await decide(start('200'), wish), 'A')).toEqual([]);
});

it('S1.110 S1.111 runs clone-max instances, clone-node-max of them on a node', async () => {
  const nodes = ['n1', 'n2', 'n3'];
  expect(startedOn(await decide({ nodes, resources: clone('web') }, []), 'web')).toEqual(nodes);
  const two = clone('web', metaAttributes('web', { 'clone-max': '2' }));
  expect(startedOn(await decide({ nodes, resources: two }, []), 'web')).toHaveLength(2);
  const stacked = clone(
    'web',
    metaAttributes('web', { 'clone-max': '4', 'clone-node-max': '4', 'globally-unique': 'true' }),
  );
  expect(startedOn(await decide({ nodes: ['n1'], resources: stacked }, []), 'web')).toEqual([
    'n1',
    'n1',
    'n1',
    'n1',
  ]);
});

it('S1.112 tells instances before and after each start', async () => {
  const quiet = await decide({ nodes: ['n1', 'n2'], resources: clone('web') }, []);
  expect(quiet.actions.filter((action) => / notify /.test(action))).toEqual([]);
  const notified = clone('web', metaAttributes('web', { notify: 'true' }));
  const decided = await decide({ nodes: ['n1', 'n2'], resources: notified }, []);
  const notices = decided.actions.filter((action) => / notify /.test(action));
  expect(notices).toHaveLength(2);
  const running = { n1: ran('web') };
  const more = await decide({ nodes: ['n1', 'n2'], resources: notified, history: running }, []);
  expect(more.actions.filter((action) => / notify on n1/.test(action))).toHaveLength(2);
});

it('S1.113 makes instances distinct when they are globally unique', async () => {
  const unique = clone('web', metaAttributes('web', { 'globally-unique': 'true' }));
  const ids = ({ actions }: { actions: readonly string[] }) =>
    actions.filter((action) => / start /.test(action)).map((action) => action.split(' ')[0]);
  expect(ids(await decide({ nodes: ['n1', 'n2'], resources: unique }, [])).sort()).toEqual([
    'web:0',
    'web:1',
  ]);
});

it('S1.114 starts instances one after another when they are ordered', async () => {
  const between = ({ edges }: { edges: readonly string[] }) =>
    edges.filter((edge) => /^web:\d_start_0 n\d -> web:\d_start_0 n\d$/.test(edge));
  const nodes = ['n1', 'n2'];
  expect(between(await decide({ nodes, resources: clone('web') }, []))).toEqual([]);
  const ordered = clone('web', metaAttributes('web', { ordered: 'true' }));
  expect(between(await decide({ nodes, resources: ordered }, []))).toHaveLength(1);
});

it('S1.115 waits for all instances of the other clone, or only for that on the same node when interleaved', async () => {
  const waits = async (interleave: string): Promise<readonly string[]> => {
    const meta = metaAttributes('app', { interleave });
    const { edges } = await decide({ nodes: ['n1', 'n2'], resources: clone('db') + clone('app', meta) }, [
      'constraint order start db-clone then app-clone',
    ]);
    return edges.filter((edge) => /^db/.test(edge) && / -> app/.test(edge)).sort();
  };
  expect(await waits('false')).toContain('db-clone_running_0 -> app-clone_start_0');
  const interleaved = await waits('true');
  const sameNode = interleaved.filter((edge) => /^db:\d_start_0 (n\d) -> app:\d_start_0 \1$/.test(edge));
  expect(sameNode).toHaveLength(2);
});

it('S1.109 S1.99 members take priority and target-role from what they are in', async () => {
  const stopped = clone('web', metaAttributes('web', { 'target-role': 'Stopped' }));
  expect(orderOf(await decide({ nodes: ['n1'], resources: stopped }, []))).toEqual([]);
  const group = `<group id="g">${metaAttributes('g', { 'is-managed': 'false' })}${PAIR}</group>`;
  expect(orderOf(await decide({ nodes: ['n1'], resources: group }, []))).toEqual([]);
});
