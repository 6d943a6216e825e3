import type { ConfiguredNode } from '../engine.ts';
import { CorosyncError } from './corosync-error.ts';
import type { Pointer } from './foreign.ts';
import type { CorosyncLibraries } from './libraries.ts';

/** What Corosync's map tells of the configured cluster. */
export interface ConfiguredCluster {
  readonly name: string;
  /** By ascending node id. */
  readonly nodes: readonly ConfiguredNode[];
}

/** Corosync's limit of a key's length, with the final zero. */
const KEY_BYTES = 256;
const MOST_KEYS = 10_000;
const LONGEST_VALUE = 4096;

/** Reads the cluster's name and nodelist from Corosync's map; null when the map does not answer. */
export function readConfiguredCluster(libraries: CorosyncLibraries): ConfiguredCluster | null {
  const opened = [0n];
  if (libraries.cmap.initialize(opened) !== CorosyncError.ok) return null;
  const handle = opened[0] as bigint;
  try {
    return {
      name: readString(libraries, handle, 'totem.cluster_name') ?? '',
      nodes: readNodes(libraries, handle),
    };
  } finally {
    libraries.cmap.finalize(handle);
  }
}

interface UnfinishedNode {
  nodeId: number | null;
  name: string | null;
  readonly addresses: string[];
}

function readNodes(libraries: CorosyncLibraries, handle: bigint): ConfiguredNode[] {
  const places = new Map<string, UnfinishedNode>();
  for (const key of keysOf(libraries, handle, 'nodelist.node.')) {
    const [, , place, field] = key.split('.');
    if (place === undefined || field === undefined) continue;
    const node: UnfinishedNode = places.get(place) ?? { nodeId: null, name: null, addresses: [] };
    places.set(place, node);
    const link = /^ring(\d+)_addr$/.exec(field);
    if (field === 'nodeid') node.nodeId = readUint32(libraries, handle, key);
    else if (field === 'name') node.name = readString(libraries, handle, key);
    else if (link !== null) node.addresses[Number(link[1])] = readString(libraries, handle, key) ?? '';
  }
  const nodes: ConfiguredNode[] = [];
  for (const { nodeId, name, addresses } of places.values()) {
    if (nodeId !== null) {
      nodes.push({
        nodeId,
        name: name ?? String(nodeId),
        addresses: Array.from(addresses, (text) => text ?? ''),
      });
    }
  }
  return nodes.sort((a, b) => a.nodeId - b.nodeId);
}

function keysOf(libraries: CorosyncLibraries, handle: bigint, prefix: string): string[] {
  const opened = [0n];
  if (libraries.cmap.startIteration(handle, prefix, opened) !== CorosyncError.ok) return [];
  const iteration = opened[0] as bigint;
  const keys: string[] = [];
  const buffer = Buffer.alloc(KEY_BYTES);
  while (keys.length < MOST_KEYS) {
    if (libraries.cmap.nextKey(handle, iteration, buffer, null, null) !== CorosyncError.ok) break;
    const end = buffer.indexOf(0);
    keys.push(buffer.toString('utf8', 0, end < 0 ? KEY_BYTES : end));
  }
  libraries.cmap.endIteration(handle, iteration);
  return keys;
}

function readUint32(libraries: CorosyncLibraries, handle: bigint, key: string): number | null {
  const value = [0];
  return libraries.cmap.getUint32(handle, key, value) === CorosyncError.ok ? (value[0] as number) : null;
}

function readString(libraries: CorosyncLibraries, handle: bigint, key: string): string | null {
  const value: Pointer[] = [null];
  if (libraries.cmap.getString(handle, key, value) !== CorosyncError.ok) return null;
  const pointer = value[0] as Pointer;
  const text = libraries.foreign.decode(pointer, 'char', -1);
  // The library allocated it for us.
  libraries.free(pointer);
  return typeof text === 'string' ? text.slice(0, LONGEST_VALUE) : null;
}
