import type { Cluster } from '../model/cluster.ts';
import { applyExclusiveDiscovery } from './exclusive-discovery.ts';
import { applyFailureThresholds } from './failure-threshold.ts';
import { applyLocations } from './location.ts';
import { applyShutdownLocks } from './shutdown-lock.ts';
import { applyStickiness } from './stickiness.ts';

/**
 * Everything that decides where a resource may and wants to run before others are considered: shutdown locks,
 * locations, stickiness, failure thresholds and exclusive discovery (spec B1.8, B6).
 */
export function applyNodeCriteria(cluster: Cluster): void {
  applyShutdownLocks(cluster);
  applyLocations(cluster);
  applyStickiness(cluster);
  applyFailureThresholds(cluster);
  applyExclusiveDiscovery(cluster);
}
