import type { Action } from './action.ts';
import type { Resource } from './resource.ts';

/** Kinds of ordering between two actions (spec C4.1) as bits: rules test for common and exact sets of them. */
export const Order = {
  Order: 1,
  ImpliesFirst: 1 << 1,
  ImpliesThen: 1 << 2,
  ImpliesThenOnNode: 1 << 3,
  PromotedImpliesFirst: 1 << 4,
  ImpliesFirstMigratable: 1 << 5,
  RunnableFirst: 1 << 6,
  PseudoFirst: 1 << 7,
  Restart: 1 << 8,
  Probe: 1 << 9,
  Any: 1 << 10,
  Asymmetric: 1 << 11,
  Serialize: 1 << 12,
  SameNode: 1 << 13,
  NonMigratingFirst: 1 << 14,
  PrintFirst: 1 << 15,
  PrintThen: 1 << 16,
  Load: 1 << 17,
  AntiColocation: 1 << 18,
  Preserve: 1 << 19,
  CancelsFirst: 1 << 20,
} as const;

/**
 * "first → then" between two actions. Kept in `first.after` and `then.before`; `flags` is the state of the
 * before-side and may change, `afterFlags` is that of the after-side and does not (spec C4.1).
 */
export interface OrderLink {
  readonly first: Action;
  readonly then: Action;
  flags: number;
  readonly afterFlags: number;
  /** Constraint it comes from, when a user wrote one. */
  readonly constraint: string | null;
  /** Input of the graph (spec C5.3). */
  isInput: boolean;
}

/** An ordering between actions that may not exist yet; turned into links at the end (spec C4.10). */
export interface OrderConstraint {
  readonly id: number;
  readonly flags: number;
  readonly firstResource: Resource | null;
  readonly firstAction: Action | null;
  readonly firstKey: string | null;
  readonly thenResource: Resource | null;
  readonly thenAction: Action | null;
  readonly thenKey: string | null;
  /** Id of the constraint a user wrote, `null` for internal orderings. */
  readonly constraint: string | null;
}
