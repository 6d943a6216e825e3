import { findNode } from '../cib/node-attribute.ts';
import { nodeState } from '../cib/node-status.ts';
import { forgetHistories } from '../history/clear.ts';
import { historiesOf } from '../history/resource-history.ts';
import type { ControllerState } from '../model/state.ts';
import { endRecurringOf } from '../transition/own-operations.ts';

/**
 * Before the history of a node that begins a new life is cleared: what it was sending away may have arrived, and only
 * this history says where to look. The other ends are probed, too.
 */
export function forgetMigrationTargets(state: ControllerState, sourceId: string): void {
  const source = nodeState(state.cib, sourceId);
  if (source === null) return;
  for (const history of historiesOf(source)) {
    const resource = history.get('id') ?? '';
    for (const entry of history.elements('lrm_rsc_op')) {
      const target = entry.get('operation') === 'migrate_to' ? entry.get('migrate_target') : null;
      const node = target === null ? null : findNode(state.cib, target);
      if (node === null || node.id === sourceId || state.replicated.members[node.id] === undefined) continue;
      if (!forgetHistories(state.cib, [{ nodeId: node.id, resource }])) continue;
      endRecurringOf(state, node.id, resource, null);
    }
  }
}
