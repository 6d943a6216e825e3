import type { Fact } from '../../evidence/fact.ts';
import type { Signal } from '../../evidence/signal.ts';
import type { Occasion } from './echo.ts';

/** Somebody who can be asked about hosts, beside Nova, echo requests and BMCs. */
export interface Witness {
  /** What it can speak of. */
  readonly signals: readonly Signal[];
  /**
   * Facts by host. Never rejects and ends within bounds of its own; where it fails, its facts are `unknown` with its
   * words.
   */
  readonly ask: (
    hosts: readonly string[],
    occasion: Occasion,
  ) => Promise<ReadonlyMap<string, readonly Fact[]>>;
}
