import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { checkId } from '../ids.ts';
import { type Pairs, sortedPairs, updatePairs } from '../nvpairs.ts';
import { referencesTo } from '../references.ts';
import { lone, loneForceable, type Report } from '../report.ts';
import { otherSort } from './messages.ts';
import { removeReferences } from './remove.ts';
import { findResource, idOf, isClone, isStonith, membersOf, outerOf } from './resource-tree.ts';

/** A clone that is wanted. */
export interface WantedClone {
  readonly resource: string;
  /** Id of the clone; `null` leaves it to the id of the resource. */
  readonly id: string | null;
  readonly meta: Pairs;
  /** Agents of this resource that cannot be promoted, when that is wanted: `CLASS:PROVIDER:TYPE` by id of the resource. */
  readonly unpromotable: ReadonlyMap<string, string>;
}

/** Has a resource or group run on several nodes. Constraints that name it name the clone from then on; sets of resources and tickets keep it. */
export function cloneResource(configuration: Configuration, wanted: WantedClone): readonly Report[] {
  const { resource: id, meta } = wanted;
  const resource = findResource(configuration, id);
  if (resource === null || !['primitive', 'group'].includes(resource.name)) {
    return [lone('HWS-CFG-002', `unable to find group or resource: ${id}`)];
  }
  const outer = outerOf(configuration, resource);
  if (outer?.name === 'bundle') return [lone('HWS-CFG-004', `cannot clone bundle resource`)];
  if (resource.name === 'group' && isClone(outer)) {
    return [lone('HWS-CFG-004', 'cannot clone a group that has already been cloned')];
  }
  const outermost = outer === null ? null : (outerOf(configuration, outer) ?? outer);
  if (resource.name === 'primitive' && isClone(outermost)) {
    return [lone('HWS-CFG-004', `${id} is already a clone resource`)];
  }
  const reports: Report[] = [];
  const other = otherSort([resource], 'resource', null);
  if (other !== null) reports.push(other);
  const problem = cloneProblem(configuration, wanted, resource);
  if (problem !== null) return [...reports, problem];
  const clone = element('clone', { id: wanted.id ?? configuration.freeId(`${id}-clone`) });
  wrap(configuration, resource, outer, clone);
  if (meta.size > 0) updatePairs(configuration, clone, 'meta_attributes', sortedPairs(meta));
  renameInConstraints(configuration, id, idOf(clone));
  return reports;
}

function cloneProblem(
  configuration: Configuration,
  { id, unpromotable }: WantedClone,
  resource: XmlElement,
): Report | null {
  if (id !== null && checkId(id, 'id').length > 0) return lone('HWS-CFG-003', `invalid id '${id}'`);
  if (id !== null && configuration.isIdTaken(id)) return lone('HWS-CFG-001', `id '${id}' already exists`);
  if (isStonith(resource)) {
    const message =
      `No need to clone stonith resource '${idOf(resource)}', any node can use a stonith resource (unless specifically banned) ` +
      'regardless of whether the stonith resource is running on that node or not';
    return loneForceable('HWS-CFG-004', message);
  }
  for (const one of resource.name === 'group' ? membersOf(resource) : [resource]) {
    const agent = unpromotable.get(idOf(one));
    if (agent === undefined) continue;
    return loneForceable('HWS-CFG-018', unpromotableText(agent, idOf(one)));
  }
  return null;
}

/** Why a clone cannot be promotable. */
export function unpromotableText(agent: string, resourceId: string | null): string {
  const of = resourceId === null ? '' : ` of resource '${resourceId}'`;
  return `Clone option 'promotable' is not compatible with '${agent}' resource agent${of}`;
}

/** Puts a resource into a clone that stands where it stood; a member of a group leaves it. */
function wrap(
  configuration: Configuration,
  resource: XmlElement,
  outer: XmlElement | null,
  clone: XmlElement,
): void {
  const parent = configuration.parentOf(outer ?? resource);
  if (parent === null) throw new Error('a resource that stands nowhere was found');
  const isEmptied = outer !== null && membersOf(outer).length === 1;
  configuration.remove(resource);
  configuration.insert(parent, clone);
  configuration.insert(clone, resource);
  if (outer === null || !isEmptied) return;
  configuration.remove(outer);
  removeReferences(configuration, idOf(outer));
}

const RENAMED_IN: ReadonlySet<string> = new Set(['rsc_location', 'rsc_colocation', 'rsc_order']);
const CONSTRAINT_ATTRIBUTES = ['rsc', 'with-rsc', 'first', 'then'];

function renameInConstraints(configuration: Configuration, from: string, to: string): void {
  for (const reference of referencesTo(configuration, from)) {
    if (!RENAMED_IN.has(reference.name)) continue;
    for (const name of CONSTRAINT_ATTRIBUTES) if (reference.get(name) === from) reference.set(name, to);
  }
}

/** Has a cloned resource or group run once again. The clone's constraints go with it. */
export function uncloneResource(configuration: Configuration, id: string): readonly Report[] {
  const resource = findResource(configuration, id);
  if (resource === null || resource.name === 'bundle') {
    return [lone('HWS-CFG-002', `could not find resource: ${id}`)];
  }
  const clone = isClone(resource) ? resource : cloneAround(configuration, resource);
  if (clone === null) return [lone('HWS-CFG-004', `'${id}' is not a clone resource`)];
  const parent = configuration.parentOf(clone);
  const [inner] = membersOf(clone);
  if (parent === null || inner === undefined) return [lone('HWS-CFG-004', `'${id}' is not a clone resource`)];
  const reports: Report[] = [];
  const leaving = resource.name === 'primitive' && inner.name === 'group' ? resource : inner;
  configuration.remove(leaving);
  configuration.insert(parent, leaving);
  if (leaving !== inner && membersOf(inner).length > 0) return reports;
  configuration.remove(clone);
  reports.push(...removeReferences(configuration, idOf(clone), 'emptied sets'));
  if (leaving !== inner) removeReferences(configuration, idOf(inner));
  return reports;
}

function cloneAround(configuration: Configuration, resource: XmlElement): XmlElement | null {
  const outer = outerOf(configuration, resource);
  const outermost = outer === null ? null : (outerOf(configuration, outer) ?? outer);
  return isClone(outermost) ? outermost : null;
}
