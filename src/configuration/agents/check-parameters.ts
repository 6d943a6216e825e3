import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { quoted } from '../ids.ts';
import { type Pairs, pairValue } from '../nvpairs.ts';
import { error, forceable, type Report, warning } from '../report.ts';
import { allResources, idOf } from '../resources/resource-tree.ts';
import { type Agent, agentText } from './agent.ts';

/** What an agent's parameters are called in messages. */
function noun(agent: Agent): string {
  return agent.name.standard === 'stonith' ? 'stonith' : 'resource';
}

/** Values of a new resource against what its agent takes. */
export function checkNewParameters(
  configuration: Configuration,
  agent: Agent,
  values: Pairs,
  mayBeUnknown: boolean,
): readonly Report[] {
  const empty = [...values].filter(([, value]) => value === '').map(([name]) => name);
  return [
    ...empty.sort().map((name) => error('HWS-CFG-010', `${name} cannot be empty`)),
    ...unknownReports(agent, [...values.keys()], mayBeUnknown),
    ...deprecatedReports(agent, [...values.keys()]),
    ...missingReports(agent, (name) => values.has(name), mayBeUnknown),
    ...uniqueReports(configuration, agent, null, (name) => values.get(name) ?? null),
  ];
}

/** Changed values of a resource against what its agent takes. */
export function checkChangedParameters(
  configuration: Configuration,
  agent: Agent,
  resource: XmlElement,
  changes: Pairs,
  mayBeUnknown: boolean,
): readonly Report[] {
  const set = [...changes].filter(([, value]) => value !== '').map(([name]) => name);
  const currentValue = (name: string) => {
    const changed = changes.get(name);
    if (changed !== undefined) return changed === '' ? null : changed;
    return pairValue(resource, 'instance_attributes', name);
  };
  const removed = [...changes].filter(([, value]) => value === '').map(([name]) => name);
  const needed = removed.filter((name) =>
    agent.parameters.some((one) => one.name === name && one.isRequired),
  );
  return [
    ...unknownReports(agent, set, mayBeUnknown),
    ...deprecatedReports(agent, set),
    ...(needed.length === 0
      ? []
      : missingReports(agent, (name) => currentValue(name) !== null, mayBeUnknown)),
    ...(set.length === 0 ? [] : uniqueReports(configuration, agent, resource, currentValue, set)),
  ];
}

function unknownReports(agent: Agent, names: readonly string[], mayBeUnknown: boolean): readonly Report[] {
  const known = new Set(agent.parameters.map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0 || mayBeUnknown) return [];
  const list = [...known].filter((name) => !(agent.name.standard === 'stonith' && HIDDEN.has(name)));
  const message = `invalid ${noun(agent)} option${unknown.length > 1 ? 's' : ''} ${quoted(unknown)}`;
  const colon = unknown.length > 1 ? message.replace('options ', 'options: ') : message;
  return [
    forceable(
      'HWS-CFG-008',
      `${colon}, ${known.size === 0 ? 'there are no options allowed' : `allowed options are: ${quoted(list)}`}`,
    ),
  ];
}

/** Parameters of fence agents that are for use on a command line only. */
const HIDDEN: ReadonlySet<string> = new Set(['help', 'version']);

function deprecatedReports(agent: Agent, names: readonly string[]): readonly Report[] {
  return agent.parameters
    .filter((one) => one.isDeprecated && names.includes(one.name))
    .map(({ name, replacedBy }) => {
      const instead = replacedBy.length === 0 ? '' : `, use ${quoted(replacedBy)} instead`;
      const message = `${noun(agent)} option '${name}' is deprecated and should not be used${instead}`;
      const isAction = agent.name.standard === 'stonith' && name === 'action';
      return (isAction ? forceable : warning)('HWS-CFG-011', message);
    });
}

/** Required parameters without a value; the older name of one counts as well. */
function missingReports(
  agent: Agent,
  has: (name: string) => boolean,
  mayBeMissing: boolean,
): readonly Report[] {
  if (mayBeMissing) return [];
  const isGiven = (name: string) =>
    has(name) || agent.parameters.some((one) => one.replacedBy.includes(name) && has(one.name));
  const missing = agent.parameters
    .filter(({ isRequired, isDeprecated, name }) => isRequired && !isDeprecated && !isGiven(name))
    .map(({ name }) => name);
  if (missing.length === 0) return [];
  const [plural, verb] = missing.length > 1 ? ['s', 'are'] : ['', 'is'];
  const message = `required ${noun(agent)} option${plural} ${quoted(missing)} ${verb} missing`;
  return [forceable('HWS-CFG-009', message)];
}

/** Values that resources of one agent may not have in common. */
function uniqueReports(
  configuration: Configuration,
  agent: Agent,
  self: XmlElement | null,
  currentValue: (name: string) => string | null,
  changed: readonly string[] | null = null,
): readonly Report[] {
  const groups = new Map<string, string[]>();
  for (const { name, uniqueGroup } of agent.parameters) {
    if (uniqueGroup !== null) groups.set(uniqueGroup, [...(groups.get(uniqueGroup) ?? []), name]);
  }
  if (groups.size === 0) return [];
  const others = allResources(configuration).filter((one) => one !== self && isOf(agent, one));
  const reports: Report[] = [];
  for (const [group, names] of groups) {
    if (changed !== null && !names.some((name) => changed.includes(name))) continue;
    const given = names.filter((name) => currentValue(name) !== null);
    if (given.length === 0) continue;
    const same = others.filter((one) =>
      names.every((name) => pairValue(one, 'instance_attributes', name) === currentValue(name)),
    );
    if (same.length === 0) continue;
    reports.push(forceable('HWS-CFG-022', uniqueText(agent, group, given, currentValue, same.map(idOf))));
  }
  return reports;
}

function isOf({ name }: Agent, resource: XmlElement): boolean {
  return (
    resource.name === 'primitive' &&
    resource.get('class') === name.standard &&
    resource.get('provider') === name.provider &&
    resource.get('type') === name.type
  );
}

function uniqueText(
  agent: Agent,
  group: string,
  names: readonly string[],
  currentValue: (name: string) => string | null,
  ids: readonly string[],
): string {
  const across = `across '${agentText(agent.name)}' resources. Following resources are configured with the same value`;
  if (names.length === 1) {
    const [name = ''] = names;
    const what = `Value '${currentValue(name)}' of option '${name}' is not unique`;
    return `${what} ${across} of the instance attribute: ${quoted(ids)}`;
  }
  const values = names.map((name) => `'${currentValue(name)}'`).join(', ');
  const options = names.map((name) => `'${name}'`).join(', ');
  const what = `Value ${values} of options ${options} (group '${group}') is not unique`;
  return `${what} ${across}s of the instance attributes: ${quoted(ids)}`;
}
