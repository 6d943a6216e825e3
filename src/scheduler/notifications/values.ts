import { compareBytes, compareNatural } from '../../result/natural-order.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode } from '../model/node.ts';
import type { NotifiedTask } from '../model/notification.ts';
import { type Clone, leaves, type Primitive } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { currentNode } from '../unpack/current-node.ts';

/** What instances are told about each other (spec C2.9.2d): names and values of meta attributes. */
export interface NotificationValues {
  readonly values: ReadonlyMap<string, string>;
  /** Whether any instance does this task in the transition. */
  readonly involved: (task: NotifiedTask) => boolean;
}

interface Entry {
  readonly instance: Primitive;
  readonly node: ClusterNode | null;
}

type List = 'inactive' | 'active' | 'unpromoted' | 'promoted' | NotifiedTask;

const LISTS: readonly List[] = [
  'inactive',
  'active',
  'unpromoted',
  'promoted',
  'start',
  'stop',
  'promote',
  'demote',
];

/** Older names of the same values. */
const OLD_NAMES: ReadonlyMap<List, string> = new Map([
  ['unpromoted', 'slave'],
  ['promoted', 'master'],
]);

/** Tasks of instances that notifications are about. */
export function isNotifiedTask(task: string): task is NotifiedTask {
  return task === 'start' || task === 'stop' || task === 'promote' || task === 'demote';
}

/** Collects what the instances of a clone are and will do (spec C2.9.2b–d). */
export function collectValues(cluster: Cluster, clone: Clone): NotificationValues {
  const lists = new Map<List, Entry[]>(LISTS.map((list) => [list, []]));
  for (const instance of leaves(clone)) collectInstance(instance, lists);
  const values = new Map<string, string>();
  for (const [list, entries] of lists) {
    const { resources, nodes } = describe(entries);
    for (const name of [list, OLD_NAMES.get(list)]) {
      if (name === undefined) continue;
      values.set(`notify_${name}_resource`, resources);
      if (list !== 'inactive') values.set(`notify_${name}_uname`, nodes);
    }
  }
  const available = cluster.nodes.filter((node) => clone.allowed.has(node));
  available.sort((a, b) => compareNatural(a.name, b.name));
  values.set('notify_available_uname', namesOf(available));
  values.set('notify_all_uname', namesOf(cluster.nodes));
  if (clone.meta.get('container-attribute-target') === 'host') {
    values.set('notify_all_hosts', namesOf(cluster.nodes.map(hostOf)));
  }
  return { values, involved: (task) => (lists.get(task)?.length ?? 0) > 0 };
}

/** Values that tell of a single instance lost with its node (spec C2.9.3). */
export function valuesOfFencing(instance: Primitive, node: ClusterNode): NotificationValues {
  const values = new Map([
    ['notify_stop_resource', instance.id],
    ['notify_stop_uname', node.name],
  ]);
  return { values, involved: (task) => task === 'stop' };
}

function collectInstance(instance: Primitive, lists: Map<List, Entry[]>): void {
  const entry: Entry = { instance, node: instance.runningOn[0] ?? null };
  switch (instance.role) {
    case Role.Stopped:
      lists.get('inactive')?.push(entry);
      break;
    case Role.Started:
      lists.get('active')?.push(entry);
      break;
    case Role.Unpromoted:
      lists.get('unpromoted')?.push(entry);
      lists.get('active')?.push(entry);
      break;
    case Role.Promoted:
      lists.get('promoted')?.push(entry);
      lists.get('active')?.push(entry);
      break;
    default:
      break;
  }
  for (const action of instance.actions) {
    if (!isNotifiedTask(action.task) || !willHappen(action)) continue;
    lists.get(action.task)?.push({ instance, node: action.node });
  }
}

function willHappen(action: Action): boolean {
  if (action.isOptional || action.node === null) return false;
  return action.isRunnable || (action.task === 'stop' && action.node.isUnclean);
}

function describe(entries: Entry[]): { readonly resources: string; readonly nodes: string } {
  entries.sort(
    (a, b) => compareBytes(a.instance.id, b.instance.id) || compareBytes(a.node?.id ?? '', b.node?.id ?? ''),
  );
  const resources: string[] = [];
  const nodes: string[] = [];
  let last: Primitive | null = null;
  for (const { instance, node } of entries) {
    if (instance === last) continue;
    last = instance;
    resources.push(instance.id);
    if (node !== null) nodes.push(node.name);
  }
  return { resources: joined(resources), nodes: joined(nodes) };
}

function namesOf(nodes: readonly ClusterNode[]): string {
  return joined(nodes.map((node) => node.name));
}

/** Agents expect a blank instead of an empty list. */
function joined(names: readonly string[]): string {
  return names.length === 0 ? ' ' : names.join(' ');
}

function hostOf(node: ClusterNode): ClusterNode {
  const container = isGuestNode(node) ? (node.connection?.container ?? null) : null;
  return (container === null ? null : currentNode(container)) ?? node;
}
