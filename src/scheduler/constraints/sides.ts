import type { ConstraintDefinition, ResourceSet } from '../../cib/model/constraint-definition.ts';
import { ConstraintProblem, reportConstraint } from './problem.ts';
import type { References } from './reference.ts';

/** One side of a constraint: the attribute that names the resource, and those that say more of that side. */
export interface Side {
  readonly attribute: string;
  readonly role?: string;
  readonly action?: string;
}

/**
 * The sets a constraint goes by. None: it names resources without sets. `null`: it names something that does not exist
 * and is void, which has been reported. A tag or template in place of a resource becomes a set of what it stands for,
 * in which nothing depends on each other, and the other side a set of its own (spec B5.6, B7.4, C4.4).
 */
export function setsOf(
  references: References,
  definition: ConstraintDefinition,
  sides: readonly Side[],
): readonly ResourceSet[] | null {
  const { sets, attributes } = definition;
  const expanded = references.expand(sets);
  if (expanded !== sets || sides.some((side) => !attributes.has(side.attribute))) return expanded;

  let lists = 0;
  for (const { attribute } of sides) {
    const id = attributes.get(attribute) as string;
    if (references.listed(id) !== null) lists++;
    else if (references.required(id, definition) === null) return null;
  }
  if (lists === 0) return sets;
  if (lists > 1 && definition.kind === 'colocation') {
    reportConstraint(
      references.cluster,
      'error',
      ConstraintProblem.TagsOnBothSides,
      definition.id,
      `Colocation ${definition.id} names a tag or template on both sides`,
      'Use resource sets instead; it has no effect as it is.',
    );
    return null;
  }
  return [...sets, ...sides.map((side) => setOf(references, definition, side))];
}

function setOf(references: References, definition: ConstraintDefinition, side: Side): ResourceSet {
  const { attributes } = definition;
  const id = attributes.get(side.attribute) as string;
  const listed = references.listed(id);
  return {
    id,
    sequential: listed === null ? null : 'false',
    requireAll: null,
    ordering: null,
    action: side.action === undefined ? null : (attributes.get(side.action) ?? null),
    role: side.role === undefined ? null : (attributes.get(side.role) ?? null),
    score: null,
    kind: null,
    symmetrical: null,
    resources: listed ?? [id],
  };
}
