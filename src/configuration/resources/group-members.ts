import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { checkId, quoted } from '../ids.ts';
import { referencesTo } from '../references.ts';
import { error, type Report } from '../report.ts';
import { stonithAccepted } from './messages.ts';
import { findResource, idOf, isResource, isStonith, kindText, membersOf, outerOf } from './resource-tree.ts';

/** Where in a group resources go: next to one of its members, or at the end. */
export interface GroupPlace {
  readonly side: 'before' | 'after';
  readonly of: string;
}

/** Puts resources into a group, which is made when there is none; they leave the groups they are in. */
export function addToGroup(
  configuration: Configuration,
  groupId: string,
  resourceIds: readonly string[],
  place: GroupPlace | null,
): readonly Report[] {
  const reports: Report[] = [];
  const taken = configuration.byId(groupId);
  if (taken === null) reports.push(...checkId(groupId, 'group name'));
  else if (taken.name !== 'group') reports.push(error('HWS-CFG-004', `'${groupId}' is not a group`));
  if (reports.length > 0) return reports;
  const { found, isAny, problems } = findMembers(configuration, resourceIds);
  reports.push(...problems);
  if (place !== null) {
    if (findResource(configuration, place.of) === null) {
      reports.push(error('HWS-CFG-002', `'${place.of}' does not exist`));
    } else reports.push(...checkPlace(groupId, taken, resourceIds, place.of));
  }
  reports.push(...checkMembership(groupId, taken, resourceIds, place !== null, isAny));
  reports.push(...checkEmptied(configuration, taken, found));
  if (reports.some(({ severity }) => severity === 'error')) return reports;
  moveInto(configuration, groupId, taken, found, place);
  return found.some(isStonith) ? [...reports, stonithAccepted()] : reports;
}

interface FoundMembers {
  readonly found: readonly XmlElement[];
  /** Whether any of the ids is a resource's at all. */
  readonly isAny: boolean;
  readonly problems: readonly Report[];
}

function findMembers(configuration: Configuration, ids: readonly string[]): FoundMembers {
  const found: XmlElement[] = [];
  const problems: Report[] = [];
  let isAny = false;
  for (const id of new Set(ids)) {
    const one = findResource(configuration, id);
    if (one === null) {
      problems.push(error('HWS-CFG-002', `'${id}' does not exist`));
      continue;
    }
    isAny = true;
    const unfit = unfitText(configuration, id, one);
    if (unfit === null) found.push(one);
    else problems.push(error('HWS-CFG-004', unfit));
  }
  return { found, isAny, problems };
}

/** Why a resource cannot be in a group; `null` when it can. */
function unfitText(configuration: Configuration, id: string, resource: XmlElement): string | null {
  if (resource.name !== 'primitive') {
    const kind = kindText(resource);
    return `'${id}' is a ${kind} resource, ${kind} resources cannot be put into a group`;
  }
  const outer = outerOf(configuration, resource);
  if (outer === null || outer.name === 'group') return null;
  const parent = `its parent '${idOf(outer)}' is a ${kindText(outer)} resource`;
  return `'${id}' cannot be put into a group because ${parent}`;
}

function checkMembership(
  groupId: string,
  group: XmlElement | null,
  ids: readonly string[],
  isPlaced: boolean,
  isAny: boolean,
): readonly Report[] {
  const reports: Report[] = [];
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  if (twice.length > 0) {
    const message = `Resources to add or remove must be unique, duplicate resources: ${quoted(twice)}`;
    reports.push(error('HWS-CFG-005', message));
  }
  if (!isAny) {
    const message = `Cannot modify group '${groupId}', no resources to add or remove specified`;
    reports.push(error('HWS-CFG-005', message));
  }
  const inside = new Set(group === null ? [] : membersOf(group).map(idOf));
  const already = isPlaced ? [] : ids.filter((id) => inside.has(id));
  if (already.length > 0) {
    const [noun, verb] = new Set(already).size > 1 ? ['resources', 'they are'] : ['resource', 'it is'];
    const message = `Cannot add ${noun} ${quoted(already)}, ${verb} already present in group '${groupId}'`;
    reports.push(error('HWS-CFG-005', message));
  }
  return reports;
}

function checkPlace(
  groupId: string,
  group: XmlElement | null,
  ids: readonly string[],
  next: string,
): readonly Report[] {
  if (ids.includes(next)) return [error('HWS-CFG-005', `Cannot put resource '${next}' next to itself`)];
  if (group !== null && membersOf(group).some((member) => idOf(member) === next)) return [];
  const message = `There is no resource '${next}' in the group '${groupId}', cannot add resources next to it`;
  return [error('HWS-CFG-005', message)];
}

/** Groups that would be left without members while something names them. */
function checkEmptied(
  configuration: Configuration,
  group: XmlElement | null,
  found: readonly XmlElement[],
): readonly Report[] {
  const reports: Report[] = [];
  for (const [emptied, moved] of emptiedGroups(configuration, group, found)) {
    const outer = outerOf(configuration, emptied);
    const ids = [emptied, ...(outer === null ? [] : [outer])].map(idOf);
    if (ids.every((id) => referencesTo(configuration, id).length === 0)) continue;
    const message =
      `Unable to move resource${moved.length > 1 ? 's' : ''} ${quoted(moved.map(idOf))} as it would leave group ` +
      `'${idOf(emptied)}' empty. Please, use the 'pcs resource ungroup ${idOf(emptied)}' command first.`;
    reports.push(error('HWS-CFG-015', message));
  }
  return reports;
}

/** Groups that lose all their members, with those. */
function emptiedGroups(
  configuration: Configuration,
  group: XmlElement | null,
  found: readonly XmlElement[],
): ReadonlyMap<XmlElement, readonly XmlElement[]> {
  const moved = new Map<XmlElement, XmlElement[]>();
  for (const resource of found) {
    const old = outerOf(configuration, resource);
    if (old === null || old === group) continue;
    moved.set(old, [...(moved.get(old) ?? []), resource]);
  }
  for (const [old, members] of moved) if (membersOf(old).length > members.length) moved.delete(old);
  return moved;
}

function moveInto(
  configuration: Configuration,
  groupId: string,
  existing: XmlElement | null,
  found: readonly XmlElement[],
  place: GroupPlace | null,
): void {
  const emptied = emptiedGroups(configuration, existing, found);
  const group = existing ?? element('group', { id: groupId });
  for (const resource of found) configuration.remove(resource);
  for (const old of emptied.keys()) configuration.remove(outerOf(configuration, old) ?? old);
  if (existing === null) configuration.insert(configuration.neededSection('resources', element), group);
  const members = membersOf(group);
  const at = place === null ? -1 : members.findIndex((member) => idOf(member) === place.of);
  const next = at < 0 ? null : (members[place?.side === 'after' ? at + 1 : at] ?? null);
  const behind = at < 0 || next !== null ? next : behindMembers(group);
  for (const resource of found) configuration.insert(group, resource, behind);
}

/** The first element behind a group's members; `null` when they are the last. */
function behindMembers(group: XmlElement): XmlElement | null {
  const children = [...group.elements()];
  const last = children.findLastIndex(isResource);
  return children[last + 1] ?? null;
}
