import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { OperationOptions } from '../model/operation-options.ts';

const NONE: ReadonlyMap<string, string> = new Map();

/** Parameters an operation brings along by its own instance attributes, for one node (spec C1.2.5b). */
export function operationParameters(
  _cluster: Cluster,
  options: OperationOptions | null,
  _node: ClusterNode,
): ReadonlyMap<string, string> {
  const sets = options?.definition?.instanceSets;
  if (sets === undefined || sets.length === 0) return NONE;
  throw new Error('not built yet: operationParameters');
}
