import type { ConstraintDefinition, ResourceSet } from '../model/constraint-definition.ts';
import type { Rule } from '../model/rule.ts';
import { AttributeMap } from '../xml/attribute-map.ts';
import type { XmlElement } from '../xml/element.ts';
import type { ReferenceIndex } from './reference-index.ts';
import { readRules } from './rules.ts';

const NO_RULES: readonly Rule[] = [];

function readResourceSet(element: XmlElement): ResourceSet {
  const resources: string[] = [];
  for (const reference of element.elements('resource_ref')) {
    const id = reference.get('id');
    if (id !== null) resources.push(id);
  }
  return {
    id: element.get('id'),
    sequential: element.get('sequential'),
    requireAll: element.get('require-all'),
    ordering: element.get('ordering'),
    action: element.get('action'),
    role: element.get('role'),
    score: element.get('score'),
    kind: element.get('kind'),
    symmetrical: element.get('symmetrical'),
    resources,
  };
}

function readResourceSets(constraint: XmlElement, references: ReferenceIndex): readonly ResourceSet[] {
  const sets: ResourceSet[] = [];
  for (const element of constraint.elements('resource_set')) {
    const source = references.follow(element);
    if (source !== null) sets.push(readResourceSet(source));
  }
  return sets;
}

function readConstraint(element: XmlElement, references: ReferenceIndex): ConstraintDefinition | null {
  const id = element.get('id');
  if (id === null) return null;
  const lifetime = element.first('lifetime');
  const base = {
    id,
    attributes: new AttributeMap(element),
    sets: readResourceSets(element, references),
    lifetime: lifetime === null ? NO_RULES : readRules(lifetime, references),
  };
  switch (element.name) {
    case 'rsc_location':
      return { kind: 'location', ...base, rules: readRules(element, references) };
    case 'rsc_colocation':
      return { kind: 'colocation', ...base };
    case 'rsc_order':
      return { kind: 'order', ...base };
    case 'rsc_ticket':
      return { kind: 'ticket', ...base };
    default:
      return null;
  }
}

/** Constraints in document order; those without id or of an unknown kind are left out (spec B1.13). */
export function readConstraints(
  section: XmlElement | undefined,
  references: ReferenceIndex,
): readonly ConstraintDefinition[] {
  const constraints: ConstraintDefinition[] = [];
  if (section === undefined) return constraints;
  for (const element of section.elements()) {
    const constraint = readConstraint(element, references);
    if (constraint !== null) constraints.push(constraint);
  }
  return constraints;
}
