import { expect, it } from 'vitest';
import { clone, decide, metaAttributes, orderOf, primitive, ran, startedOn } from './decided.fixture.ts';

const CHAIN = [
  'keystone',
  'neutron-server-api',
  'neutron-ovs-cleanup',
  'Neutron-netns-cleanup',
  'Neutron-openvswitch-agent',
  'Neutron-dncp-agent',
  'Neutron-l3-agent',
];

it('S1.71 S1.79 S1.81 S1.82 S1.84 S1.85 S1.86 starts the Neutron services one after another, and stops them in reverse', async () => {
  const commands = CHAIN.slice(1).map(
    (id, at) => `constraint order start ${CHAIN[at]}-clone then ${id}-clone`,
  );
  // The resources stand in the configuration in another order than they are started in.
  const resources = [...CHAIN]
    .reverse()
    .map((id) => clone(id))
    .join('');
  const started = await decide({ nodes: ['n1', 'n2'], resources }, commands);
  expect(orderOf(started)).toEqual(CHAIN);
  const history = Object.fromEntries(['n1', 'n2'].map((node) => [node, CHAIN.map((id) => ran(id)).join('')]));
  const stopped = await decide({ nodes: ['n1', 'n2'], resources, history }, [
    ...commands,
    'property set stop-all-resources=true',
  ]);
  expect(orderOf(stopped, 'stop')).toEqual([...CHAIN].reverse());
});

it('S1.125 starts one resource when another has been promoted', async () => {
  const promotable = clone('db', metaAttributes('db', { promotable: 'true' }), 'Stateful');
  const decided = await decide({ nodes: ['n1', 'n2'], resources: promotable + primitive('app') }, [
    'constraint location db-clone rule role=Promoted score=100 #uname eq n1',
    'constraint order promote db-clone then start app',
  ]);
  const place = (action: string): number => decided.actions.findIndex((one) => one.startsWith(action));
  expect(place('db:0 promote') + place('db promote') + place('db:1 promote')).toBeGreaterThan(-3);
  const promoted = decided.actions.findIndex((one) => / promote /.test(one));
  expect(promoted).toBeGreaterThan(-1);
  expect(place('app start')).toBeGreaterThan(promoted);
});

it('S1.117 S1.120 starts all instances of a promotable clone and then promotes one', async () => {
  const promotable = clone('db', metaAttributes('db', { promotable: 'true' }), 'Stateful');
  const decided = await decide({ nodes: ['n1', 'n2', 'n3'], resources: promotable }, [
    'constraint location db-clone rule role=Promoted score=100 #uname eq n2',
  ]);
  expect(startedOn(decided, 'db')).toEqual(['n1', 'n2', 'n3']);
  const promotions = decided.actions.filter((action) => / promote /.test(action));
  expect(promotions).toHaveLength(1);
  const lastStart = decided.actions.findLastIndex((action) => / start /.test(action));
  expect(decided.actions.indexOf(promotions[0] as string)).toBeGreaterThan(lastStart);
});
