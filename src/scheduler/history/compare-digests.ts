import type { OperationHistory } from '../../cib/model/status-entry.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive } from '../model/resource.ts';

/** What the digests of an entry tell about the parameters it ran with (spec A5.11.5). */
export type DigestComparison = 'match' | 'restart' | 'all' | 'unknown';

/** Compares the digests of a history entry with those of today's configuration (spec A5.11.5). */
export function compareDigests(
  _cluster: Cluster,
  _entry: OperationHistory,
  _primitive: Primitive,
  _node: ClusterNode,
): DigestComparison {
  throw new Error('not built yet: compareDigests');
}
