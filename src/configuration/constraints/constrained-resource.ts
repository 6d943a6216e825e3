import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { lone, loneForceable, type Report } from '../report.ts';
import { findResource, idOf, isWrapper, outerOf } from '../resources/resource-tree.ts';

/** The clone or bundle that a resource is inside of, at any depth; `null` when there is none. */
function wrapperOf(configuration: Configuration, resource: XmlElement): XmlElement | null {
  for (let outer = outerOf(configuration, resource); outer !== null; outer = outerOf(configuration, outer)) {
    if (isWrapper(outer)) return outer;
  }
  return null;
}

/** Why a constraint should not name a resource: its instances are what is placed. `null` when it may. */
function wrapperText(configuration: Configuration, id: string, resource: XmlElement): string | null {
  const wrapper = wrapperOf(configuration, resource);
  if (wrapper === null) return null;
  const kind = wrapper.name === 'bundle' ? 'bundle' : 'clone';
  return `${id} is a ${kind} resource, you should use the ${kind} id: ${idOf(wrapper)} when adding constraints`;
}

/** What speaks against a constraint on one resource; insisting overrules silently that it is inside of a clone. */
export function checkConstrained(
  configuration: Configuration,
  id: string,
  isForced: boolean,
): readonly Report[] {
  const resource = findResource(configuration, id);
  if (resource === null) return [lone('HWS-CFG-002', `Resource '${id}' does not exist`)];
  const text = wrapperText(configuration, id, resource);
  if (text === null || isForced) return [];
  return [lone('HWS-CFG-100', `${text}. Use --force to override.`)];
}

/** What speaks against a resource in a set or behind a ticket. */
export function checkSetMember(configuration: Configuration, id: string): readonly Report[] {
  const resource = findResource(configuration, id);
  if (resource === null) return [lone('HWS-CFG-002', `bundle/clone/group/resource '${id}' does not exist`)];
  const text = wrapperText(configuration, id, resource);
  return text === null ? [] : [loneForceable('HWS-CFG-100', text)];
}
