import type { Severity } from '../../result/problem.ts';
import type { Cluster } from '../model/cluster.ts';

/** What can be wrong with a constraint. Codes are stable; docs/reference/problems.md catalogues them. */
export const ConstraintProblem = {
  UnknownResource: 'HWS-CON-001',
  UnknownNode: 'HWS-CON-002',
  NothingToApply: 'HWS-CON-003',
  InvalidRole: 'HWS-CON-004',
  RuleWithInvalidRole: 'HWS-CON-005',
  RuleWithoutScore: 'HWS-CON-006',
  InvalidDiscovery: 'HWS-CON-007',
  InvalidPattern: 'HWS-CON-008',
  PatternMatchesNothing: 'HWS-CON-009',
  MissingReference: 'HWS-CON-010',
  NoSuchInstance: 'HWS-CON-011',
  TagsOnBothSides: 'HWS-CON-012',
  IgnoredAttribute: 'HWS-CON-013',
  InvalidBoolean: 'HWS-CON-014',
  ZeroScore: 'HWS-CON-015',
  InvalidOrderKind: 'HWS-CON-016',
  SymmetricSerialize: 'HWS-CON-017',
  NoInverseAction: 'HWS-CON-018',
  MissingTicket: 'HWS-CON-019',
  InvalidLossPolicy: 'HWS-CON-020',
  LossPolicyNeedsFencing: 'HWS-CON-021',
  Lifetime: 'HWS-CON-022',
  EmptyTag: 'HWS-CON-023',
  OrderWithOwnMember: 'HWS-CON-024',
  OrderWithItself: 'HWS-CON-025',
} as const;
export type ConstraintProblem = (typeof ConstraintProblem)[keyof typeof ConstraintProblem];

/**
 * Notes, once, that a constraint is not as it should be; scheduling goes on as the spec says for the case. Constraints
 * are read one after the other, so what is known of this one is at the end of the list.
 */
export function reportConstraint(
  cluster: Cluster,
  severity: Severity,
  code: ConstraintProblem,
  id: string,
  message: string,
  hint: string,
): void {
  const { problems } = cluster;
  for (let i = problems.length - 1; problems[i]?.id === id; i--) {
    if (problems[i]?.code === code && problems[i]?.message === message) return;
  }
  problems.push({ code, severity, message, hint, id, at: null });
}
