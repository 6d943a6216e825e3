import type { NvpairSet } from '../model/nvpair-set.ts';
import { type RuleInput, rulesPass } from './evaluate.ts';

export interface CollectOptions {
  /** Later sets replace what earlier ones stored: only transient attributes and an operation's meta (spec A3.1). */
  readonly overwrite?: boolean;
  /** Id of the set that goes before all others. */
  readonly firstId?: string;
}

/**
 * The order in which sets are processed: the "always first" one, then by score, highest first; among equals the one
 * written last goes first (spec A3.1.2).
 */
function processingOrder(sets: readonly NvpairSet[], firstId: string | undefined): readonly NvpairSet[] {
  if (sets.length < 2) return sets;
  const rank = (set: NvpairSet) => (firstId !== undefined && set.id === firstId ? 1 : 0);
  // Sorting is stable, so starting from the reversed list leaves equals in reverse document order.
  return sets.toReversed().sort((a, b) => rank(b) - rank(a) || b.score - a.score);
}

/** Enters the pairs of the sets whose rules hold into a table (spec A3.1, A3.2). */
export function collectPairs(
  sets: readonly NvpairSet[],
  table: Map<string, string>,
  input: RuleInput,
  options: CollectOptions = {},
): void {
  const overwrite = options.overwrite === true;
  for (const set of processingOrder(sets, options.firstId)) {
    if (!rulesPass(set.rules, input)) continue;
    for (const { name, value } of set.pairs) {
      if (value.length === 8 && value.toLowerCase() === '#default') table.delete(name);
      else if (overwrite || !table.has(name)) table.set(name, value);
    }
  }
}
