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
    if (isDeviceChanged(node, name, digests)) {
      isChanged = true;
      tell(cluster, node, device, `${name}:${digests.secure}`);
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

function isDeviceChanged(
  node: ClusterNode,
  name: string,
  digests: { readonly all: string; readonly secure: string },
): boolean {
  const knownAll = node.attributes.get('#digests-all');
  if (knownAll === undefined) return false;
  if (knownAll.includes(`${name}:${digests.all}`)) return false;
  const knownSecure = node.attributes.get('#digests-secure');
  return knownSecure === undefined || !knownSecure.includes(`${name}:${digests.secure}`);
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
