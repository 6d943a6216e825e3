import type { XmlElement } from '../xml/element.ts';

export type SectionName =
  | 'crm_config'
  | 'nodes'
  | 'resources'
  | 'constraints'
  | 'rsc_defaults'
  | 'op_defaults'
  | 'tags'
  | 'status';

const NAMES: ReadonlySet<string> = new Set<SectionName>([
  'crm_config',
  'nodes',
  'resources',
  'constraints',
  'rsc_defaults',
  'op_defaults',
  'tags',
  'status',
]);

/** First element of each section's name anywhere in the document, in document order (spec A1.1). */
export function findSections(root: XmlElement): ReadonlyMap<SectionName, XmlElement> {
  const found = new Map<SectionName, XmlElement>();
  collect(root, found);
  return found;
}

function collect(element: XmlElement, found: Map<SectionName, XmlElement>): void {
  const name = element.name;
  if (NAMES.has(name) && !found.has(name as SectionName)) found.set(name as SectionName, element);
  // Operation history is most of a large document and holds no sections.
  if (name === 'lrm') return;
  for (const child of element.children) if (child.kind === 'element') collect(child, found);
}
