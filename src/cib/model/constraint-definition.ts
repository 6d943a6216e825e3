import type { Rule } from './rule.ts';

/** `<resource_set>`, with an `id-ref` followed; attributes as written (`null` when absent). */
export interface ResourceSet {
  readonly id: string | null;
  readonly sequential: string | null;
  readonly requireAll: string | null;
  readonly ordering: string | null;
  readonly action: string | null;
  readonly role: string | null;
  readonly score: string | null;
  readonly kind: string | null;
  readonly symmetrical: string | null;
  /** Ids of the `<resource_ref>` children, in order. */
  readonly resources: readonly string[];
}

interface ConstraintBase {
  readonly id: string;
  /** All XML attributes as written, `id` included. Constraints read their own attributes from here. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly sets: readonly ResourceSet[];
  /** Rules of a deprecated `<lifetime>` child; empty when there is none (spec B1.13). */
  readonly lifetime: readonly Rule[];
}

/** `<rsc_location>` (spec B5). */
export interface LocationDefinition extends ConstraintBase {
  readonly kind: 'location';
  readonly rules: readonly Rule[];
}

/** `<rsc_colocation>` (spec B7). */
export interface ColocationDefinition extends ConstraintBase {
  readonly kind: 'colocation';
}

/** `<rsc_order>` (spec C4.2–C4.4). */
export interface OrderDefinition extends ConstraintBase {
  readonly kind: 'order';
}

/** `<rsc_ticket>` (spec B15.6). */
export interface TicketDefinition extends ConstraintBase {
  readonly kind: 'ticket';
}

export type ConstraintDefinition =
  | LocationDefinition
  | ColocationDefinition
  | OrderDefinition
  | TicketDefinition;
