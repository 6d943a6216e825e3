import type { Cib } from '../cib/model/cib.ts';
import type { DateTime } from '../result/date-time.ts';
import { clearOrphanFailCounts } from './actions/cleanup.ts';
import { createActions } from './actions/create.ts';
import { createProbes } from './actions/probes.ts';
import { orderRemoteConnections } from './actions/remote.ts';
import { unpackConstraints } from './constraints/unpack.ts';
import { scheduleFencingAndShutdown } from './fencing/schedule-fencing.ts';
import { buildGraph } from './graph/transition.ts';
import { checkConfigurationChanges, runDeferredParameterChecks } from './history/configuration-changes.ts';
import type { Cluster } from './model/cluster.ts';
import type { ScheduleOptions } from './model/schedule-options.ts';
import { applyOrderings } from './ordering/apply.ts';
import { createInternalConstraints } from './ordering/internal.ts';
import { assignResources } from './placement/assign.ts';
import { applyNodeCriteria } from './placement/criteria.ts';
import { summarizeTransition } from './summary/transition-summary.ts';
import { unpack } from './unpack/unpack.ts';

/**
 * Decides everything about an unpacked cluster: phases 2–12 of spec C0. Their order fixes the ids of actions and
 * orderings, and with them the graph.
 */
export function decide(cluster: Cluster): void {
  unpackConstraints(cluster);
  applyNodeCriteria(cluster);
  createInternalConstraints(cluster);
  checkConfigurationChanges(cluster);
  assignResources(cluster);
  runDeferredParameterChecks(cluster);
  createProbes(cluster);
  clearOrphanFailCounts(cluster);
  createActions(cluster);
  orderRemoteConnections(cluster);
  scheduleFencingAndShutdown(cluster);
  applyOrderings(cluster);
  // Looking at the transition gives node-less actions their node, so it has to happen before the graph is built.
  summarizeTransition(cluster);
  cluster.graph = buildGraph(cluster);
}

/** One scheduling run: reads the cluster's state from a CIB and decides what to do. Pure; `now` is the effective time. */
export function schedule(cib: Cib, now: DateTime, settings: ScheduleOptions): Cluster {
  const cluster = unpack(cib, now, settings);
  decide(cluster);
  return cluster;
}
