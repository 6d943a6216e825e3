import { deviceDigests } from '../history/device-digests.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive, Resource } from '../model/resource.ts';

/**
 * Records on a fence action the digests of all devices that unfence (spec A6.3, C3.1). True when a device was changed
 * since the node was unfenced with it, so that the action is needed.
 */
export function noteDeviceDigests(cluster: Cluster, node: ClusterNode, action: Action): boolean {
  const devices = unfencingDevices(cluster.resources, []);
  let all = '';
  let secure = '';
  let isChanged = false;
  for (let i = devices.length - 1; i >= 0; i--) {
    const device = devices[i] as Primitive;
    const digests = deviceDigests(cluster, device, node);
    const name = `${device.id}:${device.definition.type ?? ''}`;
    const change = deviceChange(node, name, digests);
    if (change === 'definition') {
      isChanged = true;
      tell(cluster, node, device, `${name}:${digests.secure}`);
    } else if (change === 'private' && cluster.settings.trustsPrivateValues !== true) {
      const text = `Only 'private' parameters to ${device.id} for unfencing ${node.name} changed`;
      cluster.records.push({ kind: 'info', text });
    }
    all += `${name}:${digests.all},`;
    secure += `${name}:${digests.secure},`;
  }
  action.setMeta('digests-all', all);
  action.setMeta('digests-secure', secure);
  return isChanged;
}

/** What the operator is told of a changed device; every node is called a remote one (observed). */
function tell(cluster: Cluster, node: ClusterNode, device: Primitive, secure: string): void {
  const inform = (text: string): void => {
    cluster.records.push({ kind: 'info', text });
  };
  if (cluster.settings.trustsPrivateValues !== true) {
    inform(`Parameters to ${device.id} for unfencing ${node.name} changed, try '${secure}'`);
  }
  inform(
    `notice: Unfencing Pacemaker Remote node ${node.name} because the definition of ${device.id} changed`,
  );
}

/** What of a device has changed since the node was unfenced with it; private values do not count (spec C3.1). */
function deviceChange(
  node: ClusterNode,
  name: string,
  digests: { readonly all: string; readonly secure: string },
): 'definition' | 'private' | null {
  const knownAll = node.attributes.get('#digests-all');
  if (knownAll === undefined || knownAll.includes(`${name}:${digests.all}`)) return null;
  const knownSecure = node.attributes.get('#digests-secure');
  return knownSecure?.includes(`${name}:${digests.secure}`) ? 'private' : 'definition';
}

/** Fencing devices that need or provide unfencing, in tree order (spec A6.3). */
function unfencingDevices(resources: readonly Resource[], found: Primitive[]): Primitive[] {
  for (const resource of resources) {
    if (resource.kind !== 'primitive') unfencingDevices(resource.children, found);
    else if (
      resource.isFenceDevice &&
      (resource.needsUnfencing || resource.meta.get('provides')?.toLowerCase() === 'unfencing')
    ) {
      found.push(resource);
    }
  }
  return found;
}
