import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { CopyHistory, NodeTable } from '../model/node-table.ts';

const FREE = -1;
const SMALLEST = 3;
/** Modulus of a table of 2^k slots, from k = 3. */
const PRIMES = [
  7, 13, 31, 61, 127, 251, 509, 1021, 2039, 4093, 8191, 16381, 32749, 65521, 131071, 262139, 524287, 1048573,
];

const encoder = new TextEncoder();

/** 32-bit hash of a text: a fold over its UTF-8 bytes as signed numbers; 0 and 1 are reserved (spec B18). */
function hashText(text: string): number {
  let hash = 0;
  for (const byte of encoder.encode(text)) {
    hash = (Math.imul(hash, 31) + (byte > 127 ? byte - 256 : byte)) | 0;
  }
  hash >>>= 0;
  return Math.max(hash, 2);
}

/**
 * The slots of an open-addressing hash table over numbered keys: a model of the table whose iteration order decides
 * between equally capable nodes and orders utilization attributes (spec B18).
 */
class HashSlots {
  readonly #hashes: readonly number[];
  #bits = SMALLEST;
  #slots: Int32Array = new Int32Array(1 << SMALLEST).fill(FREE);
  #used = 0;

  constructor(hashes: readonly number[]) {
    this.#hashes = hashes;
  }

  insert(key: number): void {
    this.#slots[this.#freeSlot(key, this.#slots)] = key;
    this.#used++;
    const size = this.#slots.length;
    const needed = this.#used + (this.#used >> 4);
    if (size <= needed || (size > this.#used * 4 && size > 1 << SMALLEST)) this.#resize();
  }

  keys(): number[] {
    const keys: number[] = [];
    for (const key of this.#slots) if (key !== FREE) keys.push(key);
    return keys;
  }

  #freeSlot(key: number, slots: Int32Array): number {
    let slot = this.#home(key);
    for (let step = 1; slots[slot] !== FREE; step++) slot = (slot + step) & (slots.length - 1);
    return slot;
  }

  #home(key: number): number {
    const modulus = PRIMES[this.#bits - SMALLEST] as number;
    return (Math.imul(this.#hashes[key] as number, 11) >>> 0) % modulus;
  }

  /** Moves every key to its slot in a table of the new size; a key that is in the way is moved next. */
  #resize(): void {
    const wanted = Math.floor(this.#used * 1.333);
    this.#bits = Math.max(SMALLEST, 32 - Math.clz32(wanted));
    const waiting = this.#slots;
    const size = 1 << this.#bits;
    const placed = new Int32Array(size).fill(FREE);
    for (let start = 0; start < waiting.length; start++) {
      let key = waiting[start] as number;
      waiting[start] = FREE;
      while (key !== FREE) {
        const slot = this.#freeSlot(key, placed);
        placed[slot] = key;
        key = slot < waiting.length ? (waiting[slot] as number) : FREE;
        if (slot < waiting.length) waiting[slot] = FREE;
      }
    }
    this.#slots = placed;
  }
}

/** The order in which a hash table filled with these keys, one after the other, lists them (spec B18). */
export function hashOrder(keys: readonly string[]): string[] {
  const slots = new HashSlots(keys.map(hashText));
  keys.forEach((_, index) => {
    slots.insert(index);
  });
  return slots.keys().map((index) => keys[index] as string);
}

/** Results so far by how the table came about: very many tables of a run have the same history. */
const known = new WeakMap<Cluster, Map<string, readonly ClusterNode[]>>();

/** The nodes of a table in the hash order of their ids, given how the table came about (spec B18). */
export function nodesInHashOrder(cluster: Cluster, table: NodeTable): readonly ClusterNode[] {
  let results = known.get(cluster);
  if (results === undefined) {
    results = new Map();
    known.set(cluster, results);
  }
  const history: CopyHistory[] = [];
  for (let copies = table.copies; copies !== null; copies = copies.previous) history.push(copies);
  history.reverse();
  const rounds = history.map(({ length, times }) => `${length}:${enoughRounds(times)}`);
  const key = `${table.insertionOrder.join()};${rounds.join()}`;
  let nodes = results.get(key);
  if (nodes === undefined) {
    nodes = hashOrderOf(cluster, table, history);
    results.set(key, nodes);
  }
  return nodes;
}

/** A table copied again and again lists its nodes in a settled order, or in two by turns, long before this. */
function enoughRounds(times: number): number {
  return times <= 64 ? times : 64 + (times & 1);
}

function hashOrderOf(
  cluster: Cluster,
  table: NodeTable,
  history: readonly CopyHistory[],
): readonly ClusterNode[] {
  const nodes = table.insertionOrder.map((index) => cluster.nodesByIndex[index] as ClusterNode);
  const hashes = nodes.map((node) => hashText(node.id));
  let slots = new HashSlots(hashes);
  let filled = 0;
  for (const { length, times } of history) {
    while (filled < length) slots.insert(filled++);
    slots = copied(slots, hashes, enoughRounds(times));
  }
  while (filled < nodes.length) slots.insert(filled++);
  return slots.keys().map((key) => nodes[key] as ClusterNode);
}

function copied(source: HashSlots, hashes: readonly number[], times: number): HashSlots {
  let current = source;
  let order = source.keys();
  for (let round = 0; round < times; round++) {
    const copy = new HashSlots(hashes);
    for (const key of order) copy.insert(key);
    const next = copy.keys();
    const isSettled = round > 0 && next.every((key, index) => key === order[index]);
    current = copy;
    order = next;
    if (isSettled) break;
  }
  return current;
}
