import type { Rule } from '../../cib/model/rule.ts';
import { expandSubmatches } from '../../cib/rules/attribute-expression.ts';
import { addScores, INFINITY_SCORE } from '../../result/score.ts';
import { parseScore } from '../../result/score-text.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Discovery } from '../model/node-table.ts';
import type { Resource } from '../model/resource.ts';
import { parseRole, Role } from '../model/role.ts';
import { addLocationConstraint } from './location.ts';
import { ConstraintProblem, reportConstraint } from './problem.ts';
import { attributeFor, locationRulePasses } from './rule-context.ts';

/** One rule of a location constraint, for one resource. */
export interface RuleTerms {
  /** Id of the constraint. */
  readonly constraint: string;
  readonly rule: Rule;
  readonly resource: Resource;
  readonly discovery: Discovery;
  /** What the groups of an rsc-pattern captured, the whole match first. */
  readonly submatches: readonly string[] | null;
}

/** Makes a constraint of its own from a rule: the nodes it holds on, with its score (spec B5.3). */
export function addRuleLocation(cluster: Cluster, terms: RuleTerms): void {
  const { rule, resource, discovery } = terms;
  const role = ruleRole(cluster, terms);
  if (role === null) return;
  const scoreOn = scoreReader(cluster, terms);
  const nodes: { node: ClusterNode; score: number }[] = [];
  for (const node of cluster.nodes) {
    if (!locationRulePasses(cluster, rule, resource, node, terms.submatches)) continue;
    const score = scoreOn(node);
    nodes.push({ node, score: rule.booleanOp === 'or' ? addScores(node.baseScore, score) : score });
  }
  addLocationConstraint(cluster, {
    id: terms.constraint,
    rule: rule.id,
    isHealth: false,
    resource,
    role,
    discovery,
    nodes,
  });
}

/** Role limit of the rule; Started stays one, Unpromoted does not. `null`: invalid, the rule is dropped (spec B5.3). */
function ruleRole(cluster: Cluster, terms: RuleTerms): Role | null {
  if (terms.rule.role === null) return Role.Unknown;
  const role = parseRole(terms.rule.role);
  if (role === null || role === Role.Unknown) {
    reportConstraint(
      cluster,
      'error',
      ConstraintProblem.RuleWithInvalidRole,
      terms.constraint,
      `Role "${terms.rule.role}" of ${ruleName(terms)} is not a role`,
      'Use Stopped, Started, Unpromoted or Promoted; the rule is ignored as it is.',
    );
    return null;
  }
  return role === Role.Unpromoted ? Role.Unknown : role;
}

/** The rule's score: a number, or read from an attribute of each node (−INFINITY where it is missing). */
function scoreReader(cluster: Cluster, terms: RuleTerms): (node: ClusterNode) => number {
  const { rule, resource } = terms;
  const { healthRed, healthYellow, healthGreen } = cluster.options;
  const colours = { red: healthRed, yellow: healthYellow, green: healthGreen };
  if (rule.score !== null) {
    const score = parseScore(rule.score, colours);
    return () => score;
  }
  if (rule.scoreAttribute === null) {
    reportConstraint(
      cluster,
      'error',
      ConstraintProblem.RuleWithoutScore,
      terms.constraint,
      `${ruleName(terms)} has neither score nor score-attribute`,
      'Give it a score; 0 is assumed.',
    );
    return () => 0;
  }
  const name = expandSubmatches(rule.scoreAttribute, terms.submatches);
  return (node) => {
    const value = attributeFor(resource, node, name);
    return value === null ? -INFINITY_SCORE : parseScore(value, colours);
  };
}

function ruleName(terms: RuleTerms): string {
  const { rule, constraint } = terms;
  return rule.id === null
    ? `a rule of constraint ${constraint}`
    : `rule ${rule.id} of constraint ${constraint}`;
}
