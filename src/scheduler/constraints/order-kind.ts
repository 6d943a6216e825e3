import type { OrderDefinition, ResourceSet } from '../../cib/model/constraint-definition.ts';
import { isTrue } from '../../result/boolean.ts';
import { parseScore } from '../../result/score-text.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order } from '../model/order.ts';
import type { Resource } from '../model/resource.ts';
import { ConstraintProblem, reportConstraint } from './problem.ts';

/** How binding an order is (spec C4.2). */
export type OrderKind = 'mandatory' | 'optional' | 'serialize';

/** Which half of an order is being made: the order as written, its reverse, or one that has no reverse. */
export type OrderForm = 'forward' | 'inverse' | 'asymmetric';

/** Kind of a constraint, or of one of its sets when the set says so (spec C4.2, C4.4). */
export function orderKind(cluster: Cluster, definition: OrderDefinition, set: ResourceSet | null): OrderKind {
  const text = set?.kind ?? definition.attributes.get('kind') ?? null;
  if (text === null) {
    const score = definition.attributes.get('score') ?? null;
    return score !== null && parseScore(score) === 0 ? 'optional' : 'mandatory';
  }
  switch (text.toLowerCase()) {
    case 'mandatory':
      return 'mandatory';
    case 'optional':
      return 'optional';
    case 'serialize':
      return 'serialize';
    default:
      reportConstraint(
        cluster,
        'error',
        ConstraintProblem.InvalidOrderKind,
        definition.id,
        `Kind "${text}" of order ${definition.id} is not valid`,
        'Use Mandatory, Optional or Serialize; Mandatory is assumed.',
      );
      return 'mandatory';
  }
}

/** Whether an order also holds reversed: by default yes, except Serialize (spec C4.2). */
export function isSymmetric(
  cluster: Cluster,
  definition: OrderDefinition,
  kind: OrderKind,
  set: ResourceSet | null,
): boolean {
  const text = set?.symmetrical ?? definition.attributes.get('symmetrical') ?? null;
  if (text === null) return kind !== 'serialize';
  if (!isTrue(text)) return false;
  if (kind !== 'serialize') return true;
  reportConstraint(
    cluster,
    'warning',
    ConstraintProblem.SymmetricSerialize,
    definition.id,
    `Order ${definition.id} of kind Serialize is marked symmetrical, which has no meaning`,
    'Remove the attribute symmetrical.',
  );
  return false;
}

/** Flags of the links made from an order (spec C4.2). */
export function orderFlags(kind: OrderKind, firstAction: string, form: OrderForm): number {
  if (kind === 'optional') return Order.Order;
  if (kind === 'serialize') return Order.Order | Order.Serialize;
  if (form === 'asymmetric') return Order.Order | Order.Asymmetric;
  if (form === 'inverse') return Order.Order | Order.ImpliesFirst;
  const needsFirst = firstAction === 'start' || firstAction === 'promote';
  return Order.Order | Order.ImpliesThen | (needsFirst ? Order.RunnableFirst : 0);
}

/** What restart-type=restart of the later resource adds to an optional order (spec C4.2). */
export function restartFlags(kind: OrderKind, then: Resource, form: OrderForm): number {
  if (kind !== 'optional' || !then.restartsOnOptionalOrder) return 0;
  return form === 'inverse' ? Order.ImpliesFirst : Order.ImpliesThen;
}

const INVERSE: ReadonlyMap<string, string> = new Map([
  ['start', 'stop'],
  ['stop', 'start'],
  ['promote', 'demote'],
  ['demote', 'promote'],
  ['running', 'stopped'],
  ['stopped', 'running'],
  ['started', 'stopped'],
  ['promoted', 'demoted'],
  ['demoted', 'promoted'],
]);

/** The action that undoes another; `null`, and a report, when there is none (spec C4.2). */
export function inverseAction(cluster: Cluster, definition: OrderDefinition, action: string): string | null {
  const inverse = INVERSE.get(action) ?? null;
  if (inverse === null) {
    reportConstraint(
      cluster,
      'error',
      ConstraintProblem.NoInverseAction,
      definition.id,
      `Order ${definition.id} is symmetrical, but action "${action}" has no inverse`,
      'Set symmetrical=false or use start, stop, promote or demote; only the order as written holds.',
    );
  }
  return inverse;
}
