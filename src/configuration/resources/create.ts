import type { XmlElement } from '../../cib/xml/element.ts';
import { type Agent, type AgentName, agentText } from '../agents/agent.ts';
import { checkNewParameters } from '../agents/check-parameters.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { checkId } from '../ids.ts';
import { addAll, type Pairs, sortedPairs, updatePairs } from '../nvpairs.ts';
import { deprecation, error, forceable, hasErrors, lone, type Report, weigh } from '../report.ts';
import { accessibleText, isAccessible } from './bundle.ts';
import { unpromotableText } from './clone.ts';
import type { GroupPlace } from './group-members.ts';
import { guestNodeReports } from './meta.ts';
import { checkOperations, operationsElement, type WantedOperation, withSuggested } from './new-operations.ts';
import { findResource, idOf, membersOf } from './resource-tree.ts';

/** Where a new resource goes. */
export type WantedSurroundings =
  | { readonly kind: 'alone' }
  /** `keyword` is how it was asked for: a promotable clone is one whose meta attribute says so. */
  | { readonly kind: 'clone'; readonly id: string | null; readonly meta: Pairs }
  | { readonly kind: 'group'; readonly id: string; readonly place: GroupPlace | null }
  | { readonly kind: 'bundle'; readonly id: string };

/** A resource that is wanted. */
export interface WantedResource {
  readonly id: string;
  readonly agentName: AgentName;
  /** `null` when the agent is not known here. */
  readonly agent: Agent | null;
  /** What there is to say about the agent. */
  readonly agentReports: readonly Report[];
  readonly parameters: Pairs;
  readonly meta: Pairs;
  readonly operations: readonly WantedOperation[];
  readonly surroundings: WantedSurroundings;
  readonly isDisabled: boolean;
  readonly withDefaultOperations: boolean;
  /** Checks with the agent itself, when that is wished. */
  readonly validate: (() => Promise<readonly Report[]>) | null;
}

/** Makes a resource, alone or in what is around it. */
export async function createResource(
  configuration: Configuration,
  wanted: WantedResource,
  isForced: boolean,
): Promise<readonly Report[]> {
  const { id, agent, agentName, surroundings } = wanted;
  const agentProblems = weigh(wanted.agentReports, isForced);
  if (hasErrors(agentProblems)) return agentProblems;
  const early = bundleProblem(configuration, surroundings);
  if (early !== null) return [...agentProblems, early];
  const idProblems = checkId(id, agentName.standard === 'stonith' ? 'stonith name' : 'resource name');
  if (idProblems.length > 0) return idProblems.map((problem) => ({ ...problem, isAlone: true }));
  if (configuration.isIdTaken(id)) return [...agentProblems, lone('HWS-CFG-001', `'${id}' already exists`)];
  const reports: Report[] = [...agentProblems, ...surroundingsReports(configuration, wanted)];
  const checked = checkOperations(wanted.operations, agent);
  reports.push(...checked.reports, ...remoteReports(agentName), ...guestNodeReports(wanted.meta));
  if (agent !== null) reports.push(...checkNewParameters(configuration, agent, wanted.parameters, false));
  else reports.push(...emptyReports(wanted.parameters));
  if (hasErrors(weigh(reports, isForced))) return reports;
  if (wanted.validate !== null) {
    reports.push(...(await wanted.validate()));
    if (hasErrors(weigh(reports, isForced))) return reports;
  }
  const operations = withSuggested(checked.operations, agent, wanted.withDefaultOperations);
  const list = operationsElement(configuration, id, operations);
  if ('code' in list) return [...reports, list];
  place(configuration, wanted, list);
  return reports;
}

function emptyReports(parameters: Pairs): readonly Report[] {
  return [...parameters]
    .filter(([, value]) => value === '')
    .map(([name]) => error('HWS-CFG-010', `${name} cannot be empty`));
}

function bundleProblem(configuration: Configuration, surroundings: WantedSurroundings): Report | null {
  if (surroundings.kind !== 'bundle') return null;
  const bundle = configuration.byId(surroundings.id);
  if (bundle === null) return lone('HWS-CFG-002', `bundle '${surroundings.id}' does not exist`);
  return bundle.name === 'bundle' ? null : lone('HWS-CFG-004', `'${surroundings.id}' is not a bundle`);
}

function surroundingsReports(configuration: Configuration, wanted: WantedResource): readonly Report[] {
  const { surroundings, agentName, agent } = wanted;
  switch (surroundings.kind) {
    case 'alone':
      return [];
    case 'group': {
      const reports = groupReports(configuration, surroundings.id, surroundings.place);
      if (agentName.standard !== 'stonith') return reports;
      const message =
        'Option to group stonith resource is deprecated and will be removed in a future release.';
      return [...reports, deprecation('HWS-CFG-011', message)];
    }
    case 'clone': {
      const reports: Report[] = [];
      const { id, meta } = surroundings;
      if (id !== null) {
        reports.push(...checkId(id, 'id'));
        if (configuration.isIdTaken(id)) reports.push(error('HWS-CFG-001', `'${id}' already exists`));
      }
      if (isTrue(meta.get('promotable')) && agent !== null && !canBePromoted(agent)) {
        reports.push(forceable('HWS-CFG-018', unpromotableText(agentText(agent.name), null)));
      }
      return reports;
    }
    case 'bundle': {
      const bundle = configuration.byId(surroundings.id);
      if (bundle === null) return [];
      const [inner] = membersOf(bundle);
      if (inner !== undefined) {
        const message = `bundle '${surroundings.id}' already contains resource '${idOf(inner)}', a bundle may contain at most one resource`;
        return [error('HWS-CFG-004', message)];
      }
      if (isAccessible(bundle)) return [];
      return [forceable('HWS-CFG-023', accessibleText(wanted.id, surroundings.id))];
    }
  }
}

export function isTrue(value: string | undefined | null): boolean {
  return value !== undefined && value !== null && /^(?:true|on|yes|y|1)$/i.test(value);
}

/** Whether nothing says that an agent cannot be promoted. */
export function canBePromoted(agent: Agent): boolean {
  if (!agent.tellsPromotability) return true;
  return ['promote', 'demote'].every((name) => agent.actions.some((action) => action.name === name));
}

function groupReports(configuration: Configuration, id: string, at: GroupPlace | null): readonly Report[] {
  const group = configuration.byId(id);
  const reports: Report[] = [];
  if (group === null) reports.push(...checkId(id, 'group name'));
  else if (group.name !== 'group') return [error('HWS-CFG-004', `'${id}' is not a group`)];
  const isThere = at === null || (group !== null && membersOf(group).some((one) => idOf(one) === at.of));
  if (!isThere && reports.length === 0) {
    const message = `There is no resource '${at.of}' in the group '${id}', cannot add resources next to it`;
    reports.push(error('HWS-CFG-005', message));
  }
  return reports;
}

function remoteReports({ standard, provider, type }: AgentName): readonly Report[] {
  if (standard !== 'ocf' || provider !== 'pacemaker' || type !== 'remote') return [];
  const message =
    "this command is not sufficient for creating a remote connection, use 'pcs cluster node add-remote'";
  return [forceable('HWS-CFG-017', message)];
}

function place(configuration: Configuration, wanted: WantedResource, operations: XmlElement): void {
  const { id, agentName, surroundings } = wanted;
  const resource = element('primitive', {
    id,
    class: agentName.standard,
    type: agentName.type,
    provider: agentName.provider,
  });
  const { parent, before, clone } = makeParent(configuration, id, surroundings);
  configuration.insert(parent, resource, before);
  if (wanted.parameters.size > 0) {
    addPairs(configuration, resource, 'instance_attributes', sortedPairs(wanted.parameters));
  }
  const isOwnRole = wanted.isDisabled && clone === null && surroundings.kind !== 'bundle';
  const meta = new Map(sortedPairs(wanted.meta));
  if (wanted.agent?.providesUnfencing === true && !meta.has('provides')) meta.set('provides', 'unfencing');
  if (isOwnRole) meta.delete('target-role');
  if (meta.size > 0) addPairs(configuration, resource, 'meta_attributes', meta);
  configuration.insert(resource, operations);
  if (isOwnRole) disable(configuration, resource);
  if (clone !== null && surroundings.kind === 'clone') {
    const pairs = new Map(sortedPairs(surroundings.meta));
    if (pairs.size > 0) addPairs(configuration, clone, 'meta_attributes', pairs);
    if (wanted.isDisabled) disable(configuration, clone);
  }
  if (wanted.isDisabled && surroundings.kind === 'bundle') disable(configuration, resource);
}

const STOPPED: Pairs = new Map([['target-role', 'Stopped']]);

function disable(configuration: Configuration, resource: XmlElement): void {
  const [first = null] = resource.elements();
  updatePairs(configuration, resource, 'meta_attributes', STOPPED, first);
}

/** A set with all these pairs; unlike in an update, the empty value is a value. */
function addPairs(
  configuration: Configuration,
  owner: XmlElement,
  name: 'instance_attributes' | 'meta_attributes',
  pairs: Pairs,
): void {
  const id = configuration.freeId(`${idOf(owner)}-${name}`);
  const set = element(name, { id });
  configuration.insert(owner, set);
  addAll(configuration, set, pairs);
}

function makeParent(configuration: Configuration, id: string, surroundings: WantedSurroundings) {
  const section = configuration.neededSection('resources', element);
  switch (surroundings.kind) {
    case 'alone':
      return { parent: section, before: null, clone: null };
    case 'bundle': {
      const bundle = findResource(configuration, surroundings.id);
      if (bundle === null) throw new Error(`the bundle ${surroundings.id} has gone`);
      return { parent: bundle, before: null, clone: null };
    }
    case 'clone': {
      const clone = element('clone', { id: surroundings.id ?? configuration.freeId(`${id}-clone`) });
      configuration.insert(section, clone);
      return { parent: clone, before: null, clone };
    }
    case 'group': {
      let group = findResource(configuration, surroundings.id);
      if (group === null) {
        group = element('group', { id: surroundings.id });
        configuration.insert(section, group);
      }
      return { parent: group, before: neighbour(group, surroundings.place), clone: null };
    }
  }
}

/** The element that a new member of a group stands before. */
function neighbour(group: XmlElement, at: GroupPlace | null): XmlElement | null {
  const children = [...group.elements()];
  if (at === null) return children[children.findLastIndex(({ name }) => name === 'primitive') + 1] ?? null;
  const found = children.findIndex((one) => one.name === 'primitive' && idOf(one) === at.of);
  return children[at.side === 'after' ? found + 1 : found] ?? null;
}
