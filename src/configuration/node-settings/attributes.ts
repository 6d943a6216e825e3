import type { Configuration } from '../configuration.ts';
import { updateSet } from '../nvpairs.ts';
import { lone, type Report } from '../report.ts';
import {
  everyNode,
  neededAttributes,
  neededEntry,
  neededUtilization,
  nodeEntries,
  nodeEntry,
} from './entries.ts';

/** What is shown of nodes: names with their values, of all nodes or one, of all names or one. */
export interface NodeView {
  readonly node: string | null;
  readonly name: string | null;
}

/** Sets attributes of a node; the empty value takes one away. */
export function setNodeAttributes(
  configuration: Configuration,
  name: string,
  pairs: ReadonlyMap<string, string>,
): readonly Report[] {
  for (const [key, value] of pairs) {
    const wrong = setNodeAttribute(configuration, name, key, value);
    if (wrong !== null) return [wrong];
  }
  return [];
}

function setNodeAttribute(
  configuration: Configuration,
  name: string,
  key: string,
  value: string,
): Report | null {
  if (value === '') {
    const set = nodeEntry(configuration, name)?.first('instance_attributes') ?? null;
    const has = [...(set?.elements('nvpair') ?? [])].some((pair) => pair.get('name') === key);
    if (set === null || !has) {
      return lone('HWS-CFG-130', `attribute: '${key}' doesn't exist for node: '${name}'`);
    }
    updateSet(configuration, set, new Map([[key, '']]));
    return null;
  }
  const node = neededEntry(configuration, name);
  if (node === null) return lone('HWS-CFG-110', `unable to set attribute ${key}: there is no node '${name}'`);
  updateSet(configuration, neededAttributes(configuration, node), new Map([[key, value]]));
  return null;
}

/** Whether a node has an attribute to take away. */
export function hasNodeAttribute(configuration: Configuration, name: string, key: string): boolean {
  const set = nodeEntry(configuration, name)?.first('instance_attributes');
  return [...(set?.elements('nvpair') ?? [])].some((pair) => pair.get('name') === key);
}

/** Switches attributes like standby on (`on`) or takes them away (`null`), of the named nodes or of all. */
export function switchNodes(
  configuration: Configuration,
  names: readonly string[] | 'all',
  attribute: 'standby' | 'maintenance',
  isOn: boolean,
): readonly Report[] {
  const known = everyNode(configuration);
  const wanted = names === 'all' ? known : names;
  const reports = wanted
    .filter((name) => !known.includes(name))
    .map((name) => lone('HWS-CFG-110', `Node '${name}' does not appear to exist in configuration`));
  if (reports.length > 0) return reports;
  for (const name of wanted) {
    if (isOn) setNodeAttribute(configuration, name, attribute, 'on');
    else if (hasNodeAttribute(configuration, name, attribute))
      setNodeAttribute(configuration, name, attribute, '');
  }
  return [];
}

/** Sets what a node has room for; the empty value takes one away. */
export function setNodeUtilization(
  configuration: Configuration,
  name: string,
  pairs: ReadonlyMap<string, string>,
): readonly Report[] {
  const node = neededEntry(configuration, name);
  if (node === null) return [lone('HWS-CFG-110', `Unable to find a node: ${name}`)];
  for (const [key, value] of pairs) {
    if (value === '' || /^-?\d+$/.test(value)) continue;
    const message = `Value of utilization attribute must be integer: '${key}=${value}'`;
    return [lone('HWS-CFG-130', message)];
  }
  if ([...pairs.values()].some((value) => value !== '') || node.first('utilization') !== null) {
    updateSet(configuration, neededUtilization(configuration, node), pairs);
  }
  return [];
}

/** Attributes or utilization of nodes, in the order of the nodes' names. */
export function nodeLines(
  configuration: Configuration,
  set: 'instance_attributes' | 'utilization',
  view: NodeView,
): readonly string[] {
  const lines: string[] = [];
  for (const node of nodeEntries(configuration)) {
    const uname = node.get('uname') ?? '';
    if (view.node !== null && view.node !== uname) continue;
    const pairs = [...node.elements(set)].flatMap((one) =>
      [...one.elements('nvpair')].map((pair) => [pair.get('name') ?? '', pair.get('value') ?? ''] as const),
    );
    const shown = pairs
      .filter(([name]) => view.name === null || name === view.name)
      .map(([name, value]) => `${name}=${/\s/.test(value) ? `"${value}"` : value}`);
    if (shown.length > 0) lines.push(` ${uname}: ${shown.sort().join(' ')}`);
  }
  return lines.sort();
}
