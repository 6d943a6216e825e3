import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import type { Report } from '../report.ts';
import { constraintById } from './constraint-list.ts';
import { findRule, removeRule } from './location-rule.ts';

/** Whether an id is that of a constraint or of a rule. */
export function isConstraintOrRule(configuration: Configuration, id: string): boolean {
  return constraintById(configuration, id) !== null || findRule(configuration, id) !== null;
}

/** Takes away constraints and rules of these ids; others are passed over. */
export function removeConstraints(configuration: Configuration, ids: readonly string[]): readonly Report[] {
  for (const id of ids) {
    const constraint = constraintById(configuration, id);
    if (constraint !== null) configuration.remove(constraint);
    else if (findRule(configuration, id) !== null) removeRule(configuration, id);
  }
  return [];
}

/** Attributes of constraints that name a resource. */
const REFERENCES = ['rsc', 'with-rsc', 'first', 'then'];

/** Whether a constraint names a resource directly. */
export function names(constraint: XmlElement, resource: string): boolean {
  return REFERENCES.some((attribute) => constraint.get(attribute) === resource);
}
