import type { Configuration } from '../configuration.ts';
import { type Pairs, updatePairs } from '../nvpairs.ts';
import { lone, loneForceable, type Report } from '../report.ts';
import { otherSort, type ResourceSort } from './messages.ts';
import { findResource } from './resource-tree.ts';

/** Meta attributes that make a resource a guest node. */
const GUEST_NODE = 'remote-node';

/** Sets meta attributes of a resource, group or clone; the empty value removes. */
export function updateMeta(
  configuration: Configuration,
  id: string,
  pairs: Pairs,
  sort: ResourceSort,
): readonly Report[] {
  const resource = findResource(configuration, id);
  if (resource === null || resource.name === 'bundle') {
    return [lone('HWS-CFG-002', `unable to find a resource/clone/group: ${id}`)];
  }
  const reports: Report[] = [];
  const other = otherSort([resource], sort, 'meta');
  if (other !== null) reports.push(other);
  reports.push(...guestNodeReports(resource.name === 'primitive' ? pairs : new Map()));
  updatePairs(configuration, resource, 'meta_attributes', pairs);
  return reports;
}

/** Making a guest node takes more than its meta attribute. */
export function guestNodeReports(pairs: Pairs): readonly Report[] {
  const value = pairs.get(GUEST_NODE);
  if (value === undefined) return [];
  const [what, command] =
    value === '' ? ['removing a guest node', 'remove-guest'] : ['creating a guest node', 'add-guest'];
  const message = `this command is not sufficient for ${what}, use 'pcs cluster node ${command}'`;
  return [{ ...loneForceable('HWS-CFG-017', message), isAlone: false }];
}
