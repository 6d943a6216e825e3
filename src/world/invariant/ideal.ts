import { readCib } from '../../cib/read/cib.ts';
import { XmlDocument } from '../../cib/xml/document.ts';
import type { XmlElement } from '../../cib/xml/element.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import { Role } from '../../scheduler/model/role.ts';
import { AS_LIVE } from '../../scheduler/model/schedule-options.ts';
import { schedule } from '../../scheduler/schedule.ts';

/** What the scheduler would do now; nothing at all when the cluster is at rest. `at`: epoch ms. */
export function scheduleNow(cib: XmlElement, at: number): Cluster {
  return schedule(readCib(new XmlDocument(cib)), { epoch: Math.floor(at / 1000), offset: 0 }, AS_LIVE);
}

/** Actions the scheduler would have carried out. */
export function plannedActions(cluster: Cluster): string[] {
  return (cluster.graph?.synapses ?? [])
    .filter(({ action }) => !action.isPseudo)
    .map(({ action }) => `${action.key}@${action.node?.name ?? '-'}`);
}

/** Resources by node as history has them: `NODE` → base ids that are believed active. */
export function believedActive(cluster: Cluster): Map<string, Set<string>> {
  const active = new Map<string, Set<string>>();
  for (const resource of cluster.resourcesById.values()) {
    if (resource.kind !== 'primitive' || resource.role <= Role.Stopped) continue;
    for (const node of resource.runningOn) {
      const set = active.get(node.name) ?? new Set();
      set.add(resource.id.replace(/:\d+$/, ''));
      active.set(node.name, set);
    }
  }
  return active;
}
