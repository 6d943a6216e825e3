import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';

/** A resource that must be decided before the one at hand goes on, and the node it would best get. */
export interface Prerequisite {
  readonly resource: Resource;
  readonly prefer: ClusterNode | null;
}

/**
 * The decision about one resource in the making. It yields what must be decided first and is resumed with the node that
 * got (`null` when it has not exactly one). Chains of prerequisites can be as long as the configuration, so they are
 * not followed by recursion.
 */
export type Assignment<T = ClusterNode | null> = Generator<Prerequisite, T, ClusterNode | null>;
