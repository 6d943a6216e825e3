import type { PrimitiveDefinition } from '../../cib/model/resource-definition.ts';
import type { BundleMount, BundleSettings } from './bundle-settings.ts';
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
  const subdirectories = settings.mounts
    .filter((mount) => mount.perReplica)
    .map((mount) => mountSource(mount, bundle, number));
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
      ['run_opts', runOptions(request)],
      ['mount_points', subdirectories.join(',')],
      ['run_cmd', command],
      ['monitor_cmd', '/bin/true'],
    ]),
    operations: [impliedOperation(id, 'monitor', '60s', null)],
  });
}

/** The address primitive of a replica (spec A7.6.4). */
export function addressDefinition(
  bundle: string,
  settings: BundleSettings,
  number: number,
  address: string,
): PrimitiveDefinition {
  const id = sanitizeId(`${bundle}-ip-${address}`);
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

/** Options the container is started with (spec A7.6.6). */
function runOptions(request: ContainerRequest): string {
  const { bundle, settings, number, addresses } = request;
  const address = addresses[number] ?? null;
  let text = '';
  if (settings.agent === 'docker') text += ' --restart=no';
  if (settings.ipRangeStart !== null) text += ` -h ${bundle}-${number}`;
  text += ' -e PCMK_stderr=1';
  if (settings.containerNetwork !== null) text += ` --net=${settings.containerNetwork}`;
  text += ` -e PCMK_remote_port=${settings.remotePort}`;
  for (const mount of settings.mounts) {
    text += ` -v ${mountSource(mount, bundle, number)}:${mount.target}`;
    if (mount.options !== null) text += `:${mount.options}`;
  }
  for (const port of settings.ports) {
    if (address !== null) text += ` -p ${address}:${port.outer}:${port.inner}`;
    else if (settings.containerNetwork !== 'host') text += ` -p ${port.outer}:${port.inner}`;
  }
  if (settings.containerOptions !== null) text += ` ${settings.containerOptions}`;
  return `${text} ${hostEntries(bundle, settings, addresses)}`;
}

function hostEntries(
  bundle: string,
  settings: BundleSettings,
  addresses: readonly (string | null)[],
): string {
  let text = '';
  addresses.forEach((address, number) => {
    if (address === null) return;
    const name = `${bundle}-${number}`;
    text += settings.addsHosts ? ` --add-host=${name}:${address}` : ` --hosts-entry=${address}=${name}`;
  });
  return text;
}

function mountSource(mount: BundleMount, bundle: string, number: number): string {
  return mount.perReplica ? `${mount.source}/${bundle}-${number}` : mount.source;
}

/** Characters an id may not have become dots (spec A7.6.4). */
function sanitizeId(id: string): string {
  return id.replaceAll(/[:#]/g, '.');
}
