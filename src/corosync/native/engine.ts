import { BackOff } from '../back-off.ts';
import type {
  ClusterEngine,
  ConfiguredNode,
  EngineHandlers,
  EngineMember,
  EngineStatus,
  EngineWait,
  MembershipChange,
  QuorumState,
  StartResult,
} from '../engine.ts';
import { FRAME_HEADER_BYTES, writeFrameHeader } from '../frame.ts';
import { Outbox } from '../outbox.ts';
import { damagedMessage, type EngineProblem, messageTooLarge, notMember } from '../problem.ts';
import { Reassembly } from '../reassembly.ts';
import { CallQueue } from './call-queue.ts';
import type { Connection } from './connection.ts';
import { CorosyncError, describeConnectFailure, describeLoss, isTryAgain } from './corosync-error.ts';
import { Group, type GroupAddress, type GroupChange } from './group.ts';
import { type CorosyncLibraries, loadLibraries } from './libraries.ts';
import { readConfiguredCluster } from './nodelist.ts';
import { openQuorum } from './quorum.ts';
import { SilenceWatch } from './silence-watch.ts';

export interface CorosyncEngineOptions {
  /** Name of the process group; all nodes of a cluster use the same. */
  readonly group?: string;
  /** Messages and bytes taken by `send` before it answers busy. */
  readonly queuedMessages?: number;
  readonly queuedBytes?: number;
  /** Body bytes of one frame; lowered to what Corosync takes as a whole. */
  readonly pieceBytes?: number;
  /** After so long a wait for Corosync is overdue; it goes on. */
  readonly overdueAfterMs?: number;
  /** After so long without an answer to a call, Corosync counts as silent. */
  readonly silentAfterMs?: number;
}

const MOST_MESSAGE_BYTES = 256 << 20;
const FRAMES_UNDER_WAY = 256;
const RECONNECT_FIRST_MS = 50;
const RECONNECT_LONGEST_MS = 500;
const RETRY_FIRST_MS = 1;
const RETRY_LONGEST_MS = 16;
/** Bounds of a departure: what is queued is delivered within the first, the goodbye comes back within the second. */
const DRAIN_DEADLINE_MS = 5_000;
const LEAVE_DEADLINE_MS = 2_000;
const SILENT_AFTER_MS = 3_000;

type Phase = EngineStatus['phase'];

/** The cluster engine on Corosync: closed process group for messages and members, quorum, nodelist. */
export class CorosyncEngine implements ClusterEngine {
  readonly maxMessageBytes = MOST_MESSAGE_BYTES;
  readonly #groupName: string;
  readonly #overdueAfterMs: number;
  readonly #silence: SilenceWatch;
  readonly #pieceBytes: number;
  readonly #outboxLimits: { messages: number; bytes: number };
  readonly #reconnect = new BackOff(RECONNECT_FIRST_MS, RECONNECT_LONGEST_MS);
  readonly #retry = new BackOff(RETRY_FIRST_MS, RETRY_LONGEST_MS);
  readonly #reassembly = new Reassembly(MOST_MESSAGE_BYTES);
  readonly #calls = new CallQueue(Date.now);
  readonly #writableWaiters: ((isWritable: boolean) => void)[] = [];
  #libraries: CorosyncLibraries | null = null;
  #handlers: EngineHandlers | null = null;
  #started: ((result: StartResult) => void) | null = null;
  #left: (() => void) | null = null;
  #phase: Phase = 'idle';
  #group: Group | null = null;
  #quorum: Connection | null = null;
  #outbox: Outbox;
  #nodeId = 0;
  #nodes: readonly ConfiguredNode[] = [];
  #names = new Map<number, string>();
  /** Goes up with every connection made or given up: what belongs to an older one is let go. */
  #attempt = 0;
  #clusterName = '';
  #settlingMs = 0;
  #members: readonly EngineMember[] = [];
  #self: EngineMember | null = null;
  #wait: EngineWait | null = null;
  #connectTimer: NodeJS.Timeout | null = null;
  #retryTimer: NodeJS.Timeout | null = null;
  #leaveTimer: NodeJS.Timeout | null = null;
  #hasSaidGoodbye = false;
  #sentMessages = 0;
  #deliveredMessages = 0;
  #reconnects = 0;
  #damagedMessages = 0;
  #lastDamage: EngineProblem | null = null;

  constructor(options: CorosyncEngineOptions = {}) {
    this.#groupName = options.group ?? 'hawser';
    this.#overdueAfterMs = options.overdueAfterMs ?? 60_000;
    this.#silence = new SilenceWatch({
      calls: this.#calls,
      silentAfterMs: options.silentAfterMs ?? SILENT_AFTER_MS,
      isJoined: () => this.#self !== null,
      ask: () => void this.#group?.localNodeId(),
      told: (problem) => this.#handlers?.silent(problem),
    });
    this.#pieceBytes = options.pieceBytes ?? 256 << 10;
    this.#outboxLimits = { messages: options.queuedMessages ?? 4096, bytes: options.queuedBytes ?? 16 << 20 };
    this.#outbox = this.#newOutbox(this.#pieceBytes);
  }

  start(handlers: EngineHandlers): Promise<StartResult> {
    if (this.#phase !== 'idle') throw new Error('an engine is started once');
    const loading = loadLibraries();
    if (!loading.ok) {
      this.#phase = 'closed';
      return Promise.resolve(loading);
    }
    this.#libraries = loading.libraries;
    this.#handlers = handlers;
    this.#phase = 'connecting';
    return new Promise((resolve) => {
      this.#started = resolve;
      this.#beginWait('corosync-running');
      this.#silence.start();
      void this.#connect();
    });
  }

  send(bytes: Uint8Array): 'sent' | 'busy' {
    if (bytes.length > MOST_MESSAGE_BYTES) {
      throw new RangeError(messageTooLarge(bytes.length, MOST_MESSAGE_BYTES).message);
    }
    if (this.#phase !== 'joined' || !this.#outbox.hasRoomFor(bytes.length)) return 'busy';
    this.#sentMessages++;
    this.#outbox.add(new Uint8Array(bytes));
    this.#handOver();
    return 'sent';
  }

  writable(): Promise<boolean> {
    if (this.#phase === 'closed') return Promise.resolve(false);
    if (this.#phase === 'joined' && this.#outbox.isWritable) return Promise.resolve(true);
    return new Promise((resolve) => this.#writableWaiters.push(resolve));
  }

  leave(): Promise<void> {
    if (this.#phase !== 'joined') {
      this.close();
      return Promise.resolve();
    }
    this.#phase = 'leaving';
    return new Promise((resolve) => {
      this.#left = resolve;
      this.#leaveTimer = setTimeout(() => this.#sayGoodbye(), DRAIN_DEADLINE_MS);
      this.#leaveWhenDrained();
    });
  }

  close(): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    this.#disconnect();
    this.#wait = null;
    this.#silence.stop();
    for (const timer of [this.#connectTimer, this.#leaveTimer]) if (timer !== null) clearTimeout(timer);
    this.#started?.({ ok: false, problem: notMember('the engine was closed') });
    this.#left?.();
    this.#wakeWriters(false);
  }

  released(): Promise<void> {
    return this.#calls.idle();
  }

  self(): EngineMember | null {
    return this.#self;
  }

  nodes(): readonly ConfiguredNode[] {
    return this.#nodes;
  }

  settlingMs(): number {
    return this.#settlingMs;
  }

  clusterName(): string {
    return this.#clusterName;
  }

  status(): EngineStatus {
    return {
      phase: this.#phase,
      wait: this.#currentWait(),
      queuedMessages: this.#outbox.queuedMessages,
      queuedBytes: this.#outbox.queuedBytes,
      unconfirmedMessages: this.#outbox.messagesUnderWay,
      sentMessages: this.#sentMessages,
      deliveredMessages: this.#deliveredMessages,
      reconnects: this.#reconnects,
      damagedMessages: this.#damagedMessages,
      lastDamage: this.#lastDamage,
    };
  }

  #currentWait(): EngineWait | null {
    if (this.#wait === null) return this.#silence.wait;
    const { deadline, problem } = this.#wait;
    return { ...this.#wait, problem: this.#silence.problem ?? problem, isOverdue: Date.now() > deadline };
  }

  #newOutbox(pieceBytes: number): Outbox {
    return new Outbox({ ...this.#outboxLimits, pieceBytes, framesUnderWay: FRAMES_UNDER_WAY });
  }

  // ---- connecting

  #beginWait(condition: EngineWait['condition']): void {
    const now = Date.now();
    this.#wait = {
      condition,
      since: now,
      deadline: now + this.#overdueAfterMs,
      isOverdue: false,
      attempts: 0,
      problem: null,
    };
  }

  async #connect(): Promise<void> {
    this.#connectTimer = null;
    const attempt = ++this.#attempt;
    const failure = await this.#tryConnect(attempt);
    if (attempt !== this.#attempt) return;
    if (this.#wait !== null) {
      this.#wait = { ...this.#wait, attempts: this.#wait.attempts + 1, problem: failure };
    }
    if (failure === null) return;
    this.#disconnect();
    if (failure.isRetried) {
      this.#connectTimer = setTimeout(() => void this.#connect(), this.#reconnect.next());
      return;
    }
    const started = this.#started;
    this.#started = null;
    if (started !== null) started({ ok: false, problem: failure });
    else this.#handlers?.down(failure);
    this.close();
  }

  /** Connects and asks to join. An attempt that was overtaken meanwhile closes what it opened. */
  async #tryConnect(attempt: number): Promise<EngineProblem | null> {
    const libraries = this.#libraries as CorosyncLibraries;
    const group = await Group.open(libraries, this.#calls, this.#groupName, {
      delivered: (from, frame) => this.#receive(from, frame),
      changed: (change) => this.#changeWhenNamed(change),
      ended: (call, code) => this.#lose(describeLoss(call, code)),
    });
    if (!(group instanceof Group)) return describeConnectFailure(group.call, group.code);
    if (attempt !== this.#attempt) {
      group.close();
      return null;
    }
    this.#group = group;
    const nodeId = await group.localNodeId();
    if (nodeId === null || !(await this.#readNodelist())) {
      return describeConnectFailure('cpg_local_get', CorosyncError.tryAgain);
    }
    const largest = (await group.largestFrame()) ?? this.#pieceBytes;
    if (attempt !== this.#attempt) return null;
    this.#nodeId = nodeId;
    this.#outbox = this.#newOutbox(Math.min(this.#pieceBytes, largest - FRAME_HEADER_BYTES));
    const quorum = await openQuorum(libraries, this.#calls, {
      changed: (state) => void this.#tellQuorum(state, attempt),
      ended: (call, code) => this.#lose(describeLoss(call, code)),
    });
    if ('code' in quorum) return describeConnectFailure(quorum.call, quorum.code);
    if (attempt !== this.#attempt) {
      quorum.close();
      return null;
    }
    this.#quorum = quorum;
    const joined = await group.join();
    return joined === CorosyncError.ok ? null : describeConnectFailure('cpg_join', joined);
  }

  /** With the nodes as they are configured by then; calls come back in order, so these are told in order. */
  async #tellQuorum(state: QuorumState, attempt: number): Promise<void> {
    await this.#readNodelist();
    if (attempt !== this.#attempt) return;
    if (this.#phase === 'joined' || this.#phase === 'connecting') this.#handlers?.quorum(state);
  }

  /** The connection broke: nothing is known any more until the group is joined anew. */
  #lose(problem: EngineProblem): void {
    if (this.#phase === 'closed') return;
    const wasMember = this.#self !== null;
    this.#disconnect();
    if (this.#phase === 'leaving') {
      this.close();
      return;
    }
    this.#reconnects++;
    this.#phase = 'connecting';
    this.#beginWait('corosync-running');
    this.#connectTimer = setTimeout(() => void this.#connect(), this.#reconnect.next());
    if (wasMember) this.#handlers?.down(problem);
  }

  #disconnect(): void {
    this.#attempt++;
    this.#silence.reset();
    this.#quorum?.close();
    this.#quorum = null;
    this.#group?.close();
    this.#group = null;
    this.#self = null;
    this.#members = [];
    this.#outbox.clear();
    this.#reassembly.forgetAll();
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
  }

  async #readNodelist(): Promise<boolean> {
    const cluster = await readConfiguredCluster(this.#libraries as CorosyncLibraries, this.#calls);
    if (cluster === null) return false;
    this.#nodes = cluster.nodes;
    this.#clusterName = cluster.name;
    this.#settlingMs = cluster.settlingMs;
    this.#names = new Map(cluster.nodes.map(({ nodeId, name }) => [nodeId, name]));
    return true;
  }

  // ---- what the group tells

  #receive({ nodeId, pid }: GroupAddress, frame: Uint8Array): void {
    const sender = `${nodeId}/${pid}`;
    const assembled = this.#reassembly.accept(sender, frame);
    const from = this.#memberOf(nodeId, pid);
    if (this.#self !== null && from === this.#self) {
      this.#outbox.cameBack(assembled.kind === 'message');
      this.#retry.reset();
    }
    if (assembled.kind === 'damaged') {
      this.#damagedMessages++;
      this.#lastDamage = damagedMessage(nodeId, assembled.why);
    } else if (assembled.kind === 'message') {
      this.#deliveredMessages++;
      this.#handlers?.delivered(from, assembled.bytes);
    }
    this.#handOver();
    this.#leaveWhenDrained();
  }

  /** A member whose name is not known yet is looked up first; what comes after the change waits. */
  #changeWhenNamed(change: GroupChange): void {
    const group = this.#group;
    if (group === null || change.members.every(({ nodeId }) => this.#names.has(nodeId))) {
      this.#change(change);
      return;
    }
    group.pause();
    void this.#readNodelist().then(() => {
      if (this.#group !== group) return;
      try {
        this.#change(change);
      } finally {
        group.resume();
      }
    });
  }

  #change(change: GroupChange): void {
    const members = change.members
      .map(({ nodeId, pid }) => this.#memberOf(nodeId, pid))
      .sort((a, b) => a.nodeId - b.nodeId || a.pid - b.pid);
    this.#members = members;
    const own = members.find(({ nodeId, pid }) => nodeId === this.#nodeId && pid === process.pid);
    for (const { nodeId, pid } of change.left) this.#reassembly.forget(`${nodeId}/${pid}`);
    if (own === undefined) {
      this.#expelled();
      return;
    }
    const told: MembershipChange = {
      members,
      joined: change.joined.map(({ nodeId, pid, reason }) => ({
        member: this.#memberOf(nodeId, pid),
        reason,
      })),
      left: change.left.map(({ nodeId, pid, reason }) => ({ member: this.#memberOf(nodeId, pid), reason })),
    };
    if (change.joined.length > 0) this.#sendAgain();
    this.#enter(own);
    this.#handlers?.membership(told);
    this.#handOver();
    if (this.#outbox.isWritable) this.#wakeWriters(true);
  }

  /** Members joined: see Reassembly. Our unfinished message, if the others have seen part of it, goes out again. */
  #sendAgain(): void {
    if (this.#reassembly.hasPartial(`${this.#nodeId}/${process.pid}`)) this.#outbox.restartHead();
    this.#reassembly.forgetAll();
  }

  #enter(own: EngineMember): void {
    this.#self = own;
    if (this.#phase !== 'connecting') return;
    this.#phase = 'joined';
    this.#wait = null;
    this.#reconnect.reset();
    this.#started?.({ ok: true });
    this.#started = null;
  }

  /** We are not among the members: our own goodbye came back, or the group closed on us. */
  #expelled(): void {
    if (this.#phase === 'leaving') this.close();
    else if (this.#self !== null) this.#lose(notMember('the group lists this process no longer'));
  }

  #memberOf(nodeId: number, pid: number): EngineMember {
    for (const member of this.#members) if (member.nodeId === nodeId && member.pid === pid) return member;
    return { nodeId, name: this.#names.get(nodeId) ?? String(nodeId), pid };
  }

  // ---- sending

  #handOver(): void {
    const group = this.#group;
    if (group === null || this.#retryTimer !== null) return;
    const piece = this.#outbox.next();
    if (piece !== null) {
      void group.multicast(writeFrameHeader(piece.header), piece.body).then((code) => {
        if (this.#group === group) this.#handedOver(code);
      });
    }
    if (this.#writableWaiters.length > 0 && this.#outbox.isWritable) this.#wakeWriters(true);
  }

  #handedOver(code: number): void {
    if (code === CorosyncError.ok) {
      this.#outbox.taken();
      this.#handOver();
      this.#leaveWhenDrained();
      return;
    }
    this.#outbox.notTaken();
    if (isTryAgain(code)) this.#retryTimer = setTimeout(() => this.#retryHandOver(), this.#retry.next());
    else this.#lose(describeLoss('cpg_mcast_joined', code));
  }

  #retryHandOver(): void {
    this.#retryTimer = null;
    this.#handOver();
    this.#leaveWhenDrained();
  }

  #wakeWriters(isWritable: boolean): void {
    if (isWritable && this.#phase !== 'joined') return;
    for (const wake of this.#writableWaiters.splice(0)) wake(isWritable);
  }

  // ---- leaving

  #leaveWhenDrained(): void {
    if (this.#phase === 'leaving' && this.#outbox.isEmpty) this.#sayGoodbye();
  }

  #sayGoodbye(): void {
    if (this.#phase !== 'leaving' || this.#hasSaidGoodbye) return;
    this.#hasSaidGoodbye = true;
    if (this.#leaveTimer !== null) clearTimeout(this.#leaveTimer);
    this.#leaveTimer = setTimeout(() => this.close(), LEAVE_DEADLINE_MS);
    const group = this.#group;
    if (group === null) this.close();
    else {
      void group.leave().then((code) => {
        if (code !== CorosyncError.ok && this.#group === group) this.close();
      });
    }
  }
}
