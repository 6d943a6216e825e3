import type { LocationDefinition, ResourceSet } from '../../cib/model/constraint-definition.ts';
import { compilePosixPattern } from '../../result/posix-pattern.ts';
import { parseScore } from '../../result/score-text.ts';
import type { Cluster } from '../model/cluster.ts';
import { Discovery } from '../model/node-table.ts';
import type { Resource } from '../model/resource.ts';
import { parseRole, Role } from '../model/role.ts';
import { findNodeByName } from '../unpack/find.ts';
import { addLocationConstraint } from './location.ts';
import { addRuleLocation } from './location-rule.ts';
import { ConstraintProblem, reportConstraint } from './problem.ts';
import type { References } from './reference.ts';
import { type Side, setsOf } from './sides.ts';

const SIDES: readonly Side[] = [{ attribute: 'rsc', role: 'role' }];

/** What a location constraint says of one resource. */
interface LocationTerms {
  readonly definition: LocationDefinition;
  readonly resource: Resource;
  readonly score: string | null;
  readonly role: string | null;
  readonly discovery: Discovery;
  readonly submatches: readonly string[] | null;
}

/** `<rsc_location>`: by resource, by pattern or by sets (spec B5.2–B5.7). */
export function unpackLocation(references: References, definition: LocationDefinition): void {
  const { cluster } = references;
  const { attributes } = definition;
  const discovery = parseDiscovery(cluster, definition);
  const sets = setsOf(references, definition, SIDES);
  if (sets === null) return;
  if (sets.length > 0) {
    for (const set of sets) if (!unpackSet(references, definition, set, discovery)) return;
    return;
  }

  const id = attributes.get('rsc');
  const score = attributes.get('score') ?? null;
  const role = attributes.get('role') ?? null;
  if (id !== undefined) {
    const resource = references.required(id, definition);
    if (resource === null) return;
    unpackTerms(cluster, { definition, resource, score, role, discovery, submatches: null });
  }
  const pattern = attributes.get('rsc-pattern');
  if (pattern !== undefined) unpackPattern(cluster, definition, pattern, discovery);
  else if (id === undefined) {
    reportConstraint(
      cluster,
      'error',
      ConstraintProblem.MissingReference,
      definition.id,
      `Location constraint ${definition.id} names no resource`,
      'Give it rsc, rsc-pattern or a resource_set.',
    );
  }
}

/** A set's own score and role win over the constraint's; a missing resource ends the constraint (spec B5.5). */
function unpackSet(
  references: References,
  definition: LocationDefinition,
  set: ResourceSet,
  discovery: Discovery,
): boolean {
  const score = set.score ?? definition.attributes.get('score') ?? null;
  const role = set.role ?? definition.attributes.get('role') ?? null;
  for (const id of set.resources) {
    const resource = references.required(id, definition);
    if (resource === null) return false;
    unpackTerms(references.cluster, { definition, resource, score, role, discovery, submatches: null });
  }
  return true;
}

/** Every top-level resource whose id the pattern finds gets the constraint; `!` turns the sense (spec B5.4). */
function unpackPattern(
  cluster: Cluster,
  definition: LocationDefinition,
  text: string,
  discovery: Discovery,
): void {
  const isNegated = text.startsWith('!');
  const compiled = compilePosixPattern(isNegated ? text.slice(1) : text);
  if (!compiled.ok) {
    reportConstraint(
      cluster,
      'error',
      ConstraintProblem.InvalidPattern,
      definition.id,
      `Pattern "${text}" of constraint ${definition.id} is not a valid regular expression: ${compiled.problem}`,
      'Write a POSIX extended regular expression; the constraint has no effect as it is.',
    );
    return;
  }
  const { attributes } = definition;
  const score = attributes.get('score') ?? null;
  const role = attributes.get('role') ?? null;
  let hasMatch = false;
  for (const resource of cluster.resources) {
    const found = compiled.pattern.search(resource.id);
    if ((found === null) !== isNegated) continue;
    hasMatch = true;
    unpackTerms(cluster, { definition, resource, score, role, discovery, submatches: found });
  }
  if (hasMatch) return;
  reportConstraint(
    cluster,
    'warning',
    ConstraintProblem.PatternMatchesNothing,
    definition.id,
    `Pattern "${text}" of constraint ${definition.id} matches no resource`,
    'Only ids of top-level resources are searched; correct the pattern or remove the constraint.',
  );
}

/** Node and score make a simple constraint; anything else goes by rules (spec B5.2, B5.3). */
function unpackTerms(cluster: Cluster, terms: LocationTerms): void {
  const { definition, resource, score, discovery } = terms;
  const nodeName = definition.attributes.get('node') ?? null;
  if (nodeName === null || score === null) {
    unpackRules(cluster, terms);
    return;
  }
  const node = findNodeByName(cluster, nodeName);
  if (node === null) {
    reportConstraint(
      cluster,
      'warning',
      ConstraintProblem.UnknownNode,
      definition.id,
      `Constraint ${definition.id} names node ${nodeName}, which is not in the cluster`,
      'Correct the name, or remove the constraint if the node is gone for good.',
    );
    return;
  }
  addLocationConstraint(cluster, {
    id: definition.id,
    rule: null,
    isHealth: false,
    resource,
    role: roleLimit(cluster, definition, terms.role),
    discovery,
    nodes: [{ node, score: parseScore(score, healthColours(cluster)) }],
  });
}

function unpackRules(cluster: Cluster, terms: LocationTerms): void {
  const { definition, resource, discovery, submatches } = terms;
  for (const rule of definition.rules) {
    addRuleLocation(cluster, { constraint: definition.id, rule, resource, discovery, submatches });
  }
  if (definition.rules.length > 0) return;
  reportConstraint(
    cluster,
    'error',
    ConstraintProblem.NothingToApply,
    definition.id,
    `Location constraint ${definition.id} has neither a node with a score nor a rule`,
    'Give it a node and a score, or rules; it has no effect as it is.',
  );
}

/** Only Stopped and Promoted limit a simple constraint; every other role means any (spec B5.2). */
function roleLimit(cluster: Cluster, definition: LocationDefinition, text: string | null): Role {
  if (text === null) return Role.Unknown;
  const role = parseRole(text);
  if (role === Role.Stopped || role === Role.Promoted) return role;
  if (role === null) {
    reportConstraint(
      cluster,
      'error',
      ConstraintProblem.InvalidRole,
      definition.id,
      `Role "${text}" of constraint ${definition.id} is not a role`,
      'Use Stopped, Started, Unpromoted or Promoted; the constraint holds for every role as it is.',
    );
  }
  return Role.Unknown;
}

function parseDiscovery(cluster: Cluster, definition: LocationDefinition): Discovery {
  const text = definition.attributes.get('resource-discovery');
  switch (text?.toLowerCase()) {
    case undefined:
    case 'always':
      return Discovery.Always;
    case 'never':
      return Discovery.Never;
    case 'exclusive':
      return Discovery.Exclusive;
    default:
      reportConstraint(
        cluster,
        'error',
        ConstraintProblem.InvalidDiscovery,
        definition.id,
        `resource-discovery "${text}" of constraint ${definition.id} is not valid`,
        'Use always, never or exclusive; always is assumed.',
      );
      return Discovery.Always;
  }
}

function healthColours(cluster: Cluster): { red: number; yellow: number; green: number } {
  const { healthRed, healthYellow, healthGreen } = cluster.options;
  return { red: healthRed, yellow: healthYellow, green: healthGreen };
}
