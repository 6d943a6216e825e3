import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { idText, quoted } from '../ids.ts';
import { error, forceable, hasErrors, type Report, weigh } from '../report.ts';
import { misfit, PROPERTIES } from './property-table.ts';

/** Id of the set that holds the properties of a cluster. */
const SET_ID = 'cib-bootstrap-options';
/** How much of a property's name a generated id takes. */
const NAME_IN_ID = 20;

/** The set that properties are read from and written to; `null` when none is there. */
function propertySet(configuration: Configuration): XmlElement | null {
  return configuration.section('crm_config')?.first('cluster_property_set') ?? null;
}

/** Properties that are set, by name. */
export function setProperties(configuration: Configuration): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const pair of propertySet(configuration)?.elements('nvpair') ?? []) {
    values.set(pair.get('name') ?? '', pair.get('value') ?? '');
  }
  return values;
}

/** Sets properties; the empty value takes one away. */
export function changeProperties(
  configuration: Configuration,
  wanted: ReadonlyMap<string, string>,
  isForced: boolean,
): readonly Report[] {
  const reports = check(configuration, wanted);
  if (hasErrors(weigh(reports, isForced))) return reports;
  for (const [name, value] of wanted) putProperty(configuration, name, value);
  return reports;
}

/** Sets one property without asking whether it makes sense. */
export function putProperty(configuration: Configuration, name: string, value: string): void {
  let set = propertySet(configuration);
  if (set === null) {
    set = element('cluster_property_set', { id: configuration.freeId(SET_ID) });
    configuration.insert(configuration.neededSection('crm_config', element), set);
  }
  const found = [...set.elements('nvpair')].filter((pair) => pair.get('name') === name);
  if (value === '') {
    for (const pair of found) configuration.remove(pair);
  } else if (found[0] !== undefined) found[0].set('value', value);
  else {
    const id = configuration.freeId(idText(`${set.get('id') ?? ''}-${name.slice(0, NAME_IN_ID)}`));
    configuration.insert(set, element('nvpair', { id, name, value }));
  }
}

function check(configuration: Configuration, wanted: ReadonlyMap<string, string>): readonly Report[] {
  const reports: Report[] = [];
  const present = setProperties(configuration);
  const removed = [...wanted].filter(([, value]) => value === '').map(([name]) => name);
  const keptOnes = [...wanted.keys()].filter((name) => PROPERTIES[name]?.isKept === true);
  const absent = removed.filter((name) => !present.has(name) && !keptOnes.includes(name));
  const unknown = [...wanted].filter(([name, value]) => value !== '' && PROPERTIES[name] === undefined);
  if (keptOnes.length > 0) reports.push(error('HWS-CFG-120', unknownText(keptOnes)));
  if (unknown.length > 0) {
    reports.push(forceable('HWS-CFG-120', unknownText(unknown.map(([name]) => name))));
  }
  if (absent.length > 0) {
    const [noun, verb] = absent.length > 1 ? ['properties', 'they are'] : ['property', 'it is'];
    const set = propertySet(configuration)?.get('id') ?? SET_ID;
    const message = `Cannot remove ${noun} ${quoted(absent)}, ${verb} not present in property set '${set}'`;
    reports.push(forceable('HWS-CFG-122', message));
  }
  for (const [name, value] of wanted) {
    const property = PROPERTIES[name];
    if (value === '' || property === undefined || property.isKept) continue;
    const needed = misfit(property.type, value);
    if (needed === null) continue;
    reports.push(forceable('HWS-CFG-121', `'${value}' is not a valid ${name} value, use ${needed}`));
  }
  return reports;
}

function unknownText(names: readonly string[]): string {
  const allowed = Object.entries(PROPERTIES)
    .filter(([, { isKept }]) => !isKept)
    .map(([name]) => name);
  const [noun, list] = names.length > 1 ? ['options:', quoted(names)] : ['option', quoted(names)];
  return `invalid cluster property ${noun} ${list}, allowed options are: ${quoted(allowed)}`;
}

/** Properties as `pcs property` shows them, in the order of their names. */
export function propertyLines(values: ReadonlyMap<string, string>): readonly string[] {
  return [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => ` ${name}: ${value}`);
}

/** Values that hold where none is set. */
export function presets(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(PROPERTIES)
      .filter(([name]) => name !== 'cluster-infrastructure' && name !== 'dc-version')
      .map(([name, { preset }]) => [name, preset] as const),
  );
}
