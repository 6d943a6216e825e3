import type { XmlElement } from '../../cib/xml/element.ts';
import { readAttribute, setAttribute } from '../cib/node-attribute.ts';
import { isOptionOn } from '../cib/property.ts';
import type { OperationOrder } from '../model/operation.ts';

/** Tasks whose failures count although they run once (spec A5.12, C5.1). */
const COUNTED: ReadonlySet<string> = new Set(['start', 'stop', 'promote', 'demote']);

/** Name of a resource in failure attributes: without instance number for anonymous instances (spec A5.12.1). */
function countedName(order: OperationOrder): string {
  const { id } = order.resource;
  return order.parameters.CRM_meta_globally_unique === 'false' ? id.replace(/:\d+$/, '') : id;
}

/**
 * Counts a failed operation: a failed start that is fatal and a failed stop for ever, others one by one; probes and
 * notifications do not count, nor does what is configured to be ignored.
 */
export function countFailure(root: XmlElement, order: OperationOrder, time: number): boolean {
  if (order.intervalMs === 0 && !COUNTED.has(order.task)) return false;
  if (order.parameters.CRM_meta_on_fail === 'ignore') return false;
  const node = { id: order.nodeId, name: order.node };
  const operation = `${countedName(order)}#${order.task}_${order.intervalMs}`;
  const name = `fail-count-${operation}`;
  const before = readAttribute(root, node, name, 'transient');
  const value = before === 'INFINITY' || isFatal(root, order) ? 'INFINITY' : 'value++';
  setAttribute(root, node, name, value, 'transient');
  setAttribute(root, node, `last-failure-${operation}`, String(time), 'transient');
  return true;
}

function isFatal(root: XmlElement, order: OperationOrder): boolean {
  if (order.task === 'stop') return true;
  if (order.task !== 'start') return false;
  return isOptionOn(root, 'start-failure-is-fatal');
}
