import type { ConfiguredNode, EngineMember, MemberChange, MemberReason } from '../engine.ts';
import { EmbeddedEngine } from './engine.ts';

export interface EmbeddedClusterOptions {
  readonly name?: string;
  readonly nodes: readonly { readonly nodeId: number; readonly name: string }[];
  /** Two nodes, one of which suffices: as Corosync's `two_node`. Only for clusters of two. */
  readonly isTwoNode?: boolean;
}

/** A member as the cluster keeps it. */
interface Seat {
  readonly member: EngineMember;
  readonly engine: EmbeddedEngine;
}

/**
 * A cluster in one process: engines for its nodes that behave as engines on Corosync do, with faults on request.
 * Every part of a partition has its own agreed order: what happens is noted at one moment for all its members, and
 * each engine tells its owner in that order, in its own turns of the event loop.
 */
export class EmbeddedCluster {
  readonly name: string;
  readonly nodes: readonly ConfiguredNode[];
  readonly #isTwoNode: boolean;
  /** Part of the partition each node is in. */
  readonly #parts = new Map<number, number>();
  /** Nodes whose cluster layer runs. */
  readonly #running = new Set<number>();
  readonly #seats: Seat[] = [];
  readonly #engines: EmbeddedEngine[] = [];
  #nextPid = 1;

  constructor({ name, nodes, isTwoNode }: EmbeddedClusterOptions) {
    this.name = name ?? 'embedded';
    this.nodes = nodes
      .map(({ nodeId, name: nodeName }) => ({ nodeId, name: nodeName, addresses: ['127.0.0.1'] }))
      .sort((a, b) => a.nodeId - b.nodeId);
    this.#isTwoNode = isTwoNode === true && nodes.length === 2;
    for (const { nodeId } of nodes) {
      this.#parts.set(nodeId, 0);
      this.#running.add(nodeId);
    }
  }

  /** A new process on that node, with an engine of its own. */
  createEngine(nodeId: number): EmbeddedEngine {
    const node = this.nodes.find((candidate) => candidate.nodeId === nodeId);
    if (node === undefined) throw new RangeError(`node ${nodeId} is not in the nodelist`);
    const engine = new EmbeddedEngine(this, { nodeId, name: node.name, pid: this.#nextPid++ });
    this.#engines.push(engine);
    return engine;
  }

  /** Cuts the network into these parts; a node not named is alone. */
  partition(...parts: readonly (readonly number[])[]): void {
    const places = new Map<number, number>();
    for (const [index, nodeIds] of parts.entries()) for (const nodeId of nodeIds) places.set(nodeId, index);
    this.#arrange((nodeId) => places.get(nodeId) ?? parts.length + nodeId);
  }

  /** Makes the network whole. */
  heal(): void {
    this.#arrange(() => 0);
  }

  /** The cluster layer of a node stops, as when Corosync is killed: its engines lose their connection. */
  stopNode(nodeId: number): void {
    if (!this.#running.delete(nodeId)) return;
    const gone = this.#seats.filter(({ member }) => member.nodeId === nodeId);
    this.#remove(gone, 'node-down');
    for (const engine of this.#engines) if (engine.member.nodeId === nodeId) engine.connectionLost();
    this.#tellQuorum();
  }

  /** The cluster layer of a node runs again; its engines reconnect by themselves. */
  startNode(nodeId: number): void {
    if (!this.#parts.has(nodeId) || this.#running.has(nodeId)) return;
    this.#running.add(nodeId);
    this.#tellQuorum();
    for (const engine of this.#engines) if (engine.member.nodeId === nodeId) engine.connectionPossible();
  }

  isRunning(nodeId: number): boolean {
    return this.#running.has(nodeId);
  }

  // ---- for the engines

  join(engine: EmbeddedEngine): void {
    const { member } = engine;
    this.#seats.push({ member, engine });
    const part = this.#seatsWith(member.nodeId);
    for (const { engine: other } of part) {
      other.noteMembership(membersOf(part), [{ member, reason: 'join' }], []);
    }
    engine.noteQuorum(this.#quorumOf(member.nodeId));
  }

  leave(engine: EmbeddedEngine, reason: MemberReason): void {
    this.#remove(
      this.#seats.filter((seat) => seat.engine === engine),
      reason,
    );
  }

  /** The process ended; it is heard of no more. */
  forget(engine: EmbeddedEngine): void {
    const place = this.#engines.indexOf(engine);
    if (place >= 0) this.#engines.splice(place, 1);
  }

  multicast(from: EngineMember, bytes: Uint8Array): void {
    for (const { engine } of this.#seatsWith(from.nodeId)) engine.noteMessage(from, bytes);
  }

  // ----

  #seatsWith(nodeId: number): Seat[] {
    const part = this.#parts.get(nodeId);
    return this.#seats
      .filter(({ member }) => this.#parts.get(member.nodeId) === part)
      .sort((a, b) => a.member.nodeId - b.member.nodeId || a.member.pid - b.member.pid);
  }

  #remove(gone: readonly Seat[], reason: MemberReason): void {
    if (gone.length === 0) return;
    const affected = this.#seatsWith((gone[0] as Seat).member.nodeId);
    for (const seat of gone) this.#seats.splice(this.#seats.indexOf(seat), 1);
    const left = gone.map(({ member }) => ({ member, reason }));
    const rest = affected.filter((seat) => !gone.includes(seat));
    for (const { engine } of rest) engine.noteMembership(membersOf(rest), [], left);
  }

  #arrange(partOf: (nodeId: number) => number): void {
    const before = new Map(this.#seats.map((seat) => [seat, this.#seatsWith(seat.member.nodeId)]));
    for (const { nodeId } of this.nodes) this.#parts.set(nodeId, partOf(nodeId));
    const lost: { seat: Seat; stay: Seat[]; gone: Seat[] }[] = [];
    for (const seat of this.#seats) {
      const now = this.#seatsWith(seat.member.nodeId);
      const old = before.get(seat) ?? [];
      lost.push({
        seat,
        stay: old.filter((one) => now.includes(one)),
        gone: old.filter((one) => !now.includes(one)),
      });
    }
    // As Corosync does: first what is lost, then what is won.
    for (const { seat, stay, gone } of lost) {
      if (gone.length > 0) seat.engine.noteMembership(membersOf(stay), [], changesOf(gone, 'node-down'));
    }
    for (const { seat, stay } of lost) {
      const now = this.#seatsWith(seat.member.nodeId);
      const won = now.filter((one) => !stay.includes(one));
      if (won.length > 0) seat.engine.noteMembership(membersOf(now), changesOf(won, 'node-up'), []);
    }
    this.#tellQuorum();
  }

  #quorumOf(nodeId: number) {
    const part = this.#parts.get(nodeId);
    const nodeIds = this.nodes
      .map((node) => node.nodeId)
      .filter((id) => this.#running.has(id) && this.#parts.get(id) === part);
    const needed = this.#isTwoNode ? 1 : Math.floor(this.nodes.length / 2) + 1;
    return { isQuorate: nodeIds.length >= needed, nodeIds };
  }

  #tellQuorum(): void {
    for (const { member, engine } of this.#seats) engine.noteQuorum(this.#quorumOf(member.nodeId));
  }
}

function membersOf(seats: readonly Seat[]): EngineMember[] {
  return seats.map(({ member }) => member);
}

function changesOf(seats: readonly Seat[], reason: MemberReason): MemberChange[] {
  return seats.map(({ member }) => ({ member, reason }));
}
