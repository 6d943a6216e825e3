import type { XmlElement } from '../xml/element.ts';
import { type Findings, nameOf } from './findings.ts';
import { grammarOf } from './grammar.ts';

/** What the kind of thing a reference must lead to is called, by attribute; others may lead anywhere. */
const RESOURCE_REFERENCES: ReadonlySet<string> = new Set(['rsc', 'with-rsc', 'first', 'then']);
const RESOURCES: ReadonlySet<string> = new Set(['primitive', 'group', 'clone', 'master', 'bundle']);

interface Reference {
  readonly from: XmlElement;
  readonly attribute: string;
  readonly to: string;
}

/** Collects all ids and references of the configuration, and finds duplicates. */
class Collector {
  readonly ids = new Map<string, XmlElement>();
  readonly references: Reference[] = [];
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  visit(element: XmlElement): void {
    const types = grammarOf(element.name)?.attributes;
    for (const [attribute, type] of Object.entries(types ?? {})) {
      if (type !== 'id' && type !== 'reference') continue;
      const value = element.get(attribute)?.trim();
      if (value === undefined || value === '') continue;
      if (type === 'reference') this.references.push({ from: element, attribute, to: value });
      else this.#declare(element, value);
    }
    for (const child of element.children) if (child.kind === 'element') this.visit(child);
  }

  #declare(element: XmlElement, id: string): void {
    const earlier = this.ids.get(id);
    if (earlier === undefined) {
      this.ids.set(id, element);
      return;
    }
    const message = `the id "${id}" of a <${element.name}> already belongs to a <${earlier.name}>`;
    this.#findings.violation('HWS-CIB-017', element, message, 'Give one of them another id.');
  }
}

/** Whether a constraint can make use of what it refers to (spec B5.1). */
function isConstrainable(target: XmlElement): boolean {
  return RESOURCES.has(target.name) || target.name === 'template' || target.name === 'tag';
}

function checkTarget(reference: Reference, target: XmlElement, findings: Findings): void {
  const { from, attribute, to } = reference;
  const isConstraint = RESOURCE_REFERENCES.has(attribute) || from.name === 'resource_ref';
  if (isConstraint && !isConstrainable(target)) {
    const message = `${nameOf(from)} refers to "${to}", which is a <${target.name}> and no resource`;
    findings.warning('HWS-CIB-031', from, message, 'Refer to a resource, a template or a tag.');
  } else if (attribute === 'template' && target.name !== 'template') {
    const message = `${nameOf(from)} names the template "${to}", which is a <${target.name}>: it is ignored`;
    findings.warning('HWS-CIB-031', from, message, 'Name a template.');
  } else if (attribute === 'id-ref' && target.name !== from.name) {
    const message = `<${from.name} id-ref="${to}"> refers to a <${target.name}>: it has no effect`;
    findings.warning('HWS-CIB-031', from, message, `Refer to a <${from.name}>.`);
  }
}

/** Checks that ids are unique and references lead somewhere (spec A3.1.1, A3.5.1, B5.1). */
export function checkReferences(configuration: XmlElement, findings: Findings): void {
  const collector = new Collector(findings);
  collector.visit(configuration);
  for (const reference of collector.references) {
    const target = collector.ids.get(reference.to);
    if (target !== undefined) {
      checkTarget(reference, target, findings);
      continue;
    }
    const { from, attribute, to } = reference;
    const what = from.name === 'resource_ref' ? '<resource_ref>' : nameOf(from);
    const message = `${what} refers to "${to}" (${attribute}), which does not exist`;
    findings.violation('HWS-CIB-018', from, message, 'Correct the id, or remove the reference.');
  }
  for (const element of configuration.first('tags')?.elements('tag') ?? []) {
    for (const reference of element.elements('obj_ref')) {
      const id = reference.get('id');
      if (id === null || collector.ids.has(id)) continue;
      const message = `tag "${element.get('id') ?? ''}" lists "${id}", which does not exist`;
      findings.warning('HWS-CIB-031', reference, message, 'Correct the id, or remove the reference.');
    }
  }
}
