import type { Rule } from './rule.ts';

/** One name and value; an `id-ref` has been followed. Pairs lacking a name or value are not kept (spec A3.2). */
export interface Nvpair {
  readonly name: string;
  readonly value: string;
}

/**
 * One `<meta_attributes>`, `<instance_attributes>`, `<utilization>` or `<cluster_property_set>` block, with an `id-ref`
 * already followed (spec A3.1.1).
 */
export interface NvpairSet {
  readonly id: string | null;
  readonly score: number;
  readonly rules: readonly Rule[];
  readonly pairs: readonly Nvpair[];
}
