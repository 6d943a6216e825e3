import type { XmlElement } from '../../cib/xml/element.ts';
import { deprecation, type Report } from '../report.ts';
import { isStonith } from './resource-tree.ts';

/** What a group of commands is for; the other kind is accepted with a hint. */
export type ResourceSort = 'resource' | 'stonith';

/** A command for resources was given a fence device. */
export function stonithAccepted(): Report {
  return deprecation(
    'HWS-CFG-011',
    'Ability of this command to accept stonith resource is deprecated and will be removed in a future release.',
  );
}

/**
 * A command of one group was given what belongs to the other: names the command to use, when there is one. `null` when
 * all are of the right sort.
 */
export function otherSort(
  resources: readonly XmlElement[],
  sort: ResourceSort,
  instead: string | null,
): Report | null {
  const isOther = resources.some((one) => isStonith(one) === (sort === 'resource'));
  if (!isOther) return null;
  const what = sort === 'resource' ? 'stonith resources' : 'resources';
  const other = sort === 'resource' ? 'stonith' : 'resource';
  const hint = instead === null ? '' : ` Please use 'pcs ${other} ${instead}' instead.`;
  return deprecation(
    'HWS-CFG-011',
    `Ability of this command to accept ${what} is deprecated and will be removed in a future release.${hint}`,
  );
}
