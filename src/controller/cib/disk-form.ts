import { writeXml } from '../../cib/write.ts';
import { XmlElement } from '../../cib/xml/element.ts';
import type { Descent } from '../model/standing.ts';
import { configurationName } from './version.ts';

/** What others write and read leaves a processing instruction alone, unlike an attribute that no schema knows. */
const DESCENT = /^<\?hawser vouched="(\d+)" foundation="(\d+)" lineage="(\d+)"\?>/;

/** A configuration as it is kept on disk: with its descent, and without the status of a running cluster but its tickets. */
export function diskForm(cib: XmlElement, { vouched, foundation, lineage }: Descent): string {
  const root = new XmlElement('cib', cib.attributes.slice());
  for (const volatile of ['have-quorum', 'dc-uuid', 'no-quorum-panic']) root.unset(volatile);
  root.set('num_updates', '0');
  const configuration = cib.first('configuration');
  const tickets = ticketsOf(cib);
  root.children.push(configuration ?? new XmlElement('configuration'));
  root.children.push(new XmlElement('status', [], tickets === null ? [] : [tickets]));
  const head = `<?hawser vouched="${vouched}" foundation="${foundation}" lineage="${lineage}"?>`;
  return `${head}\n${writeXml(root)}`;
}

/** The tickets of a CIB: of its status, and yet not of a running cluster. */
export function ticketsOf(cib: XmlElement): XmlElement | null {
  return cib.first('status')?.first('tickets') ?? null;
}

/** The descent of a configuration on disk; one that tells of none is older than all that do. */
export function descentOf(text: string | null): Descent {
  const found = DESCENT.exec(text ?? '');
  return {
    vouched: Number(found?.[1] ?? 0),
    foundation: Number(found?.[2] ?? 0),
    lineage: Number(found?.[3] ?? 0),
  };
}

/** Names what is on disk: it is written anew when this has changed. Tickets are counted in the version. */
export function diskName(cib: XmlElement, { vouched, lineage }: Descent): string {
  return `${vouched}.${lineage}/${configurationName(cib)}`;
}
