import type { PrimitiveDefinition } from '../../cib/model/resource-definition.ts';
import { mountPoints, NO_ADDRESS, runOptions } from './bundle-run-options.ts';
import type { BundleSettings } from './bundle-settings.ts';
import { impliedOperation, impliedPrimitive, impliedSet } from './implied-primitive.ts';

const REMOTE_DAEMON = '/usr/sbin/pacemaker-remoted';

/** The replica a container is made for. */
export interface ContainerRequest {
  /** Id of the bundle. */
  readonly bundle: string;
  readonly settings: BundleSettings;
  readonly number: number;
  /** Addresses of all replicas; they know each other. */
  readonly addresses: readonly (string | null)[];
  readonly hasPrimitive: boolean;
}

/** The container primitive of a replica (spec A7.6.4, A7.6.6). */
export function containerDefinition(request: ContainerRequest): PrimitiveDefinition {
  const { bundle, settings, number } = request;
  const id = sanitizeId(`${bundle}-${settings.agent}-${number}`);
  const command = settings.runCommand ?? (request.hasPrimitive ? REMOTE_DAEMON : null);
  return impliedPrimitive({
    id,
    provider: 'heartbeat',
    type: settings.agent,
    parameters: impliedSet(`${bundle}-attributes-${number}`, [
      ['image', settings.image],
      ['allow_pull', 'true'],
      ['force_kill', 'false'],
      ['reuse', 'false'],
      ['run_opts', runOptions(settings, bundle, number, request.addresses)],
      ['mount_points', mountPoints(settings, bundle, number)],
      ['run_cmd', command],
      ['monitor_cmd', '/bin/true'],
    ]),
    operations: [impliedOperation(id, 'monitor', '60s', null)],
  });
}

/** The address primitive of a replica (spec A7.6.4); `null` when the addresses have run out. */
export function addressDefinition(
  bundle: string,
  settings: BundleSettings,
  number: number,
  address: string | null,
): PrimitiveDefinition {
  const id = sanitizeId(`${bundle}-ip-${address ?? NO_ADDRESS}`);
  return impliedPrimitive({
    id,
    provider: 'heartbeat',
    type: 'IPaddr2',
    parameters: impliedSet(`${bundle}-attributes-${number}`, [
      ['ip', address],
      ['nic', settings.hostInterface],
      ['cidr_netmask', settings.hostNetmask ?? '32'],
    ]),
    operations: [impliedOperation(id, 'monitor', '60s', null)],
  });
}

/** Characters an id may not have become dots (spec A7.6.4). */
function sanitizeId(id: string): string {
  return id.replaceAll(/[:#]/g, '.');
}
