import type { XmlElement } from '../xml/element.ts';
import { type Findings, nameOf } from './findings.ts';

/** Elements without which an entry of the status section is not looked at (spec A4.2.1, A5.1). */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  node_state: ['id', 'uname'],
  lrm_resource: ['id'],
  ticket_state: ['id'],
};

/** Warns of entries of the status section that will be ignored; there is no schema for it. */
export function checkStatus(status: XmlElement, findings: Findings): void {
  for (const child of status.elements()) {
    for (const attribute of REQUIRED[child.name] ?? []) {
      if (child.get(attribute) !== null) continue;
      const message = `${nameOf(child)} lacks the attribute "${attribute}" and is ignored`;
      findings.warning('HWS-CIB-034', child, message, 'Let the cluster write the status section.');
    }
    if (child.name !== 'lrm_resource') checkStatus(child, findings);
  }
}
