/** Names of the invariants. */
export type Invariant =
  | 'exclusive-resource'
  | 'recovery-after-fencing'
  | 'start-with-quorum'
  | 'equal-cibs'
  | 'acknowledged-changes'
  | 'refused-changes'
  | 'one-primary'
  | 'waits-have-deadlines'
  | 'requests-are-answered'
  | 'settles'
  | 'history-is-true'
  | 'controller-stands';

/** A broken invariant. */
export interface Violation {
  readonly invariant: Invariant;
  /** Virtual ms. */
  readonly at: number;
  readonly text: string;
}
