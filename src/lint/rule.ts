import type { Fix, Severity } from './finding.ts';
import type { Reading } from './reading.ts';

/** One place where a rule is broken. */
export interface Hit {
  readonly subjects: readonly string[];
  /** What is the matter, in the operator's own names. */
  readonly message: string;
  readonly fixes: readonly Fix[];
  /** When this place is less or more bad than the rule says. */
  readonly severity?: Severity;
}

/** One mistake that configurations have. */
export interface Rule {
  /** Stable; wording may change (docs/reference/problems.md). */
  readonly code: string;
  /** The mistake in a few words. */
  readonly title: string;
  readonly severity: Severity;
  /** What comes of it. */
  readonly reason: string;
  /** The public incident (`owner/repository#number`) or document behind it. */
  readonly source: string;
  readonly find: (reading: Reading) => readonly Hit[];
}
