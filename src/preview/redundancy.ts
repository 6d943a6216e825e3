import type { Cluster } from '../scheduler/model/cluster.ts';
import { isAvailable } from '../scheduler/model/node.ts';
import { fencedCib } from './fenced-cib.ts';
import { isMultiple, leavesOf } from './placements.ts';
import { decided, type Moment, type Settled } from './settle.ts';

/** In larger clusters it is not tried out what the loss of every node would do. */
const MOST_NODES = 16;

/** How many instances a clone or bundle has. */
export function instanceCounts(cluster: Cluster): ReadonlyMap<string, number> {
  return new Map(
    cluster.resources
      .filter(isMultiple)
      .map((clone) => [
        clone.id,
        new Set(leavesOf(clone).flatMap(({ runningOn }) => runningOn.map(({ name }) => name))).size,
      ]),
  );
}

/**
 * Resources that would be down if the node that they run on were lost, each with the node: what no other node could take
 * over. Tried out node by node; `null` for clusters where that would take long.
 */
export function withoutTakeover({ cluster }: Settled, moment: Moment): ReadonlyMap<string, string> | null {
  const nodes = cluster.nodes.filter((node) => node.kind === 'member' && isAvailable(node));
  if (nodes.length > MOST_NODES) return null;
  const found = new Map<string, string>();
  for (const node of nodes) {
    const running = cluster.resources.filter(
      (one) =>
        !isMultiple(one) &&
        leavesOf(one).some((leaf) => !leaf.isFenceDevice && leaf.runningOn.includes(node)),
    );
    if (running.length === 0) continue;
    const without = decided(fencedCib(cluster.cib, node.name), moment);
    for (const resource of running) {
      for (const leaf of leavesOf(resource)) {
        if (!leaf.runningOn.includes(node)) continue;
        const place = without.resourcesById.get(leaf.id)?.assigned ?? null;
        if (place === null || place.name === node.name) found.set(leaf.id, node.name);
      }
    }
  }
  return found;
}
