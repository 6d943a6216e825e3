import type { BundleMount, BundlePort, BundleSettings } from './bundle-settings.ts';

/** Stands where a replica has no address because they have run out. */
export const NO_ADDRESS = '(null)';

/** Words in which a container engine is told the options of spec A7.6.6. */
interface EngineWords {
  readonly start: string;
  readonly hostname: string;
  readonly environment: string;
  mount(source: string, mount: BundleMount, index: number): string;
  port(port: BundlePort, address: string | null): string;
  /** With the network of the host, ports need no way in. */
  readonly opensPortsOnHostNetwork: boolean;
  host(name: string, address: string, addsHosts: boolean): string;
}

const DOCKER: EngineWords = {
  start: ' --restart=no',
  hostname: ' -h ',
  environment: ' -e ',
  mount: (source, { target, options }) => ` -v ${source}:${target}${options === null ? '' : `:${options}`}`,
  port: ({ outer, inner }, address) => ` -p ${address === null ? '' : `${address}:`}${outer}:${inner}`,
  opensPortsOnHostNetwork: false,
  host: (name, address, addsHosts) =>
    addsHosts ? ` --add-host=${name}:${address}` : ` --hosts-entry=${address}=${name}`,
};

const RKT: EngineWords = {
  start: '',
  hostname: ' --hostname=',
  environment: ' --environment=',
  mount: (source, { target, options }, index) =>
    ` --volume vol${index},kind=host,source=${source}${options === null ? '' : `,${options}`}` +
    ` --mount volume=vol${index},target=${target}`,
  port: ({ outer, inner }, address) => ` --port=${inner}:${address === null ? '' : `${address}:`}${outer}`,
  opensPortsOnHostNetwork: true,
  host: (name, address) => ` --hosts-entry=${address}=${name}`,
};

const WORDS: Readonly<Record<BundleSettings['agent'], EngineWords>> = {
  docker: DOCKER,
  podman: { ...DOCKER, start: '' },
  rkt: RKT,
};

/** Options a replica's container is started with (spec A7.6.6; rkt as observed). */
export function runOptions(
  settings: BundleSettings,
  bundle: string,
  number: number,
  addresses: readonly (string | null)[],
): string {
  const words = WORDS[settings.agent];
  const address = addresses[number] ?? null;
  const hasAddresses = settings.ipRangeStart !== null;
  const network = settings.containerNetwork;
  let text = words.start;
  if (hasAddresses) text += `${words.hostname}${bundle}-${number}`;
  text += `${words.environment}PCMK_stderr=1`;
  if (network !== null) text += ` --net=${network}`;
  text += `${words.environment}PCMK_remote_port=${settings.remotePort}`;
  settings.mounts.forEach((mount, index) => {
    text += words.mount(mountSource(mount, bundle, number), mount, index);
  });
  if (address !== null || network !== 'host' || words.opensPortsOnHostNetwork) {
    for (const port of settings.ports) text += words.port(port, address);
  }
  if (settings.containerOptions !== null) text += ` ${settings.containerOptions}`;
  text += ' ';
  if (hasAddresses) {
    addresses.forEach((other, i) => {
      text += words.host(`${bundle}-${i}`, other ?? NO_ADDRESS, settings.addsHosts);
    });
  }
  return text;
}

/** Directories every replica has of its own, to be made before the start. */
export function mountPoints(settings: BundleSettings, bundle: string, number: number): string {
  return settings.mounts
    .filter((mount) => mount.perReplica)
    .map((mount) => mountSource(mount, bundle, number))
    .join(',');
}

function mountSource(mount: BundleMount, bundle: string, number: number): string {
  return mount.perReplica ? `${mount.source}/${bundle}-${number}` : mount.source;
}
