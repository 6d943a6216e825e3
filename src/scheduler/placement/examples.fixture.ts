/** The worked examples of spec B19 and a few more as scenarios; their expected scores are beside the tests. */
import {
  clone,
  colocation,
  group,
  location,
  primitive,
  promotedLocation,
  type Scenario,
  utilization,
} from './scenario.fixture.ts';

const everywhere = { n1: ['st'], n2: ['st'], n3: ['st'] };
const promotionScores = { n1: { 'master-st': '10' }, n2: { 'master-st': '5' } };
const promotable = clone('cl', primitive('st'), { promotable: 'true' });

/** Clone `cl` active everywhere unpromoted, promotion scores 10 on n1 and 5 on n2 (spec B19.2). */
function promotableWith(resources: string, constraints: string, active: Scenario['active'] = {}): Scenario {
  const all = Object.entries(everywhere).map(([node, names]) => [
    node,
    [...names, ...(active?.[node] ?? [])],
  ]);
  return {
    resources: promotable + resources,
    constraints,
    attributes: promotionScores,
    active: Object.fromEntries(all),
  };
}

const chainConstraints =
  colocation('x', 'g', 'INFINITY') + colocation('g', 'p', 'INFINITY') + location('x', 'n2', 100);
const chainGroup = group('g', [primitive('a'), primitive('b')]);

const capacity = (node: string): string => utilization(node, { cpu: '4' });
const hungry = (id: string): string => primitive(id, {}, utilization(id, { cpu: '3' }));

function tieBetween(nodes: readonly string[]): Scenario {
  return {
    nodes,
    resources: hungry('x') + hungry('y'),
    constraints: colocation('x', 'y', 'INFINITY'),
    options: { 'placement-strategy': 'utilization' },
    nodeContent: Object.fromEntries(nodes.map((node) => [node, capacity(node)])),
  };
}

export const EXAMPLES = {
  'load comes before the current node': {
    resources: primitive('x') + primitive('b') + primitive('a'),
    active: { n2: ['b'], n1: ['a'] },
  },
  'with equal positive scores the current node comes before load': {
    resources: primitive('x') + primitive('b') + primitive('a'),
    constraints: location('a', 'n1', 5) + location('a', 'n2', 5) + location('x', 'n1', 1),
    active: { n2: ['b'], n1: ['a'] },
  },
  'promotion scores decide who is promoted': promotableWith('', ''),
  'a location for the promoted role adds to the promotion score': promotableWith(
    '',
    promotedLocation('cl', 'n2', 20),
  ),
  'an optional dependent pulls a promoted clone by at least one': promotableWith(
    primitive('p'),
    colocation('p', 'cl', 300, { primary: 'Promoted' }) + location('p', 'n3', 100),
  ),
  'a mandatory dependent of the promoted role counts twice': promotableWith(
    primitive('p'),
    colocation('p', 'cl', 'INFINITY', { primary: 'Promoted' }) + location('p', 'n2', 100),
  ),
  'a promoted role that must be with a primitive is promoted only there': promotableWith(
    primitive('p'),
    colocation('cl', 'p', 'INFINITY', { dependent: 'Promoted' }) + location('p', 'n2', 100),
  ),
  'a promoted role that must be with a clone is not forbidden elsewhere': promotableWith(
    clone('c2', primitive('o'), { 'clone-max': '1' }),
    colocation('cl', 'c2', 'INFINITY', { dependent: 'Promoted' }) + location('c2', 'n2', 100),
  ),
  'a wish goes through a group that is assigned before its primary': {
    resources: chainGroup + primitive('p') + primitive('x'),
    constraints: chainConstraints,
  },
  'a wish goes through a group when its dependent is assigned first': {
    resources: primitive('x') + chainGroup + primitive('p'),
    constraints: chainConstraints,
  },
  'a wish is lost when the primary is assigned before the group': {
    resources: primitive('p') + chainGroup + primitive('x'),
    constraints: chainConstraints,
  },
  'an instance that is tried twice inherits a colocation twice': {
    resources: clone('cl', primitive('a'), { 'clone-max': '1' }) + primitive('b'),
    constraints: location('b', 'n2', 'INFINITY') + colocation('cl', 'b', 500),
    active: { n1: ['a', 'b'] },
  },
  'an optional separation of the promoted role repels instances while they are placed': promotableWith(
    primitive('b'),
    colocation('cl', 'b', -50, { dependent: 'Promoted' }) + location('b', 'n1', 100),
    { n1: ['b'] },
  ),
  'a mandatory separation of the promoted role forbids promotion there': promotableWith(
    primitive('b'),
    colocation('cl', 'b', '-INFINITY', { dependent: 'Promoted' }) + location('b', 'n1', 100),
    { n1: ['b'] },
  ),
  'a cloned group that is not taken back leaves its node to another instance': {
    resources:
      clone('cl', group('g', [primitive('a1'), primitive('a2')]), { 'clone-max': '2' }) + primitive('b'),
    constraints: location('b', 'n2', 'INFINITY') + colocation('cl', 'b', 500),
    active: { n1: ['a1', 'a2', 'b'] },
  },
  'an optional colocation with a stopped primary is given up': {
    resources: primitive('p') + primitive('q', { 'target-role': 'Stopped' }),
    constraints: colocation('p', 'q', 300),
  },
  'small and negative wishes are rounded away from zero': {
    resources: primitive('q') + primitive('p'),
    constraints:
      colocation('p', 'q', 300) +
      location('p', 'n1', '-INFINITY') +
      location('p', 'n2', -100) +
      location('p', 'n3', 100),
  },
  'a separation does not turn a ban into a bonus': {
    resources: primitive('q') + primitive('p'),
    constraints:
      colocation('p', 'q', -300) +
      location('p', 'n1', '-INFINITY') +
      location('p', 'n2', -100) +
      location('p', 'n3', 100),
  },
  'a dependent gives up its wish when an instance would have no node left': {
    resources: clone('cl', primitive('a'), { 'clone-max': '2' }) + primitive('b'),
    constraints:
      colocation('b', 'cl', 'INFINITY') +
      location('b', 'n1', '-INFINITY') +
      location('b', 'n2', -20) +
      location('b', 'n3', 10) +
      location('cl', 'n1', 5),
  },
  'the stickiness of a group adds up on its first member': {
    resources: group('g', [primitive('a'), primitive('b'), primitive('c')], { 'resource-stickiness': '7' }),
    nodes: ['n1', 'n2'],
    active: { n1: ['a', 'b', 'c'] },
  },
  'hash order decides between equally capable nodes': tieBetween(['n1', 'n2', 'n3']),
  'hash order decides between equally capable nodes of other names': tieBetween([
    'alpha',
    'beta',
    'delta',
    'gamma',
  ]),
  'an unmanaged clone instance stays where it is': {
    resources: clone('cl', primitive('a'), { 'is-managed': 'false' }) + primitive('b'),
    constraints: colocation('b', 'cl', 'INFINITY'),
    active: { n2: ['a'] },
  },
  'the balanced strategy prefers the node with most capacity left': {
    resources: ['x', 'y', 'z'].map(hungry).join(''),
    options: { 'placement-strategy': 'balanced' },
    nodeContent: {
      n1: utilization('n1', { cpu: '6' }),
      n2: utilization('n2', { cpu: '8' }),
      n3: utilization('n3', { cpu: '4' }),
    },
  },
  'with capacities that beat each other in a circle, hash order decides': {
    nodes: ['N2', 'n3', 'N4', 'n5', 'node1'],
    resources:
      primitive('pb') +
      primitive('pa', {}, utilization('pa', { cpu: '1', mem: '4' })) +
      primitive('pd', {}, utilization('pd', { cpu: '1' })),
    constraints: location('pb', 'n3', -1) + location('pd', 'N2', -50),
    options: { 'placement-strategy': 'balanced' },
    nodeContent: {
      N2: utilization('N2', { cpu: '0' }),
      n3: utilization('n3', { cpu: '2' }),
      N4: utilization('N4', { cpu: '2' }),
      n5: utilization('n5', { cpu: '1', mem: '2' }),
      node1: utilization('node1', { cpu: '3' }),
    },
  },
  'how many instances a node got does not order promotion': {
    resources: clone('cl', primitive('u'), {
      promotable: 'true',
      'globally-unique': 'true',
      'clone-max': '5',
      'clone-node-max': '2',
    }),
    active: { n1: ['u:1', 'u:4'], n2: ['u:3'] },
  },
  'a bundle is gone through each time something refers to it': {
    resources:
      `<bundle id="B"><docker image="x" replicas="2"/><network ip-range-start="10.0.0.1"/>${primitive('in')}</bundle>` +
      primitive('p') +
      primitive('q'),
    constraints: colocation('p', 'B', 'INFINITY') + colocation('q', 'B', 100),
  },
  'a promoted replica carries what depends on it': {
    resources:
      primitive('p') +
      `<bundle id="B"><docker image="x" replicas="2" promoted-max="1"/><network ip-range-start="10.0.0.1"/>${primitive('in')}</bundle>`,
    constraints: colocation('p', 'B', 'INFINITY', { primary: 'Promoted' }) + location('B', 'n3', 5),
  },
  'a member that is not managed frees the members after it from the group alone': {
    resources:
      group('g', [
        primitive('a'),
        primitive('b', { 'is-managed': 'false' }),
        primitive('c'),
        primitive('d'),
      ]) + primitive('p'),
    constraints: colocation('g', 'p', 'INFINITY') + location('p', 'n3', 10),
    active: { n1: ['a', 'b', 'c', 'd'] },
  },
  'the minimal strategy fills one node after the other': {
    resources: ['x', 'y', 'z'].map(hungry).join(''),
    options: { 'placement-strategy': 'minimal' },
    nodeContent: { n1: utilization('n1', { cpu: '6' }), n2: utilization('n2', { cpu: '8' }) },
  },
  'interleaved clones pair instances on the same nodes': {
    resources:
      clone('c1', primitive('a'), { interleave: 'true' }) +
      clone('c2', primitive('b'), { interleave: 'true', 'clone-max': '2' }),
    constraints: colocation('c1', 'c2', 'INFINITY') + location('c2', 'n3', 50),
    active: { n1: ['a'] },
  },
  'a chain of optional colocations adds up unscaled by its length': {
    resources: primitive('a') + primitive('b') + primitive('c'),
    constraints: colocation('b', 'a', 200000) + colocation('c', 'b', 500000) + location('c', 'n3', 1000),
  },
} as const satisfies Readonly<Record<string, Scenario>>;
