import type { XmlElement } from '../../src/cib/xml/element.ts';
import { parametersDigest } from '../../src/scheduler/history/canonical-digest.ts';
import { element, pairSet, present } from './build.ts';
import type { Random } from './random.ts';
import { descendants } from './tree.ts';

/** What a history may be about: the id it has on a node, and the agent. */
interface Subject {
  readonly id: string;
  readonly agent: { readonly class: string; readonly provider: string | null; readonly type: string };
  readonly isRemote: boolean;
  /** Name of the container's resource, for histories of implied connections. */
  readonly container: string | null;
  readonly digests: { readonly plain: string; readonly recurring: string };
}

const UUIDS = ['0bfdf3b8-2fd3-483e-a4da-60cb59b14678', '1cfdf3b8-2fd3-483e-a4da-60cb59b14678'];
const TASKS = [
  'monitor',
  'monitor',
  'monitor',
  'start',
  'start',
  'stop',
  'promote',
  'demote',
  'migrate_to',
  'migrate_from',
  'reload-agent',
  'notify',
];
const RESULTS = [0, 0, 1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 14, 189, 190, 191, 193];

/**
 * Replaces all histories by random ones: what no cluster would write, but a scheduler may be given. Entries contradict
 * each other, belong to nothing, fail in every way and say so in any order.
 */
export function scrambleHistories(root: XmlElement, random: Random): string {
  const now = Number(root.get('execution-date') ?? 0);
  const subjects = [...configured(root), ...orphans(random)];
  const states = descendants(root, 'node_state');
  const members = states.map((state) => state.get('uname') ?? '');
  const status = descendants(root, 'status')[0];
  const connections = subjects.filter((subject) => subject.isRemote).map((subject) => subject.id);
  for (const id of connections) {
    if (status === undefined || members.includes(id) || random.chance(0.3)) continue;
    const fenced = random.chance(0.2) ? 1 : null;
    const state = element(
      'node_state',
      { id, uname: id, remote_node: 'true', node_fenced: fenced },
      present(null),
    );
    status.children.push(state);
    states.push(state);
  }
  for (const state of states) {
    const name = state.get('uname') ?? '';
    const histories = subjects
      .filter((subject) => !(connections.includes(name) && subject.isRemote) && !random.chance(0.3))
      .map((subject) => history(random, subject, name, members, now));
    const kept = state.children.filter((child) => child.kind !== 'element' || child.name !== 'lrm');
    const counts = random.chance(0.3) ? failCounts(random, subjects, name, now) : null;
    state.children.splice(
      0,
      state.children.length,
      ...kept.filter((child) => counts === null || child.kind !== 'element'),
      ...present(counts),
      element('lrm', { id: state.get('id') }, [element('lrm_resources', {}, histories)]),
    );
  }
  return 'histories scrambled';
}

/** All primitives of the configuration, and the connections that guest nodes imply. */
function configured(root: XmlElement): Subject[] {
  const subjects: Subject[] = [];
  for (const resources of descendants(root, 'resources')) {
    for (const primitive of descendants(resources, 'primitive')) {
      const id = primitive.get('id') ?? '';
      const agent = {
        class: primitive.get('class') ?? 'ocf',
        provider: primitive.get('provider'),
        type: primitive.get('type') ?? 'Dummy',
      };
      const isRemote = agent.type === 'remote';
      subjects.push({ id, agent, isRemote, container: null, digests: digestsOf(primitive) });
      const guest = descendants(primitive, 'nvpair').find((pair) => pair.get('name') === 'remote-node');
      const name = guest?.get('value') ?? null;
      if (name !== null) {
        const remote = { class: 'ocf', provider: 'pacemaker', type: 'remote' };
        subjects.push({ id: name, agent: remote, isRemote: true, container: id, digests: digestsOf(null) });
      }
    }
  }
  return subjects;
}

function orphans(random: Random): Subject[] {
  const agent = { class: 'ocf', provider: 'pacemaker', type: random.pick(['Dummy', 'remote']) };
  if (random.chance(0.7)) return [];
  const container = random.chance(0.3) ? 'nothing' : null;
  return [{ id: 'orphan', agent, isRemote: agent.type === 'remote', container, digests: digestsOf(null) }];
}

function digestsOf(primitive: XmlElement | null): Subject['digests'] {
  const parameters = new Map<string, string>();
  for (const set of primitive?.elements('instance_attributes') ?? []) {
    for (const pair of set.elements('nvpair')) {
      parameters.set(pair.get('name') ?? '', pair.get('value') ?? '');
    }
  }
  const plain = parametersDigest(parameters);
  return { plain, recurring: parametersDigest(parameters.set('CRM_meta_timeout', '20000')) };
}

function history(
  random: Random,
  subject: Subject,
  node: string,
  members: readonly string[],
  now: number,
): XmlElement {
  const id = `${subject.id}${random.chance(0.12) ? `:${random.between(0, 3)}` : ''}`;
  const entries = new Map<string, XmlElement>();
  for (let i = random.between(0, 4); i > 0; i--) {
    const entry = operation(random, { ...subject, id }, node, members, now);
    entries.set(entry.get('id') ?? '', entry);
  }
  const { agent } = subject;
  const type = random.chance(0.04) ? 'Other' : agent.type;
  const lock = random.chance(0.08) ? now - random.between(1, 900) : null;
  return element(
    'lrm_resource',
    { id, ...agent, type, container: subject.container, 'shutdown-lock': lock },
    [...entries.values()],
  );
}

function operation(
  random: Random,
  subject: Subject,
  node: string,
  members: readonly string[],
  now: number,
): XmlElement {
  const task = random.pick(TASKS);
  const interval = task === 'monitor' ? random.pick([0, 0, 10_000, 10_000, 20_000, 7000]) : 0;
  const usual = task === 'monitor' && interval === 0 ? 7 : 0;
  const rc = random.chance(0.6) ? usual : random.pick(RESULTS);
  const status = rc === 193 || random.chance(0.04) ? -1 : random.chance(0.88) ? 0 : random.between(1, 11);
  const expected = random.chance(0.88) ? usual : random.pick([0, 7, 8]);
  const key = `${random.between(1, 9)}:${random.between(-1, 4)}:${expected}:${random.pick([UUIDS[0] as string, ...UUIDS])}`;
  const suffix = random.chance(0.25) ? 'last_failure_0' : interval > 0 ? `monitor_${interval}` : 'last_0';
  const peer = random.pick(members.length > 0 ? members : [node]);
  const isTo = task === 'migrate_to';
  const moves = isTo || task === 'migrate_from';
  return element('lrm_rsc_op', {
    id: `${subject.id}_${suffix}`,
    operation_key: `${subject.id}_${task}_${interval}`,
    operation: task,
    interval,
    'call-id': status === -1 ? -1 : random.between(1, 9),
    'rc-code': rc,
    'op-status': status,
    'transition-key': random.chance(0.03) ? null : key,
    'transition-magic': `${status}:${rc};${key}`,
    on_node: random.chance(0.85) ? node : null,
    'last-rc-change': random.chance(0.9) ? now - random.between(1, 1200) : null,
    'op-digest': random.chance(0.9)
      ? interval > 0
        ? subject.digests.recurring
        : subject.digests.plain
      : random.pick([null, 'other']),
    'op-force-restart': random.chance(0.1) ? ' state ' : null,
    'op-restart-digest': random.chance(0.1) ? random.pick([subject.digests.plain, 'other']) : null,
    'op-secure-params': random.chance(0.1) ? ' passwd ' : null,
    'op-secure-digest': random.chance(0.1) ? random.pick([subject.digests.plain, 'other']) : null,
    migrate_source: moves ? (isTo ? node : peer) : null,
    migrate_target: moves ? (isTo ? peer : node) : null,
    crm_feature_set: random.pick(['3.15.0', '3.16.1']),
  });
}

function failCounts(
  random: Random,
  subjects: readonly Subject[],
  node: string,
  now: number,
): XmlElement | null {
  const pairs: Record<string, string | number> = {};
  for (const { id } of subjects) {
    if (!random.chance(0.3)) continue;
    const operation = random.pick(['monitor_10000', 'start_0', 'stop_0']);
    pairs[`fail-count-${id}#${operation}`] = random.pick(['1', '2', 'INFINITY']);
    if (random.chance(0.8)) pairs[`last-failure-${id}#${operation}`] = now - random.between(1, 1200);
  }
  const set = pairSet('instance_attributes', `scrambled-${node}`, pairs);
  return set === null ? null : element('transient_attributes', { id: node }, [set]);
}
