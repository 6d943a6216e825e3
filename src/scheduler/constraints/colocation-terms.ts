import type { ColocationDefinition } from '../../cib/model/constraint-definition.ts';
import { parseBoolean } from '../../result/boolean.ts';
import { parseScore } from '../../result/score-text.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Resource } from '../model/resource.ts';
import { parseRole, Role } from '../model/role.ts';
import { addColocation } from './colocation.ts';
import { ConstraintProblem, reportConstraint } from './problem.ts';

/** A pair the operator asked for, before its influence is known. */
export interface ColocationTerms {
  /** Id of the constraint, or of the set for a pair within one. */
  readonly id: string;
  readonly dependent: Resource;
  readonly primary: Resource;
  readonly score: number;
  readonly dependentRole: Role;
  readonly primaryRole: Role;
  readonly nodeAttribute: string | null;
}

/** Registers a pair; one with score 0 means nothing and is left out (spec B7.1, B7.5). */
export function addOne(cluster: Cluster, definition: ColocationDefinition, terms: ColocationTerms): void {
  if (terms.score === 0) {
    reportConstraint(
      cluster,
      'warning',
      ConstraintProblem.ZeroScore,
      definition.id,
      `Colocation ${definition.id} has score 0`,
      'Give it a score other than 0 or remove it; it has no effect as it is.',
    );
    return;
  }
  const influence = parseBoolean(definition.attributes.get('influence') ?? '');
  addColocation(cluster, {
    ...terms,
    influence: influence ?? terms.dependent.isCritical,
    isInternal: false,
  });
}

/** The constraint's own score (spec B7.1, B7.4). */
export function colocationScore(definition: ColocationDefinition): number {
  return parseScore(definition.attributes.get('score') ?? null);
}

/** Started and no role at all mean any role (spec B7.2). */
export function colocationRole(
  cluster: Cluster,
  definition: ColocationDefinition,
  text: string | null,
): Role {
  if (text === null) return Role.Unknown;
  const role = parseRole(text);
  if (role === null) {
    reportConstraint(
      cluster,
      'error',
      ConstraintProblem.InvalidRole,
      definition.id,
      `Role "${text}" of colocation ${definition.id} is not a role`,
      'Use Stopped, Started, Unpromoted or Promoted; the colocation holds for every role as it is.',
    );
    return Role.Unknown;
  }
  return role === Role.Started ? Role.Unknown : role;
}
