import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { checkId, quoted } from '../ids.ts';
import { error, hasErrors, type Report } from '../report.ts';
import { isResource } from '../resources/resource-tree.ts';

/** Where in a tag ids go: next to one that is there, or at the end. */
export interface TagPlace {
  readonly side: 'before' | 'after';
  readonly of: string;
}

const tagError = (message: string): Report => error('HWS-CFG-160', message);

function allTags(configuration: Configuration): readonly XmlElement[] {
  return [...(configuration.section('tags')?.elements('tag') ?? [])];
}

function findTag(configuration: Configuration, id: string): XmlElement | null {
  return allTags(configuration).find((tag) => tag.get('id') === id) ?? null;
}

const members = (tag: XmlElement): readonly XmlElement[] => [...tag.elements('obj_ref')];
const idOf = (one: XmlElement): string => one.get('id') ?? '';

export function createTag(
  configuration: Configuration,
  id: string,
  ids: readonly string[],
): readonly Report[] {
  const wrongId = checkId(id, 'id');
  const taken =
    wrongId.length === 0 && configuration.isIdTaken(id) ? [tagError(`'${id}' already exists`)] : [];
  const reports = [...wrongId, ...taken, ...checkAdded(configuration, ids)];
  if (hasErrors(reports)) return reports;
  const references = ids.map((one) => element('obj_ref', { id: one }));
  configuration.insert(configuration.neededSection('tags', element), element('tag', { id }, references));
  return [];
}

export function removeTags(configuration: Configuration, ids: readonly string[]): readonly Report[] {
  const missing = ids.filter((id) => findTag(configuration, id) === null);
  if (missing.length > 0) return missing.map(missingTag);
  for (const id of ids) {
    const tag = findTag(configuration, id);
    if (tag !== null) configuration.remove(tag);
  }
  return [];
}

/** Adds ids to a tag, moves those that are there when a place is named, and takes ids out. */
export function updateTag(
  configuration: Configuration,
  id: string,
  added: readonly string[],
  place: TagPlace | null,
  removed: readonly string[],
): readonly Report[] {
  const tag = findTag(configuration, id);
  const reports: Report[] = [];
  if (tag === null) reports.push(missingTag(id));
  reports.push(...checkAdded(configuration, added), ...checkUnique(removed, 'remove'));
  const both = added.filter((one) => removed.includes(one));
  if (both.length > 0)
    reports.push(tagError(`Ids cannot be added and removed at the same time: ${quoted(both)}`));
  if (tag !== null) reports.push(...checkMembership(tag, added, place, removed));
  if (tag === null || hasErrors(reports)) return reports;
  for (const member of members(tag)) if (removed.includes(idOf(member))) configuration.remove(member);
  if (added.length === 0) return [];
  for (const member of members(tag)) if (added.includes(idOf(member))) configuration.remove(member);
  const rest = members(tag);
  const at = place === null ? -1 : rest.findIndex((member) => idOf(member) === place.of);
  const next = at < 0 ? null : (rest[place?.side === 'after' ? at + 1 : at] ?? null);
  for (const one of added) configuration.insert(tag, element('obj_ref', { id: one }), next);
  return [];
}

function checkAdded(configuration: Configuration, ids: readonly string[]): readonly Report[] {
  const reports: Report[] = [];
  for (const id of new Set(ids)) {
    const found = configuration.byId(id);
    if (found === null)
      reports.push(error('HWS-CFG-002', `bundle/clone/group/resource '${id}' does not exist`));
    else if (!isResource(found)) {
      reports.push(error('HWS-CFG-004', `'${id}' is not a bundle/clone/group/resource`));
    }
  }
  return [...reports, ...checkUnique(ids, 'add')];
}

function checkUnique(ids: readonly string[], verb: 'add' | 'remove'): readonly Report[] {
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  return twice.length === 0
    ? []
    : [tagError(`Ids to ${verb} must be unique, duplicate ids: ${quoted(twice)}`)];
}

function checkMembership(
  tag: XmlElement,
  added: readonly string[],
  place: TagPlace | null,
  removed: readonly string[],
): readonly Report[] {
  const reports: Report[] = [];
  const inside = members(tag).map(idOf);
  if (place !== null && added.includes(place.of)) {
    reports.push(tagError(`Cannot put id '${place.of}' next to itself.`));
  } else if (place !== null && !inside.includes(place.of)) {
    const message = `There is no reference id '${place.of}' in the tag '${idOf(tag)}', cannot put reference ids next to it in the tag`;
    reports.push(tagError(message));
  }
  const already = place === null ? added.filter((id) => inside.includes(id) && !removed.includes(id)) : [];
  if (already.length > 0) {
    const noun = new Set(already).size > 1 ? 'reference ids' : 'reference id';
    reports.push(tagError(`Cannot add ${noun} already in the tag '${idOf(tag)}': ${quoted(already)}`));
  }
  const absent = removed.filter((id) => !inside.includes(id));
  if (absent.length > 0) {
    const noun = new Set(absent).size > 1 ? 'ids' : 'id';
    reports.push(tagError(`Tag '${idOf(tag)}' does not contain ${noun}: ${quoted(absent)}`));
  }
  const isEmptied = removed.length > 0 && added.length === 0 && inside.every((id) => removed.includes(id));
  if (isEmptied) {
    const message = `There would be no references left in the tag '${idOf(tag)}', please remove the whole tag using the 'pcs tag remove ${idOf(tag)}' command`;
    reports.push(tagError(message));
  }
  return reports;
}

export function missingTag(id: string): Report {
  return tagError(`tag '${id}' does not exist`);
}

/** Tags with what they name, all or those asked for; `null` in place of one that is not there. */
export function tagLines(
  configuration: Configuration,
  ids: readonly string[],
): readonly string[] | readonly Report[] {
  const missing = ids.filter((id) => findTag(configuration, id) === null);
  if (missing.length > 0) return missing.map(missingTag);
  const shown =
    ids.length === 0 ? allTags(configuration) : ids.map((id) => findTag(configuration, id) as XmlElement);
  return shown.flatMap((tag) => [idOf(tag), ...members(tag).map((member) => `  ${idOf(member)}`)]);
}
