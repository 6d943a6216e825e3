import type { XmlElement } from '../cib/xml/element.ts';
import type { Configuration } from './configuration.ts';

/** Attributes of constraints that name a resource. */
const CONSTRAINT_ATTRIBUTES = ['rsc', 'with-rsc', 'first', 'then'];

/** Elements that name another one by its id: constraints, members of their sets, of tags, permissions, fencing levels. */
export function referencesTo(configuration: Configuration, id: string): readonly XmlElement[] {
  return [...configuration.all()].filter((element) => refersTo(element, id));
}

function refersTo(element: XmlElement, id: string): boolean {
  switch (element.name) {
    case 'rsc_location':
    case 'rsc_colocation':
    case 'rsc_order':
    case 'rsc_ticket':
      return CONSTRAINT_ATTRIBUTES.some((name) => element.get(name) === id);
    case 'resource_ref':
    case 'obj_ref':
    case 'role':
      return element.get('id') === id;
    case 'acl_permission':
      return element.get('reference') === id;
    case 'fencing-level':
      return (element.get('devices') ?? '').split(',').includes(id);
    default:
      return false;
  }
}
