import type { OrderDefinition } from '../../cib/model/constraint-definition.ts';
import { isTrue } from '../../result/boolean.ts';
import { parseCount } from '../../result/integer.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Resource } from '../model/resource.ts';
import { selectInstance } from './instance.ts';
import { orderAfterGate, orderBeforeGate, requiresAnyAction } from './order-gate.ts';
import { inverseAction, isSymmetric, orderFlags, orderKind, restartFlags } from './order-kind.ts';
import { addOrder } from './order-pair.ts';
import { unpackOrderSets } from './order-set.ts';
import { ConstraintProblem, reportConstraint } from './problem.ts';
import type { References } from './reference.ts';
import { type Side, setsOf } from './sides.ts';

const SIDES: readonly Side[] = [
  { attribute: 'first', action: 'first-action' },
  { attribute: 'then', action: 'then-action' },
];

/** `<rsc_order>`: two resources or sets of them (spec C4.2–C4.4). */
export function unpackOrder(references: References, definition: OrderDefinition): void {
  const { cluster } = references;
  const { attributes } = definition;
  const sets = setsOf(references, definition, SIDES);
  if (sets === null) return;
  if (sets.length > 0) {
    unpackOrderSets(references, definition, sets);
    return;
  }
  const firstId = attributes.get('first') ?? null;
  const thenId = attributes.get('then') ?? null;
  if (firstId !== null && thenId !== null) {
    unpackPair(references, definition, firstId, thenId);
    return;
  }
  reportConstraint(
    cluster,
    'error',
    ConstraintProblem.MissingReference,
    definition.id,
    `Order ${definition.id} lacks ${firstId === null ? 'first' : 'then'}`,
    'Name both resources or use resource sets; it has no effect as it is.',
  );
}

function unpackPair(
  references: References,
  definition: OrderDefinition,
  firstId: string,
  thenId: string,
): void {
  const { cluster } = references;
  const { attributes, id } = definition;
  const namedFirst = references.required(firstId, definition);
  const namedThen = references.required(thenId, definition);
  if (namedFirst === null || namedThen === null) return;
  const first = selectInstance(cluster, definition, namedFirst, 'first-instance');
  const then = selectInstance(cluster, definition, namedThen, 'then-instance');
  if (first === null || then === null) return;

  const firstAction = attributes.get('first-action') ?? 'start';
  const thenAction = attributes.get('then-action') ?? firstAction;
  const kind = orderKind(cluster, definition, null);
  const symmetric = isSymmetric(cluster, definition, kind, null);
  const form = symmetric ? 'forward' : 'asymmetric';
  const flags = orderFlags(kind, firstAction, form) | restartFlags(kind, then, form);

  const minimum = requiredInstances(definition, first);
  if (minimum > 0) orderAfterSome(cluster, id, first, firstAction, then, thenAction, flags, minimum);
  else addOrder(cluster, definition, first, firstAction, then, thenAction, flags);

  if (!symmetric) return;
  const undoThen = inverseAction(cluster, definition, thenAction);
  const undoFirst = inverseAction(cluster, definition, firstAction);
  if (undoThen === null || undoFirst === null) return;
  const inverseFlags = orderFlags(kind, undoThen, 'inverse') | restartFlags(kind, then, 'inverse');
  addOrder(cluster, definition, then, undoThen, first, undoFirst, inverseFlags);
}

/** How many instances of a clone must be there before the other resource may go on; 0: it waits for the clone. */
function requiredInstances(definition: OrderDefinition, first: Resource): number {
  if (first.kind !== 'clone') return 0;
  const minimum = first.meta.get('clone-min');
  if (minimum !== undefined) return parseCount(minimum, 0);
  const requireAll = definition.attributes.get('require-all');
  return requireAll !== undefined && !isTrue(requireAll) ? 1 : 0;
}

/** "Some instances, then the other", by a pseudo-action that needs only so many of them (spec C4.3.3). */
function orderAfterSome(
  cluster: Cluster,
  constraint: string,
  clone: Resource,
  firstAction: string,
  then: Resource,
  thenAction: string,
  flags: number,
  minimum: number,
): void {
  const gate = requiresAnyAction(cluster, `clone-one-or-more:${constraint}`);
  gate.requiredRunnableBefore = minimum;
  for (const instance of clone.children) orderBeforeGate(cluster, instance, firstAction, gate, constraint);
  orderAfterGate(cluster, gate, then, thenAction, flags, constraint);
}
