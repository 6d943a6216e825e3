import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { pairValue, updatePairs } from '../nvpairs.ts';
import { error, type Report, warning } from '../report.ts';
import { otherSort, type ResourceSort } from './messages.ts';
import { operationsOf } from './operations.ts';
import { findResource, idOf, isWrapper, membersOf, outerOf, withInner } from './resource-tree.ts';

/** What can be switched of resources: whether they run, whether the cluster takes care of them. */
export type Switch = 'enable' | 'disable' | 'manage' | 'unmanage';

/** Switches resources and the members of tags; with monitors, their monitor operations too. */
export function switchResources(
  configuration: Configuration,
  ids: readonly string[],
  way: Switch,
  sort: ResourceSort,
  withMonitors = false,
): readonly Report[] {
  const { found, reports } = resourcesOrTags(configuration, ids);
  const instead = way === 'enable' || way === 'disable' ? way : null;
  const other = otherSort(found, sort, instead);
  const all = other === null ? reports : [other, ...reports];
  if (reports.some(({ severity }) => severity === 'error')) return all;
  const done = found.flatMap((one) => perform(configuration, one, way, withMonitors));
  if (instead === null) return [...all, ...done];
  const switched = way === 'disable' ? found : found.flatMap((one) => toEnable(configuration, one));
  return [...all, ...unmanaged(configuration, switched), ...done];
}

/** Resources that ids name, by themselves or as members of a tag. */
function resourcesOrTags(configuration: Configuration, ids: readonly string[]) {
  const found: XmlElement[] = [];
  const reports: Report[] = [];
  for (const id of ids) {
    const one = configuration.byId(id);
    const resource = findResource(configuration, id);
    if (resource !== null) found.push(resource);
    else if (one?.name === 'tag') {
      for (const reference of one.elements('obj_ref')) {
        const tagged = findResource(configuration, idOf(reference));
        if (tagged !== null) found.push(tagged);
      }
    } else reports.push(error('HWS-CFG-002', missingText(id, one, 'bundle/clone/group/resource/tag')));
  }
  return { found: [...new Set(found)], reports };
}

/** An id that nothing has, or something of another kind. */
export function missingText(id: string, found: XmlElement | null, kinds: string): string {
  return found === null ? `${kinds} '${id}' does not exist` : `'${id}' is not a ${kinds}`;
}

function perform(
  configuration: Configuration,
  resource: XmlElement,
  way: Switch,
  withMonitors: boolean,
): readonly Report[] {
  switch (way) {
    case 'disable':
      setMeta(configuration, resource, 'target-role', 'Stopped');
      return [];
    case 'enable':
      for (const one of toEnable(configuration, resource)) setMeta(configuration, one, 'target-role', '');
      return [];
    case 'unmanage':
      for (const one of toUnmanage(resource)) setMeta(configuration, one, 'is-managed', 'false');
      if (withMonitors) for (const one of primitives(resource)) setMonitors(one, false);
      return [];
    case 'manage':
      for (const one of toManage(configuration, resource)) setMeta(configuration, one, 'is-managed', '');
      if (withMonitors) for (const one of primitives(resource)) setMonitors(one, true);
      return withMonitors ? [] : primitives(resource).flatMap(silentMonitors);
  }
}

function setMeta(configuration: Configuration, resource: XmlElement, name: string, value: string): void {
  if (value === '' && pairValue(resource, 'meta_attributes', name) === null) return;
  const [first = null] = resource.elements();
  updatePairs(configuration, resource, 'meta_attributes', new Map([[name, value]]), first);
}

/** Resources the cluster will not start or stop whatever they are switched to. */
function unmanaged(configuration: Configuration, resources: readonly XmlElement[]): readonly Report[] {
  const ids = new Set<string>();
  for (const resource of resources) {
    const related = toManage(configuration, resource);
    const isOff = related.some((one) => OFF.test(pairValue(one, 'meta_attributes', 'is-managed') ?? ''));
    if (isOff) ids.add(idOf(resource));
  }
  return [...ids].sort().map((id) => warning('HWS-CFG-025', `'${id}' is unmanaged`));
}

/** What has to be enabled so that a resource may run: it, and the clone or bundle around or the resource in it. */
function toEnable(configuration: Configuration, resource: XmlElement): readonly XmlElement[] {
  const outer = outerOf(configuration, resource);
  if (isWrapper(resource)) return [resource, ...membersOf(resource)];
  return isWrapper(outer) ? [resource, outer] : [resource];
}

/** Where it is written that the cluster keeps its hands off: at the primitives, and at a bundle itself. */
function toUnmanage(resource: XmlElement): readonly XmlElement[] {
  return resource.name === 'bundle' ? [resource, ...primitives(resource)] : primitives(resource);
}

/** Where it can be written that the cluster keeps its hands off a resource: around it, at it, and inside it. */
function toManage(configuration: Configuration, resource: XmlElement): readonly XmlElement[] {
  const around: XmlElement[] = [];
  for (let outer = outerOf(configuration, resource); outer !== null; outer = outerOf(configuration, outer)) {
    around.push(outer);
  }
  return [...withInner(resource), ...around];
}

function primitives(resource: XmlElement): readonly XmlElement[] {
  return withInner(resource).filter(({ name }) => name === 'primitive');
}

function monitorsOf(resource: XmlElement): readonly XmlElement[] {
  return operationsOf(resource).filter((operation) => operation.get('name') === 'monitor');
}

function setMonitors(resource: XmlElement, isEnabled: boolean): void {
  for (const monitor of monitorsOf(resource)) {
    if (isEnabled) monitor.unset('enabled');
    else monitor.set('enabled', 'false');
  }
}

const OFF = /^(?:false|off|no|n|0)$/i;

/** A resource the cluster takes care of without looking at it. */
function silentMonitors(resource: XmlElement): readonly Report[] {
  const monitors = monitorsOf(resource);
  if (monitors.length === 0 || monitors.some((one) => !OFF.test(one.get('enabled') ?? 'true'))) return [];
  const message = `Resource '${idOf(resource)}' has no enabled monitor operations. Re-run with '--monitor' to enable them.`;
  return [warning('HWS-CFG-019', message)];
}
