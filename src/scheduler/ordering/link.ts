import type { Action } from '../model/action.ts';
import type { OrderLink } from '../model/order.ts';

/** Above this many links on both sides the duplicate test uses an index instead of a scan. */
const SCAN_LIMIT = 48;

/** Flags of all links from an action, by the action they lead to; made only for actions with many links. */
const indexes = new WeakMap<Action, Map<Action, number>>();

/**
 * Links "first → then" with a set of `Order` flags (spec C4.1). Does nothing, and answers false, when the flags are
 * empty or a link from the same first to the same then already has one of these flags.
 */
export function addLink(first: Action, then: Action, flags: number, constraint: string | null): boolean {
  if (flags === 0) return false;
  if ((linkedFlags(first, then) & flags) !== 0) return false;
  const link: OrderLink = { first, then, flags, afterFlags: flags, constraint, isInput: false };
  // Most actions have one link: a literal holds just that, whereas the first push makes room for many.
  if (first.after.length === 0) first.after = [link];
  else first.after.push(link);
  if (then.before.length === 0) then.before = [link];
  else then.before.push(link);
  const index = indexes.get(first);
  if (index !== undefined) index.set(then, (index.get(then) ?? 0) | flags);
  return true;
}

/** All flags with which first is linked to then, as they were when the links were made. */
function linkedFlags(first: Action, then: Action): number {
  const after = first.after;
  const before = then.before;
  let flags = 0;
  if (before.length <= after.length && before.length <= SCAN_LIMIT) {
    for (const link of before) if (link.first === first) flags |= link.afterFlags;
  } else if (after.length <= SCAN_LIMIT) {
    for (const link of after) if (link.then === then) flags |= link.afterFlags;
  } else {
    return indexOf(first).get(then) ?? 0;
  }
  return flags;
}

function indexOf(first: Action): Map<Action, number> {
  let index = indexes.get(first);
  if (index === undefined) {
    index = new Map();
    for (const link of first.after) index.set(link.then, (index.get(link.then) ?? 0) | link.afterFlags);
    indexes.set(first, index);
  }
  return index;
}
