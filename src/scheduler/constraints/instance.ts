import type { ConstraintDefinition } from '../../cib/model/constraint-definition.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Resource } from '../model/resource.ts';
import { ConstraintProblem, reportConstraint } from './problem.ts';

/**
 * The resource itself or, when the constraint picks one of a clone's instances with a deprecated attribute
 * (`rsc-instance` and the like), that instance; `null` when there is none such (spec B7.1, C4.3.1).
 */
export function selectInstance(
  cluster: Cluster,
  definition: ConstraintDefinition,
  resource: Resource,
  attribute: string,
): Resource | null {
  const number = definition.attributes.get(attribute);
  if (number === undefined) return resource;
  if (resource.kind !== 'clone') {
    report(
      cluster,
      definition,
      `${attribute} of constraint ${definition.id} needs a clone, and ${resource.id} is none`,
    );
    return null;
  }
  const instance = resource.children.find((child) => child.id === `${child.configuredId}:${number}`) ?? null;
  if (instance === null) {
    report(
      cluster,
      definition,
      `Constraint ${definition.id} names instance ${number} of ${resource.id}, which does not exist`,
    );
  }
  return instance;
}

function report(cluster: Cluster, definition: ConstraintDefinition, message: string): void {
  reportConstraint(
    cluster,
    'error',
    ConstraintProblem.NoSuchInstance,
    definition.id,
    message,
    'Name the instance by its id (resource:number) or the clone; the constraint has no effect as it is.',
  );
}
