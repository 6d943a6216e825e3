import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive } from '../model/resource.ts';
import { actionParameters } from './action-parameters.ts';
import { parametersDigest } from './canonical-digest.ts';
import { secureDigest } from './secure-digest.ts';

/** Name under which devices are digested for unfencing (spec A6.3). */
const DEVICE_TASK = 'stonith-on';

/** Without history these are taken to be private (spec A5.11.4). */
const PRIVATE_BY_DEFAULT = ' passwd password user ';

/** Digests of a fencing device's definition on a node. */
export interface DeviceDigests {
  readonly all: string;
  readonly secure: string;
}

/** Calculates, once per node and device, the digests that unfencing compares (spec A6.3). */
export function deviceDigests(cluster: Cluster, device: Primitive, node: ClusterNode): DeviceDigests {
  const key = `${device.id}_${DEVICE_TASK}_0`;
  const known = node.digests.get(key);
  if (known !== undefined) return known as DeviceDigests;
  const parameters = actionParameters(cluster, device, DEVICE_TASK, 0, node);
  const digests: DeviceDigests = {
    all: parametersDigest(parameters.all),
    secure: secureDigest(cluster, device, parameters, PRIVATE_BY_DEFAULT, null),
  };
  node.digests.set(key, digests);
  return digests;
}
