import type { OrderDefinition, ResourceSet } from '../../cib/model/constraint-definition.ts';
import { isTrue } from '../../result/boolean.ts';
import type { Resource } from '../model/resource.ts';
import { orderAfterGate, orderBeforeGate, requiresAnyAction } from './order-gate.ts';
import {
  inverseAction,
  isSymmetric,
  type OrderForm,
  type OrderKind,
  orderFlags,
  orderKind,
} from './order-kind.ts';
import { addOrder } from './order-pair.ts';
import type { References } from './reference.ts';

/** Orders within each set, and between each set and the one after it (spec C4.4). */
export function unpackOrderSets(
  references: References,
  definition: OrderDefinition,
  sets: readonly ResourceSet[],
): void {
  const { cluster } = references;
  const kind = orderKind(cluster, definition, null);
  const isReversible = isSymmetric(cluster, definition, kind, null);
  let earlier: ResourceSet | null = null;
  for (const set of sets) {
    if (!unpackWithin(references, definition, set)) return;
    if (earlier !== null) {
      const form = isReversible ? 'forward' : 'asymmetric';
      if (!unpackBetween(references, definition, earlier, set, kind, form)) return;
      if (isReversible && !unpackBetween(references, definition, set, earlier, kind, 'inverse')) return;
    }
    earlier = set;
  }
}

/** Orders among the members of one set. False when a member does not exist. */
function unpackWithin(references: References, definition: OrderDefinition, set: ResourceSet): boolean {
  const { cluster } = references;
  const members = resolve(references, definition, set);
  if (members === null) return false;
  if (members.length < 2) return true;

  const kind = orderKind(cluster, definition, set);
  const symmetric = isSymmetric(cluster, definition, kind, set);
  const isSequential = set.sequential === null || isTrue(set.sequential);
  const action = set.action ?? 'start';
  const flags = orderFlags(kind, action, symmetric ? 'forward' : 'asymmetric');
  const order = (first: Resource, then: Resource, task: string, taskFlags: number): void => {
    addOrder(cluster, definition, first, task, then, task, taskFlags);
  };
  const placed: Resource[] = [];
  for (const member of members) {
    if (kind === 'serialize') {
      for (const other of placed) order(other, member, action, flags);
    } else if (isSequential) {
      const previous = placed.at(-1);
      if (previous !== undefined) order(previous, member, action, flags);
    }
    placed.push(member);
  }
  if (!symmetric || !isSequential) return true;

  const undo = inverseAction(cluster, definition, action);
  if (undo === null) return true;
  const inverseFlags = orderFlags(kind, undo, 'inverse');
  for (let i = 1; i < members.length; i++) {
    const [previous, member] = [members[i - 1] as Resource, members[i] as Resource];
    order(member, previous, undo, inverseFlags);
  }
  return true;
}

/** Orders from one set to another; for the inverse, `first` is the later set of the document. */
function unpackBetween(
  references: References,
  definition: OrderDefinition,
  first: ResourceSet,
  then: ResourceSet,
  kind: OrderKind,
  form: OrderForm,
): boolean {
  const { cluster } = references;
  let firstAction: string | null = first.action ?? 'start';
  let thenAction: string | null = then.action ?? 'start';
  if (form === 'inverse') {
    firstAction = inverseAction(cluster, definition, firstAction);
    thenAction = inverseAction(cluster, definition, thenAction);
    if (firstAction === null || thenAction === null) return true;
  }
  const firsts = resolve(references, definition, first);
  const thens = resolve(references, definition, then);
  if (firsts === null || thens === null) return false;

  const constraint = definition.id;
  const flags = orderFlags(kind, thenAction, form);
  const isUndo = firstAction === 'stop' || firstAction === 'demote';
  const needsAll = isUndo || first.requireAll === null || isTrue(first.requireAll);
  if (!needsAll) {
    const gate = requiresAnyAction(cluster, `one-or-more:${first.id ?? constraint}`);
    for (const member of firsts) orderBeforeGate(cluster, member, firstAction, gate, constraint);
    for (const member of thens) orderAfterGate(cluster, gate, member, thenAction, flags, constraint);
    return true;
  }
  for (const earlier of representatives(first, firsts, form === 'inverse' ? 'first' : 'last')) {
    for (const later of representatives(then, thens, form === 'inverse' ? 'last' : 'first')) {
      addOrder(cluster, definition, earlier, firstAction, later, thenAction, flags);
    }
  }
  return true;
}

/** A set explicitly marked sequential is represented by its member at one end, any other set by all (spec C4.4). */
function representatives(
  set: ResourceSet,
  members: readonly Resource[],
  end: 'first' | 'last',
): readonly Resource[] {
  if (set.sequential === null || !isTrue(set.sequential)) return members;
  return end === 'first' ? members.slice(0, 1) : members.slice(-1);
}

function resolve(
  references: References,
  definition: OrderDefinition,
  set: ResourceSet,
): readonly Resource[] | null {
  const members: Resource[] = [];
  for (const id of set.resources) {
    const member = references.required(id, definition);
    if (member === null) return null;
    members.push(member);
  }
  return members;
}
