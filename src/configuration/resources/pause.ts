import type { DateTime } from '../../result/date-time.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { nodeNames } from '../nodes.ts';
import { error, type Report } from '../report.ts';
import { untilText } from './preference.ts';
import { findResource } from './resource-tree.ts';
import { missingText } from './switching.ts';

/** A resource that is to be down for a time, everywhere or on one node. */
export interface Pause {
  readonly resource: string;
  readonly node: string | null;
  /** ISO 8601 duration after which it may run again, whatever has become of who asked. */
  readonly lifetime: string;
}

/** Id of the constraint that keeps a resource down for a time. */
export function pauseId(resource: string): string {
  return `cli-restart-${resource}`;
}

/** Keeps a resource down, by a constraint that ends by itself. */
export function pause(
  configuration: Configuration,
  { resource, node, lifetime }: Pause,
  now: DateTime,
): readonly Report[] {
  if (findResource(configuration, resource) === null) {
    return [
      error(
        'HWS-CFG-002',
        missingText(resource, configuration.byId(resource), 'bundle/clone/group/resource'),
      ),
    ];
  }
  if (node !== null && !nodeNames(configuration).includes(node)) {
    return [error('HWS-CFG-021', `Node '${node}' does not appear to exist in configuration`)];
  }
  const end = untilText({ resource, node: node ?? '', isPromoted: false, lifetime }, now, 'restart');
  if (typeof end !== 'string') return end === null ? [] : [end];
  const id = pauseId(resource);
  const place =
    node === null
      ? { id: `${id}-expr`, attribute: '#uname', operation: 'defined' }
      : { id: `${id}-expr`, attribute: '#uname', operation: 'eq', value: node, type: 'string' };
  const old = configuration.byId(id);
  if (old !== null) configuration.remove(old);
  const rule = element('rule', { id: `${id}-rule`, score: '-INFINITY', 'boolean-op': 'and' }, [
    element('expression', place),
    element('date_expression', { id: `${id}-lifetime`, operation: 'lt', end }),
  ]);
  const constraint = element('rsc_location', { id, rsc: resource }, [rule]);
  configuration.insert(configuration.neededSection('constraints', element), constraint);
  return [];
}
