import type { XmlElement } from '../../cib/xml/element.ts';

/** Primitives that may be active once at most in the cluster: those in no clone and no bundle, fence devices excepted. */
export function exclusiveResources(cib: XmlElement): Set<string> {
  const found = new Set<string>();
  const resources = cib.first('configuration')?.first('resources');
  if (resources == null) return found;
  const collect = (parent: XmlElement) => {
    for (const element of parent.elements()) {
      if (element.name === 'group') collect(element);
      const id = element.get('id');
      if (element.name === 'primitive' && id !== null && element.get('class') !== 'stonith') found.add(id);
    }
  };
  collect(resources);
  return found;
}

/** Value of a cluster property. */
export function clusterProperty(cib: XmlElement, name: string): string | null {
  const config = cib.first('configuration')?.first('crm_config');
  for (const set of config?.elements('cluster_property_set') ?? []) {
    for (const pair of set.elements('nvpair')) if (pair.get('name') === name) return pair.get('value');
  }
  return null;
}

const MARK = 'world-mark-';

/** Name of the cluster property, or of the ticket, that a change is recognised by. */
export function markName(mark: string): string {
  return `${MARK}${mark}`;
}

/** Marks that a configuration and its tickets hold. */
export function marksOf(cib: XmlElement): Set<string> {
  const marks = new Set<string>();
  const config = cib.first('configuration')?.first('crm_config');
  for (const set of config?.elements('cluster_property_set') ?? []) {
    for (const pair of set.elements('nvpair')) {
      const name = pair.get('name');
      if (name?.startsWith(MARK)) marks.add(name.slice(MARK.length));
    }
  }
  for (const ticket of cib.first('status')?.first('tickets')?.elements('ticket_state') ?? []) {
    const id = ticket.get('id');
    if (id?.startsWith(MARK)) marks.add(id.slice(MARK.length));
  }
  return marks;
}
