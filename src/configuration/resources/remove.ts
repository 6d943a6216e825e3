import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { quoted } from '../ids.ts';
import { referencesTo } from '../references.ts';
import { lone, note, type Report } from '../report.ts';
import { otherSort, type ResourceSort } from './messages.ts';
import { findResource, idOf, isClone, isStonith, membersOf, outerOf, withInner } from './resource-tree.ts';

/**
 * Removes a resource with everything inside it, the constraints and fencing levels that name it, and groups and clones
 * that it leaves empty.
 */
export function removeResource(
  configuration: Configuration,
  id: string,
  sort: ResourceSort,
): readonly Report[] {
  const resource = findResource(configuration, id);
  if (resource === null) return [lone('HWS-CFG-002', `Resource '${id}' does not exist.`)];
  const reports: Report[] = [];
  const other = otherSort([resource], sort, 'delete');
  if (other !== null) reports.push(other);
  const tagged = tagProblem(configuration, resource);
  if (tagged !== null) return [...reports, tagged];
  reports.push(...removeWhole(configuration, resource));
  return reports;
}

/** Tags keep what they name. */
function tagProblem(configuration: Configuration, resource: XmlElement): Report | null {
  for (const one of withInner(resource)) {
    const tags = referencesTo(configuration, idOf(one))
      .filter(({ name }) => name === 'obj_ref')
      .map((reference) => configuration.parentOf(reference)?.get('id') ?? '');
    if (tags.length === 0) continue;
    const noun = new Set(tags).size > 1 ? 'tags' : 'tag';
    const message = `Unable to remove resource '${idOf(one)}' because it is referenced in the ${noun}: ${quoted(tags)}`;
    return lone('HWS-CFG-015', message);
  }
  return null;
}

function removeWhole(configuration: Configuration, resource: XmlElement): readonly Report[] {
  if (resource.name === 'bundle') return removeBundle(configuration, resource);
  if (isClone(resource)) {
    const inner = membersOf(resource)[0];
    return inner === undefined ? removeBare(configuration, resource) : removeWhole(configuration, inner);
  }
  if (resource.name === 'group') return removeGroup(configuration, resource);
  return removePrimitive(configuration, resource);
}

/** A clone without anything in it. */
function removeBare(configuration: Configuration, resource: XmlElement): readonly Report[] {
  const reports = removeReferences(configuration, idOf(resource));
  configuration.remove(resource);
  return reports;
}

function removeBundle(configuration: Configuration, bundle: XmlElement): readonly Report[] {
  const id = idOf(bundle);
  const [inner] = membersOf(bundle);
  const reports: Report[] = [];
  if (inner === undefined) reports.push(note('HWS-CFG-014', `Deleting bundle '${id}'`));
  else reports.push(note('HWS-CFG-014', `Deleting bundle '${id}' and its inner resource '${idOf(inner)}'`));
  reports.push(...removeReferences(configuration, id));
  if (inner !== undefined) reports.push(...removePrimitive(configuration, inner));
  configuration.remove(bundle);
  return reports;
}

function removeGroup(configuration: Configuration, group: XmlElement): readonly Report[] {
  const id = idOf(group);
  const reports: Report[] = [
    note('HWS-CFG-014', `Removing group: ${id} (and all resources within group)`),
    note('HWS-CFG-014', `Stopping all resources in group: ${id}...`),
  ];
  for (const member of membersOf(group)) reports.push(...removePrimitive(configuration, member));
  return reports;
}

function removePrimitive(configuration: Configuration, resource: XmlElement): readonly Report[] {
  const id = idOf(resource);
  const outer = outerOf(configuration, resource);
  const isLast = outer?.name === 'group' && membersOf(outer).length === 1;
  const reports: Report[] = [...removeReferences(configuration, id)];
  if (isStonith(resource)) removeFromLevels(configuration, id);
  if (outer === null || outer.name === 'bundle' || (outer.name === 'group' && !isLast)) {
    configuration.remove(resource);
    return [...reports, note('HWS-CFG-014', `Deleting Resource - ${id}`)];
  }
  const outermost = outerOf(configuration, outer) ?? outer;
  for (const one of new Set([outer, outermost])) reports.push(...removeReferences(configuration, idOf(one)));
  configuration.remove(outermost);
  const what = outer.name !== 'group' ? '' : outermost === outer ? ' (and group)' : ' (and group and clone)';
  return [...reports, note('HWS-CFG-014', `Deleting Resource${what} - ${id}`)];
}

/**
 * Removes constraints that name a resource, and it from the sets of constraints, which go when they are left empty.
 * Tells all of it, or only which sets went.
 */
export function removeReferences(
  configuration: Configuration,
  id: string,
  told: 'all' | 'emptied sets' = 'all',
): readonly Report[] {
  const reports: Report[] = [];
  for (const reference of referencesTo(configuration, id)) {
    if (reference.name === 'resource_ref') {
      const [left, ...emptied] = removeFromSet(configuration, reference);
      if (left !== undefined && told === 'all') reports.push(left);
      reports.push(...emptied);
    } else if (reference.name.startsWith('rsc_')) {
      configuration.remove(reference);
      if (told === 'all') reports.push(note('HWS-CFG-014', `Removing Constraint - ${reference.get('id')}`));
    }
  }
  return reports;
}

/** Takes a reference out of its set; tells that first, then what was left empty by it. */
function removeFromSet(configuration: Configuration, reference: XmlElement): readonly Report[] {
  const set = configuration.parentOf(reference);
  const id = reference.get('id');
  const reports: Report[] = [];
  if (set === null) return reports;
  configuration.remove(reference);
  reports.push(note('HWS-CFG-014', `Removing ${id} from set ${set.get('id')}`));
  if (set.first('resource_ref') !== null) return reports;
  const constraint = configuration.parentOf(set);
  configuration.remove(set);
  reports.push(note('HWS-CFG-014', `Removing set ${set.get('id')}`));
  if (constraint === null || constraint.first('resource_set') !== null) return reports;
  configuration.remove(constraint);
  reports.push(note('HWS-CFG-014', `Removing constraint ${constraint.get('id')}`));
  return reports;
}

/** Takes a fence device out of the fencing levels; levels that are left without devices go. */
export function removeFromLevels(configuration: Configuration, id: string): void {
  for (const level of referencesTo(configuration, id)) {
    if (level.name !== 'fencing-level') continue;
    const devices = (level.get('devices') ?? '').split(',').filter((device) => device !== id);
    if (devices.length > 0) level.set('devices', devices.join(','));
    else configuration.remove(level);
  }
}
