import { expect, it } from 'vitest';
import { clone, decide, primitive, ran, startedOn } from './decided.fixture.ts';

const CONTROLLERS = ['controller1', 'controller2', 'controller3'];
const COMPUTES = ['compute1', 'compute2'];
const NODES = [...CONTROLLERS, ...COMPUTES];
const ROLES = [
  ...CONTROLLERS.map((node) => `property set --node ${node} osprole=controller`),
  ...COMPUTES.map((node) => `node attribute ${node} osprole=compute`),
];
const rule = (clone: string, role: string): string =>
  `constraint location ${clone} rule resource-discovery=exclusive score=0 osprole eq ${role}`;
const CLOUD = [...ROLES, rule('nova-compute-clone', 'compute'), rule('nova-api-clone', 'controller')];
const RESOURCES = clone('nova-compute') + clone('nova-api');

it('S1.76 S1.77 S1.78 S1.127 S1.129 runs services only on nodes of their kind, in five nodes', async () => {
  const decided = await decide({ nodes: NODES, resources: RESOURCES }, CLOUD);
  expect(startedOn(decided, 'nova-compute')).toEqual(COMPUTES);
  expect(startedOn(decided, 'nova-api')).toEqual(CONTROLLERS);
  expect(
    decided.actions.filter((action) => action.startsWith('nova-compute') && /controller/.test(action)),
  ).toEqual([]);
});

it('S1.129 leaves a service stopped when the only nodes of its kind are down', async () => {
  const decided = await decide({ nodes: NODES, offline: COMPUTES, resources: RESOURCES }, CLOUD);
  expect(startedOn(decided, 'nova-compute')).toEqual([]);
  expect(startedOn(decided, 'nova-api')).toEqual(CONTROLLERS);
});

it('S1.70 S1.116 S1.124 runs a clone on all nodes, on fewer with clone-max and preferences', async () => {
  const nodes = ['node1', 'node2', 'node3'];
  const all = await decide({ nodes, resources: clone('web') }, []);
  expect(startedOn(all, 'web')).toEqual(nodes);
  const limits = '<meta_attributes id="m"><nvpair id="m1" name="clone-max" value="1"/></meta_attributes>';
  const one = await decide({ nodes, resources: clone('web', limits) }, [
    'constraint location web-clone prefers node3',
  ]);
  expect(startedOn(one, 'web')).toEqual(['node3']);
  const avoided = await decide({ nodes, resources: clone('web') }, [
    'constraint location web-clone avoids node2',
  ]);
  expect(startedOn(avoided, 'web')).toEqual(['node1', 'node3']);
});

it('S1.72 keeps colocated resources together when they fail over', async () => {
  const start = {
    nodes: ['node1', 'node2', 'node3'],
    resources: primitive('A') + primitive('B'),
    history: { node1: ran('A') + ran('B') },
  };
  const together = 'constraint colocation add A with B';
  expect(
    (await decide(start, [together])).actions.filter((action) => / (?:start|stop) /.test(action)),
  ).toEqual([]);
  const moved = await decide(start, [together, 'node standby node1']);
  expect(startedOn(moved, 'A')).toHaveLength(1);
  expect(startedOn(moved, 'A')).toEqual(startedOn(moved, 'B'));
});

const compared: readonly (readonly [string, string, readonly string[]])[] = [
  ['S1.137', 'power lt number 5', ['low']],
  ['S1.138', 'power gt number 5', ['high']],
  ['S1.139', 'power lte number 5', ['low', 'same']],
  ['S1.140', 'power gte number 5', ['high', 'same']],
  ['S1.141 S1.147', 'power eq 5', ['same']],
  ['S1.142', 'power ne 5', ['high', 'low', 'none']],
  ['S1.143 S1.146', 'defined power', ['high', 'low', 'same']],
  ['S1.144', 'not_defined power', ['none']],
  ['S1.136', 'power lt version 4.10', ['low']],
];
for (const [rows, expression, expected] of compared) {
  it(`${rows} places by the rule ${expression}, which compares the node's attribute with the value`, async () => {
    const decided = await decide({ nodes: ['low', 'same', 'high', 'none'], resources: clone('web') }, [
      'node attribute low power=4.9',
      'node attribute same power=5',
      'node attribute high power=50',
      'property set symmetric-cluster=false',
      `constraint location web-clone rule ${expression}`,
    ]);
    expect(startedOn(decided, 'web')).toEqual(expected);
  });
}

it('S1.130 S1.131 joins expressions with and, or and parentheses', async () => {
  const place = async (expression: string) =>
    startedOn(
      await decide({ nodes: ['n1', 'n2', 'n3'], resources: clone('web') }, [
        'node attribute n1 rack=a power=9',
        'node attribute n2 rack=a',
        'node attribute n3 rack=b',
        'property set symmetric-cluster=false',
        `constraint location web-clone rule ${expression}`,
      ]),
      'web',
    );
  expect(await place('rack eq a and defined power')).toEqual(['n1']);
  expect(await place('rack eq b or defined power')).toEqual(['n1', 'n3']);
  expect(await place('defined rack and ( rack eq b or not_defined power )')).toEqual(['n2', 'n3']);
});

const NOON_IN_2030 = Date.UTC(2030, 5, 12, 12) / 1000;

it('S1.148 evaluates dates against a given time', async () => {
  const place = async (expression: string, epoch: number) =>
    startedOn(
      await decide(
        { nodes: ['n1', 'n2'], resources: clone('web') },
        ['property set symmetric-cluster=false', `constraint location web-clone rule ${expression}`],
        epoch,
      ),
      'web',
    );
  expect(await place('date gt 2030-01-01', NOON_IN_2030)).toEqual(['n1', 'n2']);
  expect(await place('date lt 2030-01-01', NOON_IN_2030)).toEqual([]);
  expect(await place('date in_range 2030-01-01 to 2030-12-31', NOON_IN_2030)).toEqual(['n1', 'n2']);
  expect(await place('date in_range 2030-01-01 to duration months=2', NOON_IN_2030)).toEqual([]);
});

it('S1.126 S1.149 prevents failback in working hours and allows it at night', async () => {
  const start = { nodes: ['n1', 'n2'], resources: primitive('A'), history: { n2: ran('A') } };
  const commands = [
    'constraint location A prefers n1=100',
    'constraint location A rule score=500 #uname eq n2 and date-spec hours=9-16 weekdays=1-5',
  ];
  const byDay = await decide(start, commands, NOON_IN_2030);
  expect(startedOn(byDay, 'A')).toEqual([]);
  const byNight = await decide(start, commands, NOON_IN_2030 + 12 * 3600);
  expect(startedOn(byNight, 'A')).toEqual(['n1']);
});
