import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { checkId } from '../ids.ts';
import { addAll, type Pairs, sortedPairs, updatePairs } from '../nvpairs.ts';
import { error, hasErrors, lone, type Report, weigh } from '../report.ts';
import {
  CONTAINER_TYPES,
  checkContainer,
  checkNetwork,
  checkPortMap,
  checkStorageMap,
} from './bundle-options.ts';

/** What a bundle is to be made of. */
export interface WantedBundle {
  readonly id: string;
  readonly container: Pairs;
  readonly network: Pairs;
  readonly portMaps: readonly Pairs[];
  readonly storageMaps: readonly Pairs[];
  readonly meta: Pairs;
  /** Whether it is kept stopped. */
  readonly isDisabled: boolean;
}

/** What of a bundle is to change; the empty value removes an option. */
export interface BundleChange extends WantedBundle {
  readonly removedPortMaps: readonly string[];
  readonly removedStorageMaps: readonly string[];
}

/** Makes a bundle without a resource. */
export function createBundle(
  configuration: Configuration,
  wanted: WantedBundle,
  type: string,
  isForced: boolean,
): readonly Report[] {
  const { id } = wanted;
  const reports: Report[] = [...checkId(id, 'bundle name')];
  if (reports.length === 0 && configuration.isIdTaken(id)) {
    reports.push(error('HWS-CFG-001', `'${id}' already exists`));
  }
  if (!CONTAINER_TYPES.includes(type)) {
    const known = CONTAINER_TYPES.map((one) => `'${one}'`).join(', ');
    reports.push(error('HWS-CFG-010', `'${type}' is not a valid container type value, use ${known}`));
  } else reports.push(...checkContainer(wanted.container, false));
  reports.push(...checkParts(configuration, wanted, false));
  const weighed = weigh(reports, isForced);
  if (hasErrors(weighed)) return weighed;
  const bundle = element('bundle', { id });
  const resources = configuration.section('resources');
  if (resources === null) throw new Error('a configuration without resources was edited');
  configuration.insert(resources, bundle);
  const container = element(type, {});
  configuration.insert(bundle, container);
  setAttributes(container, wanted.container);
  addParts(configuration, bundle, wanted);
  if (wanted.meta.size > 0) {
    const meta = element('meta_attributes', { id: configuration.freeId(`${id}-meta_attributes`) });
    configuration.insert(bundle, meta);
    addAll(configuration, meta, sortedPairs(wanted.meta));
  }
  if (wanted.isDisabled) setMeta(configuration, bundle, STOPPED);
  return weighed;
}

/** Has a bundle be only what is given; its kind of container and the resource inside stay. */
export function resetBundle(
  configuration: Configuration,
  wanted: WantedBundle,
  isForced: boolean,
): readonly Report[] {
  const bundle = findBundle(configuration, wanted.id);
  const container = bundle === null ? null : containerOf(bundle);
  if (bundle === null || container === null) return missing(configuration, wanted.id);
  const reports = [...checkContainer(wanted.container, false), ...checkParts(configuration, wanted, false)];
  const weighed = weigh(reports, isForced);
  if (hasErrors(weighed)) return weighed;
  for (const part of [container, ...emptied(bundle)]) {
    for (const name of part.attributes.filter((_, at) => at % 2 === 0)) {
      if (name !== 'id') part.unset(name);
    }
    for (const inner of [...part.elements()]) configuration.remove(inner);
  }
  setAttributes(container, wanted.container);
  addParts(configuration, bundle, wanted);
  setMeta(configuration, bundle, sortedPairs(wanted.meta));
  if (wanted.isDisabled) setMeta(configuration, bundle, STOPPED);
  return weighed;
}

/** Parts of a bundle that stand empty after a reset. */
function emptied(bundle: XmlElement): readonly XmlElement[] {
  return ['network', 'storage', 'meta_attributes'].flatMap((name) => [...bundle.elements(name)]);
}

const STOPPED: Pairs = new Map([['target-role', 'Stopped']]);

/** Sets meta attributes of a bundle that is there: they come first in it. */
function setMeta(configuration: Configuration, bundle: XmlElement, meta: Pairs): void {
  const [first = null] = bundle.elements();
  if (meta.size > 0) updatePairs(configuration, bundle, 'meta_attributes', meta, first);
}

/** Changes a bundle. */
export function updateBundle(
  configuration: Configuration,
  change: BundleChange,
  isForced: boolean,
): readonly Report[] {
  const bundle = findBundle(configuration, change.id);
  const container = bundle === null ? null : containerOf(bundle);
  if (bundle === null || container === null) return missing(configuration, change.id);
  const reports: Report[] = [
    ...checkContainer(change.container, true),
    ...promotedTwice(container, change.container),
    ...checkParts(configuration, change, true),
  ];
  const removed: XmlElement[] = [];
  const maps = [
    ['port-map', 'network', change.removedPortMaps],
    ['storage-map', 'storage', change.removedStorageMaps],
  ] as const;
  for (const [kind, parent, ids] of maps) {
    for (const id of ids) {
      const found = [...(bundle.first(parent)?.elements() ?? [])].find((one) => one.get('id') === id);
      if (found !== undefined) removed.push(found);
      else reports.push(error('HWS-CFG-002', `there is no ${kind} '${id}' in the bundle '${change.id}'`));
    }
  }
  const weighed = weigh(reports, isForced);
  if (hasErrors(weighed)) return weighed;
  for (const one of removed) configuration.remove(one);
  setAttributes(container, change.container);
  addParts(configuration, bundle, change);
  setMeta(configuration, bundle, change.meta);
  return weighed;
}

function findBundle(configuration: Configuration, id: string): XmlElement | null {
  const found = configuration.byId(id);
  return found?.name === 'bundle' ? found : null;
}

function missing(configuration: Configuration, id: string): readonly Report[] {
  return configuration.byId(id) === null
    ? [lone('HWS-CFG-002', `bundle '${id}' does not exist`)]
    : [lone('HWS-CFG-004', `'${id}' is not a bundle`)];
}

function containerOf(bundle: XmlElement): XmlElement | null {
  return [...bundle.elements()].find(({ name }) => CONTAINER_TYPES.includes(name)) ?? null;
}

/** `masters` is the older name of `promoted-max`: a container has one of them. */
function promotedTwice(container: XmlElement, given: Pairs): readonly Report[] {
  for (const [name, other] of [
    ['masters', 'promoted-max'],
    ['promoted-max', 'masters'],
  ] as const) {
    if ((given.get(name) ?? '') === '' || given.get(other) === '' || container.get(other) === null) continue;
    const message = `Cannot set container option '${name}' because container option '${other}' is already set`;
    return [error('HWS-CFG-010', message)];
  }
  return [];
}

function checkParts(
  configuration: Configuration,
  { network, portMaps, storageMaps }: WantedBundle,
  isUpdate: boolean,
): readonly Report[] {
  const given = new Set<string>();
  const isTaken = (id: string): boolean => {
    const isGiven = given.has(id);
    given.add(id);
    return isGiven || configuration.isIdTaken(id);
  };
  return [
    ...checkNetwork(network, isUpdate),
    ...portMaps.flatMap((one) => checkPortMap(one, isTaken)),
    ...storageMaps.flatMap((one) => checkStorageMap(one, isTaken)),
  ];
}

function addParts(configuration: Configuration, bundle: XmlElement, wanted: WantedBundle): void {
  const { id, network, portMaps, storageMaps } = wanted;
  const later = (names: readonly string[]): XmlElement | null =>
    [...bundle.elements()].find(({ name }) => names.includes(name)) ?? null;
  if (network.size > 0 || portMaps.length > 0) {
    let place = bundle.first('network');
    if (place === null) {
      place = element('network', {});
      configuration.insert(bundle, place, later(['storage', 'meta_attributes', 'primitive']));
    }
    setAttributes(place, network);
    for (const one of portMaps) {
      const name = one.get('port') ?? one.get('range');
      addMap(configuration, place, 'port-mapping', one, `${id}-port-map-${name}`);
    }
  }
  if (storageMaps.length === 0) return;
  let place = bundle.first('storage');
  if (place === null) {
    place = element('storage', {});
    configuration.insert(bundle, place, later(['meta_attributes', 'primitive']));
  }
  for (const one of storageMaps) {
    addMap(configuration, place, 'storage-mapping', one, `${id}-storage-map`);
  }
}

function addMap(
  configuration: Configuration,
  place: XmlElement,
  name: string,
  options: Pairs,
  id: string,
): void {
  const attributes = Object.fromEntries(options);
  attributes.id ??= configuration.freeId(id);
  configuration.insert(place, element(name, attributes));
}

function setAttributes(target: XmlElement, options: Pairs): void {
  for (const [name, value] of options) {
    if (value === '') target.unset(name);
    else target.set(name, value);
  }
}
