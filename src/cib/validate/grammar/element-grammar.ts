import type { ValueType } from '../value-types.ts';

/**
 * What an element of the configuration may hold (spec A1.13). A token names an attribute (`rsc`) or, with a leading `<`,
 * a child element (`<rule`).
 */
export interface ElementGrammar {
  readonly attributes?: Readonly<Record<string, ValueType>>;
  readonly required?: readonly string[];
  /** Child elements: `x` any number, `x?` at most one, `x!` exactly one. */
  readonly children?: readonly string[];
  /** Child elements at least needed, of whatever kind. */
  readonly atLeast?: number;
  /** From each list exactly one alternative must be there in full, and nothing of the others. */
  readonly choices?: readonly (readonly (readonly string[])[])[];
  /** From each list at most one of the attributes may be there. */
  readonly atMostOne?: readonly (readonly string[])[];
  /** Attributes that may not stand beside a token. */
  readonly conflicts?: readonly { readonly beside: string; readonly attributes: readonly string[] }[];
  /** Depending on the value of an attribute: which of the controlled tokens may be there, and one of which must. */
  readonly cases?: {
    readonly by: string;
    readonly controlled: readonly string[];
    readonly values: Readonly<Record<string, { allowed: readonly string[]; anyOf: readonly string[] }>>;
  };
  /** With an `id-ref` the element is a mere reference: only these attributes and no children. */
  readonly referenceForm?: readonly string[];
  /** Children stand in the order of `children`. */
  readonly isOrdered?: boolean;
}

/** Grammar of elements by their names. */
export type Grammar = Readonly<Record<string, ElementGrammar>>;

/** Roles as constraints and operations may name them. */
export const ROLES = ['Stopped', 'Started', 'Promoted', 'Unpromoted', 'Master', 'Slave'] as const;
