import type { XmlElement } from '../../src/cib/xml/element.ts';
import { enrichConstraints } from './enrich-constraints.ts';
import { OPERATIONS } from './enrich-operations.ts';
import { SETS } from './enrich-sets.ts';
import { STRUCTURE } from './enrich-structure.ts';
import { type Enrichment, restartIds } from './enrichment.ts';
import type { Inventory } from './inventory.ts';
import type { Random } from './random.ts';

const ENRICHMENTS: readonly Enrichment[] = [
  ...SETS,
  ...OPERATIONS,
  ...STRUCTURE,
  enrichConstraints,
  enrichConstraints,
  enrichConstraints,
];

/** Adds a few things few clusters have. */
export function enrich(root: XmlElement, random: Random, inventory: Inventory): void {
  restartIds();
  for (let i = random.between(1, 6); i > 0; i--) random.pick(ENRICHMENTS)(root, random, inventory);
}
