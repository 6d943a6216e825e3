/** A place in a document: 1-based line and column. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

export type Severity = 'error' | 'warning';

/**
 * Something that is wrong in what we were given, as data. Codes are stable (`HWS-CIB-003`) and catalogued in
 * docs/reference/problems.md; wording is free to change.
 */
export interface Problem {
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, naming the operator's own ids. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** Id of the offending element, when it has one. */
  readonly id: string | null;
  readonly at: SourcePosition | null;
}

/** Either a value or all the problems found (at least one of them an error). Warnings may accompany a value. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };
