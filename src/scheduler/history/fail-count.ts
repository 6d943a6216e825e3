import type { OperationHistory } from '../../cib/model/status-entry.ts';
import { addScores } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { isBundled, type Resource } from '../model/resource.ts';
import { blocksExpiry } from './block-guard.ts';
import { failureAttributes, historyBaseName } from './failure-attributes.ts';

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

const NONE: FailCount = { count: 0, lastFailure: 0 };

/** Fail count of a resource on a node (spec A5.12). Costs next to nothing on nodes without failures. */
export function failCount(
  cluster: Cluster,
  node: ClusterNode,
  resource: Resource,
  options: FailCountOptions = {},
): FailCount {
  const own = ownFailCount(cluster, node, resource, options);
  if (options.fillers !== true || resource.fillers.length === 0 || isBundled(resource)) return own;
  let { count, lastFailure } = own;
  for (const filler of resource.fillers) {
    const more = failCount(cluster, node, filler, options);
    count = addScores(count, more.count);
    if (more.lastFailure > lastFailure) lastFailure = more.lastFailure;
  }
  return { count, lastFailure };
}

function ownFailCount(
  cluster: Cluster,
  node: ClusterNode,
  resource: Resource,
  options: FailCountOptions,
): FailCount {
  const attributes = failureAttributes(node);
  if (attributes === null) return NONE;
  const matches = attributes.matcher(cluster, historyBaseName(resource), resource.isUnique);
  let count = 0;
  let lastFailure = 0;
  for (const failure of attributes.counts) {
    if (matches(failure.name)) count = addScores(count, failure.value);
  }
  for (const failure of attributes.times) {
    if (matches(failure.name) && failure.value > lastFailure) lastFailure = failure.value;
  }
  if (count > 0 && resource.failureTimeoutS > 0 && blocksExpiry(node, resource, options.entry ?? null)) {
    // A failure that blocks must be cleared by the operator: it never expires.
    resource.failureTimeoutS = 0;
  }
  if (
    options.effective === true &&
    count > 0 &&
    lastFailure > 0 &&
    resource.failureTimeoutS > 0 &&
    cluster.now.epoch > lastFailure + resource.failureTimeoutS
  ) {
    count = 0;
  }
  return { count, lastFailure };
}
