import type { Cib } from '../../cib/model/cib.ts';
import { isTrue } from '../../result/boolean.ts';
import type { DateTime } from '../../result/date-time.ts';
import { unpackHistory } from '../history/unpack-history.ts';
import { Cluster } from '../model/cluster.ts';
import type { ScheduleOptions } from '../model/schedule-options.ts';
import { registerTree } from './find.ts';
import { unpackNodeStates } from './node-state.ts';
import { unpackNodes } from './nodes.ts';
import { unpackOptions } from './options.ts';
import { discoverRemoteNodes, linkTopLevel } from './remote-nodes.ts';
import { unpackResource } from './resource.ts';
import { unpackTags } from './tags.ts';
import { unpackTickets } from './tickets.ts';

/** Turns a CIB into the cluster's state, before any decision (spec A0.5 steps 1–7). `now` is the effective time. */
export function unpack(cib: Cib, now: DateTime, settings: ScheduleOptions): Cluster {
  const cluster = unpackConfiguration(cib, now, settings);
  unpackTickets(cluster);
  unpackNodeStates(cluster);
  unpackHistory(cluster);
  return cluster;
}

/** The part that does not look at the status section (spec A0.5 steps 1–6). */
export function unpackConfiguration(cib: Cib, now: DateTime, settings: ScheduleOptions): Cluster {
  const cluster = new Cluster(cib, now, settings);
  cluster.isQuorate = isTrue(cib.haveQuorum);
  cluster.usesUnfencing = cib.usesUnfencing;
  cluster.options = unpackOptions(cluster);
  cluster.hasFenceDevice = cluster.options.haveWatchdog;
  unpackNodes(cluster);
  unpackResources(cluster);
  unpackTags(cluster);
  return cluster;
}

/** Makes all resources, links them, and sorts the top level by priority (spec A0.5.4, A0.5.5). */
function unpackResources(cluster: Cluster): void {
  for (const definition of discoverRemoteNodes(cluster)) {
    const resource = unpackResource(cluster, definition, null);
    if (resource === null) continue;
    cluster.resources.push(resource);
    registerTree(cluster, resource);
  }
  for (const resource of cluster.resources) linkTopLevel(cluster, resource);
  cluster.resources.sort((a, b) => b.priority - a.priority);
}
