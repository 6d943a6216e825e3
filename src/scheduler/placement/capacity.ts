import type { ClusterNode } from '../model/node.ts';

/**
 * Which of two nodes has more capacity left: attributes won are counted, amounts do not matter. Negative when `a` has
 * more (spec B14.4).
 */
export function compareCapacity(a: ClusterNode, b: ClusterNode): number {
  let balance = 0;
  for (const [name, left] of a.utilization) balance += Math.sign((b.utilization.get(name) ?? 0) - left);
  for (const [name, left] of b.utilization) {
    if (!a.utilization.has(name)) balance += Math.sign(left);
  }
  return balance;
}

/** Whether every required amount is still free on the node (spec B14.3). */
export function hasCapacity(node: ClusterNode, need: ReadonlyMap<string, number>): boolean {
  for (const [name, amount] of need) {
    if (amount > (node.utilization.get(name) ?? 0)) return false;
  }
  return true;
}

/** Books what a resource uses on a node (spec B14.2). */
export function takeCapacity(node: ClusterNode, used: ReadonlyMap<string, number>): void {
  for (const [name, amount] of used) {
    const left = node.utilization.get(name);
    node.utilization.set(name, left === undefined ? 0 : left - amount);
  }
}

/** Gives back what a resource used on a node (spec B14.2). */
export function releaseCapacity(node: ClusterNode, used: ReadonlyMap<string, number>): void {
  for (const [name, amount] of used) {
    node.utilization.set(name, (node.utilization.get(name) ?? 0) + amount);
  }
}
