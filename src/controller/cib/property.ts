import type { XmlElement } from '../../cib/xml/element.ts';
import { isTrue } from '../../result/boolean.ts';
import { parseIntervalMs } from '../../result/interval.ts';

const START_UP_MS = 20_000;

/**
 * Value of a cluster option that the controller itself needs; the set `cib-bootstrap-options` wins, rules are not
 * looked at. `null` when it is not set.
 */
export function clusterProperty(root: XmlElement, name: string): string | null {
  let found: string | null = null;
  for (const set of root.first('configuration')?.first('crm_config')?.elements('cluster_property_set') ??
    []) {
    for (const pair of set.elements('nvpair')) {
      if (pair.get('name') !== name) continue;
      const value = pair.get('value');
      if (value === null) continue;
      if (set.get('id') === 'cib-bootstrap-options') return value;
      found ??= value;
    }
  }
  return found;
}

/** Whether a cluster option that holds unless it is turned off does. */
export function isOptionOn(root: XmlElement, name: string): boolean {
  return isTrue(clusterProperty(root, name) ?? 'true');
}

/** A cluster option that is a time, in ms. */
export function propertyMs(root: XmlElement, name: string, fallbackMs: number): number {
  const text = clusterProperty(root, name);
  return text === null ? fallbackMs : parseIntervalMs(text);
}

/** Time for daemons that have not been seen to come (`dc-deadtime`), ms. */
export function startUpMs(root: XmlElement): number {
  return propertyMs(root, 'dc-deadtime', START_UP_MS);
}
