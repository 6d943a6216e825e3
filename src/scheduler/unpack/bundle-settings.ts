import type { BundleDefinition } from '../../cib/model/resource-definition.ts';
import { parseBoolean } from '../../result/boolean.ts';
import { parseCount } from '../../result/integer.ts';

/** Port of the remote daemon when no `control-port` is set (spec A0.2). */
const DEFAULT_REMOTE_PORT = '3121';
const KEY_FILE = '/etc/pacemaker/authkey';
const LOG_DIRECTORY = '/var/log/pacemaker/bundles';

/** A directory of the host shown in the containers. */
export interface BundleMount {
  readonly source: string;
  readonly target: string;
  readonly options: string | null;
  /** Every replica has a directory of its own below `source`. */
  readonly perReplica: boolean;
}

/** A port of the host that leads into the containers. */
export interface BundlePort {
  readonly outer: string;
  readonly inner: string;
}

/** A bundle's settings, read and defaulted (spec A7.6.1–A7.6.3). */
export interface BundleSettings {
  readonly agent: 'docker' | 'rkt' | 'podman';
  readonly image: string;
  readonly replicas: number;
  readonly replicasPerHost: number;
  readonly promotedMax: number;
  readonly runCommand: string | null;
  readonly containerNetwork: string | null;
  readonly containerOptions: string | null;
  readonly ipRangeStart: string | null;
  readonly hostNetmask: string | null;
  readonly hostInterface: string | null;
  readonly controlPort: string | null;
  /** `control-port` or its default. */
  readonly remotePort: string;
  /** Containers get entries for all replicas in their hosts file. */
  readonly addsHosts: boolean;
  readonly mounts: readonly BundleMount[];
  readonly ports: readonly BundlePort[];
}

/** Reads the settings of a bundle; `null` when it has no container. */
export function bundleSettings(definition: BundleDefinition): BundleSettings | null {
  const { container, network } = definition;
  if (container === null) return null;
  const of = (name: string) => container.attributes.get(name) ?? null;
  const net = (name: string) => network?.attributes.get(name) ?? null;

  const promotedMax = parseCount(of('promoted-max') ?? of('masters'), 0);
  const replicas = of('replicas');
  const controlPort = net('control-port');
  const remotePort = controlPort ?? DEFAULT_REMOTE_PORT;
  const hasPrimitive = definition.primitive !== null;
  return {
    agent: container.agent,
    image: of('image') ?? '',
    promotedMax,
    replicas: replicas === null ? Math.max(1, promotedMax) : parseCount(replicas, 1),
    replicasPerHost: parseCount(of('replicas-per-host'), 1),
    runCommand: of('run-command'),
    containerNetwork: of('network'),
    containerOptions: of('options'),
    ipRangeStart: net('ip-range-start'),
    hostNetmask: net('host-netmask'),
    hostInterface: net('host-interface'),
    controlPort,
    remotePort,
    addsHosts: parseBoolean(net('add-host') ?? 'true') !== false,
    mounts: mounts(definition, hasPrimitive),
    ports: ports(definition, hasPrimitive ? remotePort : null),
  };
}

/** Configured mounts, and with a primitive inside the key and a place for logs. */
function mounts(definition: BundleDefinition, hasPrimitive: boolean): BundleMount[] {
  const found: BundleMount[] = [];
  let hasLogs = false;
  for (const mapping of definition.storage) {
    const source = mapping.sourceDir ?? mapping.sourceDirRoot;
    const target = mapping.targetDir;
    if (source === null || target === null) continue;
    found.push({ source, target, options: mapping.options, perReplica: mapping.sourceDir === null });
    if (target === '/var/log') hasLogs = true;
  }
  if (!hasPrimitive) return found;
  found.push({ source: KEY_FILE, target: KEY_FILE, options: null, perReplica: false });
  if (!hasLogs) found.push({ source: LOG_DIRECTORY, target: '/var/log', options: null, perReplica: true });
  return found;
}

/** Configured ports, and with a primitive inside that of the remote daemon. */
function ports(definition: BundleDefinition, remotePort: string | null): BundlePort[] {
  const found: BundlePort[] = [];
  for (const mapping of definition.network?.ports ?? []) {
    if (mapping.port !== null) {
      found.push({ outer: mapping.port, inner: mapping.internalPort ?? mapping.port });
    } else if (mapping.range !== null) {
      found.push({ outer: mapping.range, inner: mapping.range });
    }
  }
  if (remotePort !== null) found.push({ outer: remotePort, inner: remotePort });
  return found;
}
