import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { blockDependents, canBlock } from './block-dependents.ts';
import { linkConstraints } from './constraint-links.ts';
import { breakLoops } from './loops.ts';
import { orderProbes } from './probe-orderings.ts';
import { needsUpdate, updateAction } from './update.ts';
import { perform } from './work.ts';

/** Phase 10 (spec C0): turns ordering constraints into links and lets them take effect (spec C4.10–C4.15). */
export function applyOrderings(cluster: Cluster): void {
  linkConstraints(cluster);
  const actions = cluster.actions;
  for (let i = actions.length - 1; i >= 0; i--) {
    const action = actions[i] as Action;
    if (canBlock(action)) perform(blockDependents(cluster, action));
  }
  orderProbes(cluster);
  for (let i = actions.length - 1; i >= 0; i--) {
    const action = actions[i] as Action;
    if (needsUpdate(action)) perform(updateAction(cluster, action));
  }
  breakLoops(cluster);
}
