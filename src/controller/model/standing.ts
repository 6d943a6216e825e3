/**
 * What the present view (the synchronized members, from one change of them to the next) may do. Told by the DC in the
 * agreed order, so that a delivered message means the same to all: in a `primary` view the configuration may be changed
 * and everything may be started; in a `minority` only what `no-quorum-policy` grants; while it is `undetermined` nothing
 * is decided.
 */
export type Standing = 'undetermined' | 'primary' | 'minority';

/** How far a copy of the configuration has come; compared in this order, the version of the CIB follows. */
export interface Descent {
  /** How often an operator has vouched for a configuration: what was vouched for outweighs what it passed over. */
  readonly vouched: number;
  /**
   * Lineage of the last change of the configuration that was made while more than half of all nodes had that lineage on
   * disk. Two views never make such changes in the same lineage.
   */
  readonly foundation: number;
  /** How often a view has become primary. */
  readonly lineage: number;
}

/** The last primary view, to tell whether the present one may go on where it stopped. */
export interface PrimaryView {
  readonly members: readonly number[];
  /** Nodes that are known not to have been out of sight since: none of them can have gone on elsewhere. */
  readonly hosts: readonly number[];
  /** No view since was a minority. */
  readonly isUnbroken: boolean;
}

/** An operator's word that the configuration of a view is the one to go on with. */
export interface Acceptance {
  readonly operator: string;
  /** Epoch ms. */
  readonly at: number;
  /** Number of the view it was given for. */
  readonly view: number;
}
