import { parseLeadingInteger } from '../../result/integer.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import type { Primitive, Resource } from '../../scheduler/model/resource.ts';
import { parametersOn } from '../../scheduler/unpack/parameters.ts';
import type { FenceDevice } from '../model/fencing-job.ts';

/** Parameters that the cluster reads instead of the agent. */
const CLUSTER_PARAMETERS: ReadonlySet<string> = new Set([
  'provides',
  'stonith-timeout',
  'priority',
  'crm_feature_set',
]);

/** All fencing devices that are configured and not disabled, by priority and then in configuration order. */
export function fenceDevices(cluster: Cluster): FenceDevice[] {
  const devices = new Map<string, FenceDevice>();
  const visit = (resource: Resource): void => {
    if (resource.kind === 'primitive' && isUsable(resource) && !devices.has(resource.configuredId)) {
      devices.set(resource.configuredId, deviceOf(cluster, resource));
    }
    for (const child of resource.children) visit(child);
  };
  for (const resource of cluster.resources) visit(resource);
  return [...devices.values()].sort((a, b) => b.priority - a.priority);
}

function isUsable(primitive: Primitive): boolean {
  if (primitive.meta.get('class') !== 'stonith' || primitive.isOrphan) return false;
  return primitive.meta.get('target-role')?.toLowerCase() !== 'stopped';
}

function deviceOf(cluster: Cluster, primitive: Primitive): FenceDevice {
  const parameters: Record<string, string> = {};
  const settings = new Map<string, string>();
  for (const [name, value] of parametersOn(cluster, primitive, null)) {
    if (name.startsWith('pcmk_')) settings.set(name, value);
    else if (!CLUSTER_PARAMETERS.has(name) && name !== 'action') parameters[name] = value;
  }
  const provides = primitive.meta.get('provides') ?? parametersOn(cluster, primitive, null).get('provides');
  return {
    id: primitive.configuredId,
    agent: primitive.meta.get('type') ?? '',
    parameters,
    settings,
    priority: parseLeadingInteger(parametersOn(cluster, primitive, null).get('priority') ?? '') ?? 0,
    providesUnfencing: provides === 'unfencing',
    runsOn: primitive.runningOn.map(({ name }) => name),
  };
}
