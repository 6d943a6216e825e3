import type { XmlElement } from '../../src/cib/xml/element.ts';
import { element } from './build.ts';
import type { GeneratedCib } from './generate.ts';
import { generateConstraints } from './generate-constraints.ts';
import type { Random } from './random.ts';
import { cloneTree, descendants, removeChild } from './tree.ts';

/** One thing that happens to a cluster between two decisions. Returns what was done, `null` when it does not apply. */
type Mutation = (root: XmlElement, random: Random, generated: GeneratedCib) => string | null;

function changeNodeState(root: XmlElement, random: Random): string | null {
  const states = descendants(root, 'node_state').filter((state) => state.get('in_ccm') !== null);
  if (states.length === 0) return null;
  const state = random.pick(states);
  const [name, value] = random.pick([
    ['in_ccm', 'false'],
    ['in_ccm', 'true'],
    ['crmd', 'offline'],
    ['crmd', 'online'],
    ['join', 'down'],
    ['join', 'pending'],
    ['join', 'member'],
    ['join', 'banned'],
    ['expected', 'down'],
    ['expected', 'member'],
  ] as const);
  state.set(name, value);
  return `node_state ${state.get('uname')}: ${name}=${value}`;
}

function setTransient(root: XmlElement, random: Random, generated: GeneratedCib): string | null {
  const states = descendants(root, 'node_state');
  if (states.length === 0) return null;
  const state = random.pick(states);
  const resource = random.pick([
    ...generated.inventory.primitives,
    ...generated.inventory.members,
    ...generated.inventory.promotableLeaves,
    'r1',
  ]);
  const [name, value] = random.pick([
    [`fail-count-${resource}#monitor_10000`, random.pick(['1', '3', 'INFINITY'])],
    [`fail-count-${resource}#start_0`, 'INFINITY'],
    [`last-failure-${resource}#monitor_10000`, random.pick(['1799999990', '1790000000'])],
    [`master-${resource}`, random.pick(['1', '50', 'INFINITY', '-INFINITY'])],
    ['shutdown', random.pick(['0', '1799999999'])],
    ['standby', random.pick(['on', 'off'])],
    ['maintenance', random.pick(['true', 'false'])],
    ['terminate', random.pick(['true', '0'])],
    ['#health-cpu', random.pick(['red', 'yellow', 'green'])],
    ['#node-unfenced', '1799000000'],
    ['probe_complete', 'true'],
  ] as const);
  let transient = state.first('transient_attributes');
  if (transient === null) {
    transient = element('transient_attributes', { id: state.get('id') ?? '' });
    state.children.push(transient);
  }
  let set = transient.first('instance_attributes');
  if (set === null) {
    set = element('instance_attributes', { id: `status-${state.get('id')}` });
    transient.children.push(set);
  }
  const known = [...set.elements('nvpair')].find((pair) => pair.get('name') === name);
  if (known !== undefined) known.set('value', value);
  else
    set.children.push(
      element('nvpair', {
        id: `status-${state.get('id')}-${name.replace(/[^A-Za-z0-9._-]/g, '_')}`,
        name,
        value,
      }),
    );
  return `${state.get('uname')}: attribute ${name}=${value}`;
}

function changeHistory(root: XmlElement, random: Random): string | null {
  const entries = descendants(root, 'lrm_rsc_op');
  if (entries.length === 0) return null;
  const entry = random.pick(entries);
  const status = random.pick([
    ['0', '0'],
    ['0', '7'],
    ['4', '1'],
    ['4', '5'],
    ['4', '6'],
    ['4', '2'],
    ['4', '8'],
    ['4', '9'],
    ['2', '1'],
    ['0', '8'],
    ['0', '190'],
    ['-1', '193'],
    ['7', '5'],
    ['8', '1'],
  ] as const);
  const key = entry.get('transition-key') ?? '';
  entry.set('op-status', status[0]);
  entry.set('rc-code', status[1]);
  entry.set('transition-magic', `${status[0]}:${status[1]};${key}`);
  if (status[0] === '-1' && random.chance(0.7)) entry.set('call-id', '-1');
  entry.set('last-rc-change', random.pick(['1799999980', '1790000000', '1600000000']));
  return `history ${entry.get('id')}: op-status=${status[0]} rc-code=${status[1]} call-id=${entry.get('call-id')}`;
}

function dropHistory(root: XmlElement, random: Random): string | null {
  const parents = random.chance(0.5) ? descendants(root, 'lrm_resources') : descendants(root, 'lrm_resource');
  const filled = parents.filter((parent) => [...parent.elements()].length > 0);
  if (filled.length === 0) return null;
  const parent = random.pick(filled);
  const child = random.pick([...parent.elements()]);
  removeChild(parent, child);
  return `history: dropped ${child.name} ${child.get('id')}`;
}

function copyHistory(root: XmlElement, random: Random): string | null {
  const containers = descendants(root, 'lrm_resources');
  const filled = containers.filter((container) => [...container.elements()].length > 0);
  if (filled.length === 0 || containers.length < 2) return null;
  const from = random.pick(filled);
  const to = random.pick(containers.filter((container) => container !== from));
  // A connection's history never turns up on the node it connects to.
  const movable = [...from.elements()].filter((resource) => resource.get('type') !== 'remote');
  if (movable.length === 0) return null;
  const resource = random.pick(movable);
  const known = [...to.elements()].find((other) => other.get('id') === resource.get('id'));
  if (known !== undefined) removeChild(to, known);
  to.children.push(cloneTree(resource));
  return `history: ${resource.get('id')} copied to another node`;
}

function migrate(root: XmlElement, random: Random): string | null {
  const states = descendants(root, 'node_state').filter(
    (state) => descendants(state, 'lrm_resources').length > 0,
  );
  if (states.length < 2) return null;
  const [source, target] = random.some(states, 2) as [XmlElement, XmlElement];
  // Connections do not move onto remote nodes, and no guest moves into itself.
  const started = descendants(source, 'lrm_resource').filter(
    (one) =>
      one.get('type') !== 'remote' &&
      target.get('uname') !== `guest-${one.get('id')}` &&
      [...one.elements()].some((op) => op.get('operation') === 'start'),
  );
  if (started.length === 0) return null;
  const resource = random.pick(started);
  const id = resource.get('id') ?? '';
  const entry = (task: string, call: string, status: string, rc: string): XmlElement =>
    element('lrm_rsc_op', {
      id: `${id}_${task}_0`,
      operation_key: `${id}_${task}_0`,
      operation: task,
      crm_feature_set: '3.16.1',
      'transition-key': '5:9:0:0a1b2c3d-0000-4000-8000-000000000001',
      'transition-magic': `${status}:${rc};5:9:0:0a1b2c3d-0000-4000-8000-000000000001`,
      'call-id': call,
      'rc-code': rc,
      'op-status': status,
      interval: '0',
      'last-rc-change': '1799999000',
      migrate_source: source.get('uname') ?? '',
      migrate_target: target.get('uname') ?? '',
    });
  const [status, rc] = random.pick([
    ['0', '0'],
    ['0', '0'],
    ['4', '1'],
    ['-1', '193'],
  ] as const);
  resource.children.push(entry('migrate_to', '900', status, rc));
  if (random.chance(0.5) && status === '0') {
    const other = cloneTree(resource);
    other.children.length = 0;
    const [status2, rc2] = random.pick([
      ['0', '0'],
      ['4', '1'],
      ['-1', '193'],
    ] as const);
    other.children.push(entry('migrate_from', '901', status2, rc2));
    const container = descendants(target, 'lrm_resources')[0] as XmlElement;
    const known = [...container.elements()].find((one) => one.get('id') === id);
    if (known !== undefined) removeChild(container, known);
    container.children.push(other);
  }
  return `migration of ${id} from ${source.get('uname')} to ${target.get('uname')} (status ${status})`;
}

function flipQuorum(root: XmlElement): string | null {
  const value = root.get('have-quorum') === '1' ? '0' : '1';
  root.set('have-quorum', value);
  return `have-quorum=${value}`;
}

function changeTicket(root: XmlElement, random: Random): string | null {
  const status = root.first('status');
  if (status === null) return null;
  let tickets = status.first('tickets');
  if (tickets === null) {
    tickets = element('tickets');
    status.children.push(tickets);
  }
  const granted = random.pick(['true', 'false']);
  const standby = random.pick(['true', 'false']);
  let state = tickets.first('ticket_state');
  if (state === null) {
    state = element('ticket_state', { id: 'ticketA' });
    tickets.children.push(state);
  }
  state.set('granted', granted);
  state.set('standby', standby);
  state.set('last-granted', '1790000000');
  return `ticketA granted=${granted} standby=${standby}`;
}

function changeConstraints(root: XmlElement, random: Random, generated: GeneratedCib): string | null {
  const configuration = root.first('configuration');
  const constraints = configuration?.first('constraints') ?? null;
  if (configuration === null || constraints === null) return null;
  if (random.chance(0.5)) {
    const children = [...constraints.elements()];
    if (children.length === 0) return null;
    const child = random.pick(children);
    removeChild(constraints, child);
    return `constraint ${child.get('id')} removed`;
  }
  const fresh = generateConstraints(random, generated.inventory, generated.members);
  configuration.children[configuration.children.indexOf(constraints)] = fresh;
  return 'constraints replaced';
}

function changeConfiguration(root: XmlElement, random: Random): string | null {
  const resources = root.first('configuration')?.first('resources') ?? null;
  if (resources === null) return null;
  // A guest node named like a member's id is nothing an operator has.
  const pairs = descendants(resources, 'nvpair').filter((pair) => pair.get('name') !== 'remote-node');
  if (pairs.length > 0 && random.chance(0.6)) {
    const pair = random.pick(pairs);
    const value = random.pick(['true', 'false', 'Stopped', 'Started', '0', '1', '2', '100', 'changed']);
    pair.set('value', value);
    return `nvpair ${pair.get('id')}=${value}`;
  }
  const children = [...resources.elements()];
  if (children.length < 2) return null;
  const child = random.pick(children);
  if (child.name === 'template') return null;
  removeChild(resources, child);
  const id = child.get('id');
  const gone = new Set([
    id,
    ...descendants(child, 'primitive').map((one) => one.get('id')),
    ...descendants(child, 'group').map((one) => one.get('id')),
  ]);
  const constraints = root.first('configuration')?.first('constraints') ?? null;
  for (const constraint of constraints === null ? [] : [...constraints.elements()]) {
    const named = [constraint, ...descendants(constraint, 'resource_ref')].flatMap((one) =>
      ['rsc', 'with-rsc', 'first', 'then', 'id'].map((name) => one.get(name)),
    );
    if (named.some((name) => name !== null && gone.has(name)))
      removeChild(constraints as XmlElement, constraint);
  }
  return `resource ${id} removed`;
}

const MUTATIONS: readonly Mutation[] = [
  changeNodeState,
  changeNodeState,
  setTransient,
  setTransient,
  changeHistory,
  changeHistory,
  changeHistory,
  dropHistory,
  copyHistory,
  migrate,
  flipQuorum,
  changeTicket,
  changeConstraints,
  changeConfiguration,
];

/** Changes a tree in place in one to three ways; returns what was done, in the operator's words. */
export function mutate(root: XmlElement, random: Random, generated: GeneratedCib): readonly string[] {
  const done: string[] = [];
  for (let i = random.between(1, 3); i > 0; i--) {
    const what = random.pick(MUTATIONS)(root, random, generated);
    if (what !== null) done.push(what);
  }
  return done;
}
