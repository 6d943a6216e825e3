import type { ConfiguredNode } from '../engine.ts';
import type { CallQueue } from './call-queue.ts';
import { CorosyncError } from './corosync-error.ts';
import type { Pointer } from './foreign.ts';
import type { CorosyncLibraries } from './libraries.ts';

/** What Corosync's map tells of the configured cluster. */
export interface ConfiguredCluster {
  readonly name: string;
  /** Time in which a loss is settled, ms. */
  readonly settlingMs: number;
  /** By ascending node id. */
  readonly nodes: readonly ConfiguredNode[];
}

/** Corosync's limit of a key's length, with the final zero. */
const KEY_BYTES = 256;
const MOST_KEYS = 10_000;
const LONGEST_VALUE = 4096;

/** Reads the cluster's name and nodelist from Corosync's map; null when the map does not answer. */
export async function readConfiguredCluster(
  libraries: CorosyncLibraries,
  queue: CallQueue,
): Promise<ConfiguredCluster | null> {
  const opened = [0n];
  if ((await queue.run(libraries.cmap.initialize, opened)) !== CorosyncError.ok) return null;
  const map = new ClusterMap(libraries, queue, opened[0] as bigint);
  try {
    return {
      name: (await map.text('totem.cluster_name')) ?? '',
      settlingMs: await readSettlingMs(map),
      nodes: await readNodes(map),
    };
  } finally {
    await map.close();
  }
}

/** What a loss takes besides the token's and the consensus' time-outs, as measured on three nodes, ms. */
const SETTLING_BESIDES_MS = 1100;
/** Corosync's own time-outs where the map does not tell them (corosync.conf(5)), ms. */
const TOKEN_MS = 3000;

async function readSettlingMs(map: ClusterMap): Promise<number> {
  const token = (await map.number('runtime.config.totem.token')) ?? TOKEN_MS;
  const consensus = (await map.number('runtime.config.totem.consensus')) ?? 1.2 * token;
  return Math.round(token + consensus + SETTLING_BESIDES_MS);
}

interface UnfinishedNode {
  nodeId: number | null;
  name: string | null;
  readonly addresses: string[];
}

async function readNodes(map: ClusterMap): Promise<ConfiguredNode[]> {
  const places = new Map<string, UnfinishedNode>();
  for (const key of await map.keys('nodelist.node.')) {
    const [, , place, field] = key.split('.');
    if (place === undefined || field === undefined) continue;
    const node: UnfinishedNode = places.get(place) ?? { nodeId: null, name: null, addresses: [] };
    places.set(place, node);
    const link = /^ring(\d+)_addr$/.exec(field);
    if (field === 'nodeid') node.nodeId = await map.number(key);
    else if (field === 'name') node.name = await map.text(key);
    else if (link !== null) node.addresses[Number(link[1])] = (await map.text(key)) ?? '';
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

/** One open handle of Corosync's map. */
class ClusterMap {
  readonly #libraries: CorosyncLibraries;
  readonly #queue: CallQueue;
  readonly #handle: bigint;

  constructor(libraries: CorosyncLibraries, queue: CallQueue, handle: bigint) {
    this.#libraries = libraries;
    this.#queue = queue;
    this.#handle = handle;
  }

  async keys(prefix: string): Promise<string[]> {
    const { cmap } = this.#libraries;
    const opened = [0n];
    const begun = await this.#queue.run(cmap.startIteration, this.#handle, prefix, opened);
    if (begun !== CorosyncError.ok) return [];
    const iteration = opened[0] as bigint;
    const keys: string[] = [];
    const buffer = Buffer.alloc(KEY_BYTES);
    while (keys.length < MOST_KEYS) {
      const code = await this.#queue.run(cmap.nextKey, this.#handle, iteration, buffer, null, null);
      if (code !== CorosyncError.ok) break;
      const end = buffer.indexOf(0);
      keys.push(buffer.toString('utf8', 0, end < 0 ? KEY_BYTES : end));
    }
    await this.#queue.run(cmap.endIteration, this.#handle, iteration);
    return keys;
  }

  async number(key: string): Promise<number | null> {
    const value = [0];
    const code = await this.#queue.run(this.#libraries.cmap.getUint32, this.#handle, key, value);
    return code === CorosyncError.ok ? (value[0] as number) : null;
  }

  async text(key: string): Promise<string | null> {
    const value: Pointer[] = [null];
    const code = await this.#queue.run(this.#libraries.cmap.getString, this.#handle, key, value);
    if (code !== CorosyncError.ok) return null;
    const pointer = value[0] as Pointer;
    const text = this.#libraries.foreign.decode(pointer, 'char', -1);
    // The library allocated it for us.
    this.#libraries.free(pointer);
    return typeof text === 'string' ? text.slice(0, LONGEST_VALUE) : null;
  }

  async close(): Promise<void> {
    await this.#queue.run(this.#libraries.cmap.finalize, this.#handle);
  }
}
