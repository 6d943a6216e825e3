import type { XmlElement } from '../../cib/xml/element.ts';
import { findNode, readAttribute } from '../../controller/cib/node-attribute.ts';
import { isTrue } from '../../result/boolean.ts';

/** Whether an operator has put a node into maintenance: what runs there is left alone. */
export function isInMaintenance(cib: XmlElement, node: string): boolean {
  const found = findNode(cib, node);
  return found !== null && isTrue(readAttribute(cib, found, 'maintenance', 'permanent') ?? 'false');
}
