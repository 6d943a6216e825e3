import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { idText, quoted } from '../ids.ts';
import { everyNode } from '../node-settings/entries.ts';
import { error, forceable, hasErrors, type Report, weigh } from '../report.ts';
import { findResource, isStonith } from '../resources/resource-tree.ts';

/** What a fencing level is for: one node, nodes whose name matches, or nodes with a value of an attribute. */
export type LevelTarget =
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'attribute'; readonly name: string; readonly value: string };

/** Levels of one number, as far as a target and devices are named. */
export interface LevelChoice {
  readonly index: string;
  readonly target: LevelTarget | null;
  readonly devices: readonly string[];
}

function attributesOf(target: LevelTarget): Readonly<Record<string, string>> {
  switch (target.kind) {
    case 'node':
      return { target: target.name };
    case 'pattern':
      return { 'target-pattern': target.pattern };
    case 'attribute':
      return { 'target-attribute': target.name, 'target-value': target.value };
  }
}

function targetText(target: LevelTarget): string {
  if (target.kind === 'attribute') return `${target.name}=${target.value}`;
  return target.kind === 'node' ? target.name : target.pattern;
}

function allLevels(configuration: Configuration): readonly XmlElement[] {
  return [...(configuration.section('fencing-topology')?.elements('fencing-level') ?? [])];
}

const isFor = (level: XmlElement, target: LevelTarget): boolean =>
  Object.entries(attributesOf(target)).every(([name, value]) => level.get(name) === value);

/** Devices that are tried together, as the n-th attempt to fence a target. */
export function addLevel(
  configuration: Configuration,
  index: string,
  target: LevelTarget,
  devices: readonly string[],
  isForced: boolean,
): readonly Report[] {
  const reports: Report[] = [];
  if (!/^[1-9]\d*$/.test(index)) {
    reports.push(error('HWS-CFG-190', `'${index}' is not a valid level value, use a positive integer`));
  }
  if (target.kind === 'node') reports.push(...checkNodes(configuration, [target.name], forceable));
  reports.push(...checkDevices(configuration, devices, forceable));
  const same = allLevels(configuration).some(
    (level) =>
      level.get('index') === index && isFor(level, target) && level.get('devices') === devices.join(','),
  );
  if (same) {
    const message = `Fencing level for '${targetText(target)}' at level '${index}' with device(s) ${quoted(devices)} already exists`;
    reports.push(error('HWS-CFG-191', message));
  }
  if (hasErrors(weigh(reports, isForced))) return reports;
  const part = target.kind === 'attribute' ? target.name : targetText(target);
  const id = configuration.freeId(idText(`fl-${part}-${index}`));
  const level = element('fencing-level', { id, index, ...attributesOf(target), devices: devices.join(',') });
  configuration.insert(configuration.neededSection('fencing-topology', element), level);
  return reports;
}

/** Takes levels away; what is not there is an error. */
export function removeLevels(configuration: Configuration, choice: LevelChoice): readonly Report[] {
  const found = allLevels(configuration).filter((level) => fits(level, choice));
  if (found.length === 0) return [missingLevel(choice)];
  for (const level of found) configuration.remove(level);
  return [];
}

/** Whether there is a level of this choice. */
export function hasLevel(configuration: Configuration, choice: LevelChoice): boolean {
  return allLevels(configuration).some((level) => fits(level, choice));
}

function fits(level: XmlElement, { index, target, devices }: LevelChoice): boolean {
  return (
    level.get('index') === index &&
    (target === null || isFor(level, target)) &&
    (devices.length === 0 || level.get('devices') === devices.join(','))
  );
}

export function missingLevel({ index, target, devices }: LevelChoice): Report {
  const of = target === null ? '' : ` for '${targetText(target)}'`;
  const using = devices.length === 0 ? '' : ` with device(s) ${quoted(devices)}`;
  return error('HWS-CFG-191', `Fencing level${of} at level '${index}'${using} does not exist`);
}

/** Takes all levels away, or those of a target, or those of exactly these devices. */
export function clearLevels(
  configuration: Configuration,
  target: LevelTarget | null,
  devices: readonly string[] | null,
): readonly Report[] {
  for (const level of allLevels(configuration)) {
    const isMeant =
      (target === null && devices === null) ||
      (target !== null && isFor(level, target)) ||
      (devices !== null && level.get('devices') === devices.join(','));
    if (isMeant) configuration.remove(level);
  }
  return [];
}

/** What levels name that is not there. */
export function verifyLevels(configuration: Configuration): readonly Report[] {
  const levels = allLevels(configuration);
  const devices = levels.flatMap((level) => (level.get('devices') ?? '').split(','));
  const nodes = levels.flatMap((level) => level.get('target') ?? []);
  return [
    ...checkDevices(configuration, devices, error),
    ...checkNodes(configuration, [...new Set(nodes)], error),
  ];
}

function checkDevices(
  configuration: Configuration,
  devices: readonly string[],
  make: typeof error,
): readonly Report[] {
  const missing = devices.filter((id) => {
    const found = findResource(configuration, id);
    return found === null || !isStonith(found);
  });
  return missing.length === 0
    ? []
    : [make('HWS-CFG-192', `Stonith resource(s) ${quoted(missing)} do not exist`)];
}

function checkNodes(
  configuration: Configuration,
  names: readonly string[],
  make: typeof error,
): readonly Report[] {
  const known = everyNode(configuration);
  return names
    .filter((name) => !known.includes(name))
    .map((name) => make('HWS-CFG-110', `Node '${name}' does not appear to exist in configuration`));
}
