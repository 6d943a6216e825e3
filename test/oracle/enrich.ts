import { enrichConstraints } from './enrich-constraints.ts';
import { OPERATIONS } from './enrich-operations.ts';
import { SETS } from './enrich-sets.ts';
import { STRUCTURE } from './enrich-structure.ts';
import { type Enrichment, restartIds } from './enrichment.ts';
import { type GeneratedCib, generateCib } from './generate.ts';
import type { Random } from './random.ts';

const ENRICHMENTS: readonly Enrichment[] = [
  ...SETS,
  ...OPERATIONS,
  ...STRUCTURE,
  enrichConstraints,
  enrichConstraints,
  enrichConstraints,
];

/** A random cluster, mostly with a few things few clusters have. */
export function generateRichCib(random: Random): GeneratedCib {
  const generated = generateCib(random);
  restartIds();
  if (random.chance(0.6)) {
    for (let i = random.between(1, 6); i > 0; i--) {
      random.pick(ENRICHMENTS)(generated.root, random, generated.inventory);
    }
  }
  return generated;
}
