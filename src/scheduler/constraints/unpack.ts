import type { ConstraintDefinition } from '../../cib/model/constraint-definition.ts';
import { rulesPass } from '../../cib/rules/evaluate.ts';
import type { Cluster } from '../model/cluster.ts';
import { ruleInput } from '../unpack/rule-input.ts';
import { unpackColocation } from './colocation-constraint.ts';
import { addHealthConstraints } from './health.ts';
import { unpackLocation } from './location-constraint.ts';
import { unpackOrder } from './order-constraint.ts';
import { ConstraintProblem, reportConstraint } from './problem.ts';
import { References } from './reference.ts';
import { unpackTicketConstraint } from './ticket-constraint.ts';

/** Node health first, then the constraints in document order (spec B1.6, B1.7, C0 phase 2). */
export function unpackConstraints(cluster: Cluster): void {
  addHealthConstraints(cluster);
  const references = new References(cluster);
  for (const definition of cluster.cib.constraints) {
    if (isInForce(cluster, definition)) unpackOne(references, definition);
  }
}

function unpackOne(references: References, definition: ConstraintDefinition): void {
  switch (definition.kind) {
    case 'location':
      unpackLocation(references, definition);
      break;
    case 'colocation':
      unpackColocation(references, definition);
      break;
    case 'order':
      unpackOrder(references, definition);
      break;
    case 'ticket':
      unpackTicketConstraint(references, definition);
      break;
  }
}

/** A constraint outside its `lifetime` does not exist (spec B1.13). */
function isInForce(cluster: Cluster, definition: ConstraintDefinition): boolean {
  if (definition.lifetime.length === 0) return true;
  reportConstraint(
    cluster,
    'warning',
    ConstraintProblem.Lifetime,
    definition.id,
    `Constraint ${definition.id} uses the deprecated element lifetime`,
    'Use a rule with a date expression in the constraint instead.',
  );
  return rulesPass(definition.lifetime, ruleInput(cluster, {}));
}
