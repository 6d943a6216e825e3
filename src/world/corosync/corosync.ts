import type { Departure } from '../../controller/model/member.ts';
import { lossMs, type WorldSetup } from '../model/setup.ts';
import type { Random } from '../random.ts';
import type { Appointment, Timeline } from '../timeline.ts';
import { Links } from './links.ts';
import type { Delivery, GroupHandlers, Ring, RingEntry, Station } from './ring.ts';

/** A clean stop is announced: it is settled at once. */
const GOODBYE_MS = 60;

/**
 * Totem, closed process groups and quorum of all hosts: members of a ring get the same messages and changes of the group
 * in the same order; what was on its way when the ring broke is delivered before the change to all who come from that
 * ring together, or to none of them; what was not yet in order is sent in the next ring.
 */
export class Corosync {
  readonly links = new Links();
  readonly stations = new Map<number, Station>();
  readonly #timeline: Timeline;
  readonly #random: Random;
  readonly #setup: WorldSetup;
  readonly #handlers: GroupHandlers;
  #rings: Ring[] = [];
  #nextRing = 1;
  #settling: Appointment | null = null;

  constructor(setup: WorldSetup, timeline: Timeline, random: Random, handlers: GroupHandlers) {
    this.#setup = setup;
    this.#timeline = timeline;
    this.#random = random;
    this.#handlers = handlers;
    for (const { nodeId, votes } of setup.hosts) {
      this.stations.set(nodeId, {
        nodeId,
        votes,
        isRunning: false,
        isFrozen: false,
        ring: null,
        pid: null,
        joinedPid: null,
        view: new Map(),
        outbox: [],
        queue: [],
        cursor: 0,
        lastAt: 0,
        isHeld: false,
        awaitsAll: false,
        pump: null,
      });
    }
  }

  station(nodeId: number): Station {
    return this.stations.get(nodeId) as Station;
  }

  /** Time in which a lost token is settled, ms. */
  get lossMs(): number {
    return lossMs(this.#setup.tokenMs);
  }

  /** Time in which rings that hear each other merge, ms. */
  get gainMs(): number {
    return 900 + 0.75 * this.#setup.tokenMs;
  }

  /** Starts Corosync on a host: alone at first. */
  start(nodeId: number): void {
    const station = this.station(nodeId);
    station.isRunning = true;
    station.isFrozen = false;
    station.awaitsAll = this.#setup.isTwoNode;
    this.#form([station]);
    this.reconsider();
  }

  /** Ends Corosync on a host, with everything it had in memory; `isClean` with a goodbye to the others. */
  stop(nodeId: number, isClean = false): void {
    const station = this.station(nodeId);
    station.isRunning = false;
    station.isFrozen = false;
    station.ring = null;
    station.pid = null;
    station.joinedPid = null;
    station.view.clear();
    station.outbox.length = 0;
    station.queue = [];
    station.isHeld = false;
    if (station.pump !== null) station.pump.isCancelled = true;
    station.pump = null;
    this.reconsider(isClean ? GOODBYE_MS : null);
  }

  freeze(nodeId: number): void {
    this.station(nodeId).isFrozen = true;
    this.reconsider();
  }

  thaw(nodeId: number): void {
    const station = this.station(nodeId);
    station.isFrozen = false;
    this.reconsider();
    this.#appoint(station);
  }

  /** A process connects and joins the group. */
  connect(nodeId: number, pid: number): void {
    const station = this.station(nodeId);
    if (!station.isRunning || station.ring === null) return;
    station.pid = pid;
    const { isQuorate, members } = station.ring;
    this.#enqueue(station, (at) => ({ kind: 'quorum', at, isQuorate, members }));
    this.#submit(station, { kind: 'join', from: nodeId, pid });
  }

  /** The process leaves the group, or ends without a word. */
  disconnect(nodeId: number, reason: 'left' | 'process-down'): void {
    const station = this.station(nodeId);
    const { pid } = station;
    if (pid === null) return;
    station.pid = null;
    station.joinedPid = null;
    // What the process had handed over is still sent; a join that was not in order yet is as good as never made.
    this.#submit(station, { kind: 'leave', from: nodeId, pid, reason });
  }

  send(nodeId: number, text: string): void {
    const station = this.station(nodeId);
    if (station.pid === null) return;
    this.#submit(station, { kind: 'message', from: nodeId, pid: station.pid, text });
  }

  isQuorate(nodeId: number): boolean {
    return this.station(nodeId).ring?.isQuorate ?? false;
  }

  /** Rings with a token, all of whose deliveries were made. */
  isAtRest(): boolean {
    if (this.#settling !== null) return false;
    for (const station of this.stations.values()) {
      if (station.isRunning && (station.queue.length > 0 || station.outbox.length > 0)) return false;
    }
    return true;
  }

  /** Something about hosts or links has changed: rings break or recover, and a settlement is appointed when needed. */
  reconsider(within: number | null = null): void {
    this.#rings = this.#rings.filter((ring) => ring.members.some((id) => this.station(id).ring === ring));
    let delay: number | null = null;
    for (const ring of this.#rings) {
      const wasBroken = ring.isBroken;
      ring.isBroken = !this.#isWhole(ring);
      if (ring.isBroken) delay = this.lossMs;
      else if (wasBroken) this.#resume(ring);
    }
    if (delay === null && this.#blocks().length < this.#rings.length) delay = this.gainMs;
    if (delay === null) return;
    const at = this.#timeline.now + (within ?? delay);
    if (this.#settling !== null) {
      if (within === null || this.#settling.at <= at) return;
      this.#settling.isCancelled = true;
    }
    this.#settling = this.#timeline.at(at, () => this.#settle());
  }

  #isUp(station: Station): boolean {
    return station.isRunning && !station.isFrozen;
  }

  #isWhole(ring: Ring): boolean {
    return (
      ring.members.every((id) => {
        const station = this.station(id);
        return station.ring === ring && this.#isUp(station);
      }) && this.links.isClique(ring.members)
    );
  }

  /** A glitch is over before it was settled: the token goes round again. */
  #resume(ring: Ring): void {
    for (const id of ring.members) {
      const station = this.station(id);
      station.isHeld = false;
      this.#appoint(station);
    }
    for (const id of ring.members) this.#flush(this.station(id));
  }

  /** Who can be together: rings stay together as far as they can, and merge where everybody hears everybody. */
  #blocks(): Station[][] {
    const parts: Station[][] = [];
    for (const ring of this.#rings) {
      const up = ring.members
        .map((id) => this.station(id))
        .filter((station) => station.ring === ring && this.#isUp(station));
      const split: Station[][] = [];
      for (const station of up) {
        const home = split.find((part) => this.#fits(part, [station]));
        if (home === undefined) split.push([station]);
        else home.push(station);
      }
      parts.push(...split);
    }
    parts.sort((a, b) => b.length - a.length || (a[0] as Station).nodeId - (b[0] as Station).nodeId);
    const blocks: Station[][] = [];
    for (const part of parts) {
      const home = blocks.find((block) => this.#fits(block, part));
      if (home === undefined) blocks.push(part.slice());
      else home.push(...part);
    }
    return blocks;
  }

  #fits(a: readonly Station[], b: readonly Station[]): boolean {
    return a.every((x) => b.every((y) => this.links.areConnected(x.nodeId, y.nodeId)));
  }

  #settle(): void {
    this.#settling = null;
    for (const block of this.#blocks()) {
      const ring = (block[0] as Station).ring as Ring;
      const isSame =
        !ring.isBroken &&
        ring.members.length === block.length &&
        block.every((station) => station.ring === ring);
      if (!isSame) this.#form(block);
    }
    this.reconsider();
  }

  #form(block: readonly Station[]): void {
    const stations = [...block].sort((a, b) => a.nodeId - b.nodeId);
    const families = new Map<Ring | Station, Station[]>();
    for (const station of stations) {
      const key = station.ring ?? station;
      const family = families.get(key);
      if (family === undefined) families.set(key, [station]);
      else family.push(station);
    }
    for (const [ring, family] of families) if ('log' in ring) this.#recover(ring, family);

    const members = stations.map(({ nodeId }) => nodeId);
    const ring: Ring = {
      id: this.#nextRing++,
      members,
      log: [],
      isQuorate: this.#votes(stations),
      isBroken: false,
    };
    const processes = new Map<number, number>();
    for (const { nodeId, pid, joinedPid } of stations) {
      if (pid !== null && pid === joinedPid) processes.set(nodeId, pid);
    }
    for (const family of families.values()) {
      const transitional = new Set(family.map(({ nodeId }) => nodeId));
      for (const station of family) {
        station.ring = ring;
        station.cursor = 0;
        station.isHeld = false;
        const { isQuorate } = ring;
        const isQuorumFirst = this.#random.chance(0.5);
        const configuration = (at: number): Delivery => ({
          kind: 'configuration',
          at,
          transitional,
          processes,
        });
        if (!isQuorumFirst) this.#enqueue(station, configuration);
        this.#enqueue(station, (at) => ({ kind: 'quorum', at, isQuorate, members }));
        if (isQuorumFirst) this.#enqueue(station, configuration);
      }
    }
    this.#rings.push(ring);
    this.#handlers.formed(ring);
    for (const station of this.#random.shuffle(stations)) this.#flush(station);
  }

  #votes(stations: readonly Station[]): boolean {
    const { hosts, isTwoNode } = this.#setup;
    const isComplete = stations.length === hosts.length;
    if (isComplete || stations.some(({ awaitsAll }) => !awaitsAll)) {
      for (const station of stations) station.awaitsAll = false;
    }
    if (stations.some(({ awaitsAll }) => awaitsAll)) return false;
    const expected = hosts.reduce((sum, { votes }) => sum + votes, 0);
    const votes = stations.reduce((sum, station) => sum + station.votes, 0);
    return isTwoNode ? votes >= 1 : 2 * votes > expected;
  }

  /** Makes those who leave a ring together equal: what one of them has, all get; of the rest what survived. */
  #recover(ring: Ring, family: readonly Station[]): void {
    const ids = new Set(family.map(({ nodeId }) => nodeId));
    const reached = Math.max(...family.map(({ cursor }) => cursor));
    const least = Math.min(...family.map(({ cursor }) => cursor));
    const survivors: { index: number; entry: RingEntry }[] = [];
    for (let index = least; index < ring.log.length; index++) {
      const entry = ring.log[index] as RingEntry;
      if (index < reached || ids.has(entry.from) || this.#random.chance(0.5))
        survivors.push({ index, entry });
    }
    for (const station of family) {
      station.queue = station.queue.filter((item) => !(item.kind === 'entry' && item.ring === ring));
      for (const { index, entry } of survivors) {
        if (index >= station.cursor) this.#enqueue(station, (at) => ({ kind: 'recovered', at, entry }));
      }
    }
  }

  #submit(station: Station, entry: RingEntry): void {
    station.outbox.push(entry);
    this.#flush(station);
  }

  #flush(station: Station): void {
    const { ring, outbox } = station;
    if (ring === null || ring.isBroken || !this.#isUp(station)) return;
    for (const entry of outbox.splice(0)) {
      if (entry.kind === 'join') {
        if (station.pid !== entry.pid) continue;
        station.joinedPid = entry.pid;
      }
      ring.log.push(entry);
      for (const id of ring.members)
        this.#enqueue(this.station(id), (at) => ({ kind: 'entry', at, ring, entry }));
    }
  }

  #enqueue(station: Station, make: (at: number) => Delivery): void {
    const at = Math.max(station.lastAt, this.#timeline.now + 1 + this.#random.integer(0, 2));
    station.lastAt = at;
    station.queue.push(make(at));
    this.#appoint(station);
  }

  #appoint(station: Station): void {
    const head = station.queue[0];
    if (head === undefined || station.isHeld || station.pump !== null || !this.#isUp(station)) return;
    station.pump = this.#timeline.at(head.at, () => {
      station.pump = null;
      this.#deliverNext(station);
      this.#appoint(station);
    });
  }

  /** One delivery a turn, so that the invariants are looked at after each. */
  #deliverNext(station: Station): void {
    const head = station.queue[0];
    if (head === undefined || !this.#isUp(station)) return;
    if (head.kind === 'entry' && head.ring.isBroken && this.#random.chance(0.5)) {
      station.isHeld = true;
      return;
    }
    station.queue.shift();
    switch (head.kind) {
      case 'entry':
        station.cursor++;
        this.#deliver(station, head.entry);
        return;
      case 'recovered':
        this.#deliver(station, head.entry);
        return;
      case 'configuration':
        this.#reconfigure(station, head.transitional, head.processes);
        return;
      case 'quorum':
        if (station.pid !== null) this.#handlers.quorum(station.nodeId, head.isQuorate, head.members);
        return;
    }
  }

  #deliver(station: Station, entry: RingEntry): void {
    const { view, nodeId } = station;
    const { from, pid } = entry;
    switch (entry.kind) {
      case 'message':
        if (view.get(from) === pid && this.#isMember(station)) {
          this.#handlers.delivered(nodeId, from, entry.text);
        }
        return;
      case 'join':
        if (view.get(from) === pid) return;
        view.set(from, pid);
        this.#tell(station, [from], []);
        return;
      case 'leave':
        if (view.get(from) !== pid) return;
        view.delete(from);
        this.#tell(station, [], [{ nodeId: from, reason: entry.reason }]);
        return;
    }
  }

  #reconfigure(
    station: Station,
    transitional: ReadonlySet<number>,
    processes: ReadonlyMap<number, number>,
  ): void {
    const { view } = station;
    const left: Departure[] = [];
    for (const [nodeId, pid] of view) {
      if (!transitional.has(nodeId)) left.push({ nodeId, reason: 'node-down' });
      else if (processes.get(nodeId) !== pid) left.push({ nodeId, reason: 'process-down' });
    }
    for (const { nodeId } of left) view.delete(nodeId);
    if (left.length > 0) {
      left.sort((a, b) => a.nodeId - b.nodeId);
      this.#tell(station, [], left);
    }
    const joined = [...processes].filter(([nodeId]) => !view.has(nodeId));
    if (this.#setup.joins === 'together') {
      for (const [nodeId, pid] of joined) view.set(nodeId, pid);
      if (joined.length > 0) {
        this.#tell(
          station,
          joined.map(([nodeId]) => nodeId),
          [],
        );
      }
      return;
    }
    for (const [nodeId, pid] of joined) {
      view.set(nodeId, pid);
      this.#tell(station, [nodeId], []);
    }
  }

  #isMember(station: Station): boolean {
    return station.pid !== null && station.view.get(station.nodeId) === station.pid;
  }

  #tell(station: Station, joined: readonly number[], left: readonly Departure[]): void {
    if (!this.#isMember(station)) return;
    const members = [...station.view.keys()].sort((a, b) => a - b);
    this.#handlers.membership(station.nodeId, members, joined, left);
  }
}
