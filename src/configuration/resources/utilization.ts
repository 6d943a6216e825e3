import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { type Pairs, updatePairs } from '../nvpairs.ts';
import { lone, type Report } from '../report.ts';
import { allResources, findResource, idOf } from './resource-tree.ts';
import { pairText } from './text/resource-lines.ts';

/** A primitive by its id: only those take room on nodes. */
export function findPrimitive(configuration: Configuration, id: string): XmlElement | null {
  const found = findResource(configuration, id);
  return found?.name === 'primitive' ? found : null;
}

/** Sets how much room a resource takes; the empty value takes one out. */
export function setUtilization(configuration: Configuration, id: string, pairs: Pairs): readonly Report[] {
  const primitive = findPrimitive(configuration, id);
  if (primitive === null) return [lone('HWS-CFG-002', `Unable to find a resource: ${id}`)];
  const wrong = [...pairs].find(([, value]) => value !== '' && !/^-?\d+$/.test(value));
  if (wrong !== undefined) {
    const message = `Value of utilization attribute must be integer: '${wrong.join('=')}'`;
    return [lone('HWS-CFG-130', message)];
  }
  updatePairs(configuration, primitive, 'utilization', pairs);
  return [];
}

/** What resources take, all or one. */
export function utilizationLines(configuration: Configuration, id: string | null): readonly string[] {
  return allResources(configuration)
    .filter((one) => one.name === 'primitive' && (id === null || idOf(one) === id))
    .flatMap((one) => {
      const pairs = [...one.elements('utilization')].flatMap((set) =>
        [...set.elements('nvpair')].map((pair) => pairText(pair.get('name') ?? '', pair.get('value') ?? '')),
      );
      return pairs.length === 0 ? [] : [` ${idOf(one)}: ${pairs.sort().join(' ')}`];
    });
}
