import { isInput } from '../graph/inputs.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order, type OrderLink } from '../model/order.ts';

/** Empties links that would make the graph wait for itself (spec C4.14). Other loops are the operator's. */
export function breakLoops(cluster: Cluster): void {
  for (let i = cluster.actions.length - 1; i >= 0; i--) {
    const then = (cluster.actions as Action[])[i] as Action;
    for (let k = then.before.length - 1; k >= 0; k--) {
      const link = then.before[k] as OrderLink;
      if (waitsForItsContainer(link)) link.flags = 0;
      else if (link.flags === Order.Load && then.task === 'migrate_to' && leadsBack(then, link))
        link.flags = 0;
    }
  }
}

/** Then is about the container of the guest on which first takes place. */
function waitsForItsContainer(link: OrderLink): boolean {
  if ((link.flags & Order.Preserve) !== 0) return false;
  const { first, then } = link;
  if (first.resource === null || then.resource === null || first.node === null) return false;
  return first.node.connection?.container === then.resource;
}

/** Searches the inputs of first, and theirs, for then. */
function leadsBack(then: Action, link: OrderLink): boolean {
  if (!isInput(then, link)) return false;
  const visited = new Set<Action>([link.first]);
  const path = [{ action: link.first, index: link.first.before.length - 1 }];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    if (top.index < 0) {
      path.pop();
      continue;
    }
    const next = top.action.before[top.index--] as OrderLink;
    if (visited.has(next.first) || !isInput(top.action, next)) continue;
    if (next.first === then) return true;
    visited.add(next.first);
    path.push({ action: next.first, index: next.first.before.length - 1 });
  }
  return false;
}
