import type { ColocationDefinition } from '../../cib/model/constraint-definition.ts';
import { parseBoolean } from '../../result/boolean.ts';
import type { Cluster } from '../model/cluster.ts';
import { unpackColocationSets } from './colocation-set.ts';
import { addOne, colocationRole, colocationScore } from './colocation-terms.ts';
import { selectInstance } from './instance.ts';
import { ConstraintProblem, reportConstraint } from './problem.ts';
import type { References } from './reference.ts';
import { type Side, setsOf } from './sides.ts';

const SIDES: readonly Side[] = [
  { attribute: 'rsc', role: 'rsc-role' },
  { attribute: 'with-rsc', role: 'with-rsc-role' },
];

/** `<rsc_colocation>`: two resources or sets of them (spec B7). */
export function unpackColocation(references: References, definition: ColocationDefinition): void {
  const { cluster } = references;
  const { attributes } = definition;
  reportIgnoredAttributes(cluster, definition);
  const sets = setsOf(references, definition, SIDES);
  if (sets === null) return;
  if (sets.length > 0) {
    unpackColocationSets(references, definition, sets);
    return;
  }
  const dependentId = attributes.get('rsc') ?? null;
  const primaryId = attributes.get('with-rsc') ?? null;
  if (dependentId !== null && primaryId !== null) {
    unpackPair(references, definition, dependentId, primaryId);
    return;
  }
  reportConstraint(
    cluster,
    'error',
    ConstraintProblem.MissingReference,
    definition.id,
    `Colocation ${definition.id} lacks ${dependentId === null ? 'rsc' : 'with-rsc'}`,
    'Name both resources or use resource sets; it has no effect as it is.',
  );
}

function unpackPair(
  references: References,
  definition: ColocationDefinition,
  dependentId: string,
  primaryId: string,
): void {
  const { cluster } = references;
  const { attributes } = definition;
  const dependent = references.required(dependentId, definition);
  const primary = references.required(primaryId, definition);
  if (dependent === null || primary === null) return;
  const dependentInstance = selectInstance(cluster, definition, dependent, 'rsc-instance');
  const primaryInstance = selectInstance(cluster, definition, primary, 'with-rsc-instance');
  if (dependentInstance === null || primaryInstance === null) return;
  addOne(cluster, definition, {
    id: definition.id,
    dependent: dependentInstance,
    primary: primaryInstance,
    score: colocationScore(definition),
    dependentRole: colocationRole(cluster, definition, attributes.get('rsc-role') ?? null),
    primaryRole: colocationRole(cluster, definition, attributes.get('with-rsc-role') ?? null),
    nodeAttribute: attributes.get('node-attribute') ?? null,
  });
}

function reportIgnoredAttributes(cluster: Cluster, definition: ColocationDefinition): void {
  if (definition.attributes.has('symmetrical')) {
    reportConstraint(
      cluster,
      'warning',
      ConstraintProblem.IgnoredAttribute,
      definition.id,
      `Colocation ${definition.id} has the attribute symmetrical, which has no effect`,
      'Remove it; write two constraints if each resource shall follow the other.',
    );
  }
  const influence = definition.attributes.get('influence');
  if (influence !== undefined && parseBoolean(influence) === null) {
    reportConstraint(
      cluster,
      'error',
      ConstraintProblem.InvalidBoolean,
      definition.id,
      `influence "${influence}" of colocation ${definition.id} is neither true nor false`,
      "Use true or false; the dependent's meta attribute critical decides as it is.",
    );
  }
}
