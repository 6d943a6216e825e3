import type { OperationHistory } from '../../cib/model/status-entry.ts';
import type { ClusterNode } from '../model/node.ts';
import { leaves, type Resource } from '../model/resource.ts';
import { failureAttributes, historyBaseName } from './failure-attributes.ts';
import { historyOf } from './history-index.ts';
import { expectedRc } from './transition-key.ts';

/**
 * Whether an operation configured with on-fail=block has failed, so that failures must not expire (spec A5.12.3). With
 * `entry` only that entry is looked at, else all of the resource's on the node.
 */
export function blocksExpiry(node: ClusterNode, resource: Resource, entry: OperationHistory | null): boolean {
  if (failureAttributes(node) === null) return false;
  for (const leaf of leaves(resource)) {
    const baseId = leaf.id.replace(/:\d+$/, '');
    for (const operation of leaf.operations) {
      if (operation.attributes.get('on-fail')?.toLowerCase() !== 'block') continue;
      const candidates =
        entry !== null
          ? [entry]
          : (historyOf(node, historyBaseName(leaf))?.operations ??
            historyOf(node, leaf.historyName ?? leaf.id)?.operations ??
            []);
      for (const candidate of candidates) {
        if (candidate.task !== operation.name || candidate.intervalMs !== operation.intervalMs) continue;
        if (candidate.id === `${baseId}_last_failure_0`) return true;
        const ownId = `${baseId}_${operation.name}_${operation.intervalMs}`;
        if (candidate.id === ownId && candidate.rc !== expectedRc(candidate)) return true;
      }
    }
  }
  return false;
}
