import { XmlElement, type XmlNode } from '../xml/element.ts';

/** Template elements by id, and the members they got so far (spec A3.5). */
export class TemplateTable {
  readonly #elements = new Map<string, XmlElement>();
  readonly members = new Map<string, string[]>();

  constructor(resources: XmlElement | undefined) {
    if (resources === undefined) return;
    for (const element of resources.elements('template')) {
      const id = element.get('id');
      if (id === null || this.#elements.has(id)) continue;
      this.#elements.set(id, element);
      this.members.set(id, []);
    }
  }

  /**
   * The effective element of a primitive: itself, or its template with the primitive's id and children laid over it.
   * `null` when the template does not exist or is named like the primitive (spec A3.5.1).
   */
  expand(primitive: XmlElement): XmlElement | null {
    const reference = primitive.get('template');
    if (reference === null) return primitive;
    const id = primitive.get('id');
    const template = this.#elements.get(reference);
    if (template === undefined || id === null || id === reference) return null;
    this.members.get(reference)?.push(id);
    return merge(primitive, id, template);
  }
}

function merge(primitive: XmlElement, id: string, template: XmlElement): XmlElement {
  const effective = new XmlElement(primitive.name, [...template.attributes], [], primitive.offset);
  effective.set('id', id);
  const templateOperations = template.first('operations');
  const ownOperations = primitive.first('operations');
  const hasBoth = templateOperations !== null && ownOperations !== null;
  for (const child of template.children) {
    if (!hasBoth || child !== templateOperations) effective.children.push(child);
  }
  for (const child of primitive.children) {
    const isOverlaid = hasBoth && child === ownOperations;
    effective.children.push(isOverlaid ? mergeOperations(ownOperations, templateOperations) : child);
  }
  return effective;
}

/** The primitive's operations followed by those of the template it does not have itself (spec A3.5.4). */
function mergeOperations(own: XmlElement, template: XmlElement): XmlElement {
  const taken = new Set<string>();
  for (const operation of own.elements('op')) taken.add(operationKey(operation));
  const children: XmlNode[] = [...own.children];
  for (const operation of template.elements('op')) {
    if (!taken.has(operationKey(operation))) children.push(operation);
  }
  return new XmlElement('operations', own.attributes, children, own.offset);
}

/** Name and role of an operation; the interval does not count, and the ordinary roles are one. */
function operationKey(operation: XmlElement): string {
  const role = operation.get('role');
  const isOrdinary = role === null || role === 'Started' || role === 'Unpromoted' || role === 'Slave';
  return `${operation.get('name') ?? ''}-${isOrdinary ? 'Started' : role}`;
}
