import type { OperationHistory } from '../../cib/model/status-entry.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';

/** How a fail count is to be read (spec A5.12.2–A5.12.4). */
export interface FailCountOptions {
  /** Expired failures count as none. */
  readonly effective?: boolean;
  /** Add the counts of resources that live in this container. */
  readonly fillers?: boolean;
  /** Entry for which it is asked; limits the on-fail=block guard to it. */
  readonly entry?: OperationHistory | null;
}

/** Number of failures and the time of the newest one (epoch seconds, 0 = never). */
export interface FailCount {
  readonly count: number;
  readonly lastFailure: number;
}

/** Fail count of a resource on a node (spec A5.12). */
export function failCount(
  _cluster: Cluster,
  _node: ClusterNode,
  _resource: Resource,
  _options: FailCountOptions = {},
): FailCount {
  throw new Error('not built yet: failCount');
}
