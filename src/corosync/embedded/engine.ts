import type {
  ClusterEngine,
  ConfiguredNode,
  EngineHandlers,
  EngineMember,
  EngineStatus,
  EngineWait,
  MemberChange,
  QuorumState,
  StartResult,
} from '../engine.ts';
import { connectionLost, corosyncNotRunning, messageTooLarge, notMember } from '../problem.ts';
import type { EmbeddedCluster } from './cluster.ts';

const MOST_MESSAGE_BYTES = 256 << 20;
const MOST_MESSAGES_UNDER_WAY = 4096;
const MOST_BYTES_UNDER_WAY = 16 << 20;
/** Events told in one turn of the event loop. */
const EVENTS_PER_TURN = 256;
const OVERDUE_AFTER_MS = 60_000;
/** Corosync's number for a connection that broke. */
const LIBRARY_ERROR = 2;

/** The cluster engine without Corosync; made by EmbeddedCluster.createEngine. */
export class EmbeddedEngine implements ClusterEngine {
  readonly maxMessageBytes = MOST_MESSAGE_BYTES;
  readonly member: EngineMember;
  readonly #cluster: EmbeddedCluster;
  readonly #inbox: (() => void)[] = [];
  readonly #writableWaiters: ((isWritable: boolean) => void)[] = [];
  #handlers: EngineHandlers | null = null;
  #started: ((result: StartResult) => void) | null = null;
  #left: (() => void) | null = null;
  #phase: EngineStatus['phase'] = 'idle';
  /** In the cluster's books; told to the owner only when the inbox gets there. */
  #isSeated = false;
  #isMember = false;
  #isTurnDue = false;
  #wait: EngineWait | null = null;
  #messagesUnderWay = 0;
  #bytesUnderWay = 0;
  #sentMessages = 0;
  #deliveredMessages = 0;
  #reconnects = 0;

  constructor(cluster: EmbeddedCluster, member: EngineMember) {
    this.#cluster = cluster;
    this.member = member;
  }

  start(handlers: EngineHandlers): Promise<StartResult> {
    if (this.#phase !== 'idle') throw new Error('an engine is started once');
    this.#handlers = handlers;
    this.#phase = 'connecting';
    return new Promise((resolve) => {
      this.#started = resolve;
      this.#beginWait();
      this.#connect();
    });
  }

  send(bytes: Uint8Array): 'sent' | 'busy' {
    if (bytes.length > MOST_MESSAGE_BYTES) {
      throw new RangeError(messageTooLarge(bytes.length, MOST_MESSAGE_BYTES).message);
    }
    if (this.#phase !== 'joined' || !this.#isSeated || !this.#hasRoomFor(bytes.length)) return 'busy';
    this.#sentMessages++;
    this.#messagesUnderWay++;
    this.#bytesUnderWay += bytes.length;
    this.#cluster.multicast(this.member, new Uint8Array(bytes));
    return 'sent';
  }

  writable(): Promise<boolean> {
    if (this.#phase === 'closed') return Promise.resolve(false);
    if (this.#isWritable()) return Promise.resolve(true);
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
      this.#leaveWhenDrained();
    });
  }

  close(): void {
    if (this.#phase === 'closed') return;
    const wasLeaving = this.#phase === 'leaving' && this.#messagesUnderWay === 0;
    this.#phase = 'closed';
    this.#isMember = false;
    this.#inbox.length = 0;
    this.#wait = null;
    if (this.#isSeated) this.#cluster.leave(this, wasLeaving ? 'leave' : 'process-down');
    this.#isSeated = false;
    this.#cluster.forget(this);
    this.#started?.({ ok: false, problem: notMember('the engine was closed') });
    this.#left?.();
    for (const wake of this.#writableWaiters.splice(0)) wake(false);
  }

  released(): Promise<void> {
    return Promise.resolve();
  }

  self(): EngineMember | null {
    return this.#isMember ? this.member : null;
  }

  nodes(): readonly ConfiguredNode[] {
    return this.#cluster.nodes;
  }

  settlingMs(): number {
    return 0;
  }

  clusterName(): string {
    return this.#cluster.name;
  }

  status(): EngineStatus {
    const wait = this.#wait;
    return {
      phase: this.#phase,
      wait: wait === null ? null : { ...wait, isOverdue: Date.now() > wait.deadline },
      queuedMessages: 0,
      queuedBytes: 0,
      unconfirmedMessages: this.#messagesUnderWay,
      sentMessages: this.#sentMessages,
      deliveredMessages: this.#deliveredMessages,
      reconnects: this.#reconnects,
      damagedMessages: 0,
      lastDamage: null,
    };
  }

  // ---- for the cluster: each is noted now and told in a turn of its own

  noteMembership(
    members: readonly EngineMember[],
    joined: readonly MemberChange[],
    left: readonly MemberChange[],
  ): void {
    this.#note(() => {
      if (joined.some(({ member }) => member === this.member)) this.#enter();
      this.#handlers?.membership({ members, joined, left });
    });
  }

  noteMessage(from: EngineMember, bytes: Uint8Array): void {
    this.#note(() => {
      if (from === this.member) {
        this.#messagesUnderWay--;
        this.#bytesUnderWay -= bytes.length;
      }
      this.#deliveredMessages++;
      this.#handlers?.delivered(from, new Uint8Array(bytes));
      if (this.#isWritable()) for (const wake of this.#writableWaiters.splice(0)) wake(true);
      this.#leaveWhenDrained();
    });
  }

  noteQuorum(state: QuorumState): void {
    this.#note(() => this.#handlers?.quorum(state));
  }

  /** The cluster layer of our node is gone, and with it what it had not told. */
  connectionLost(): void {
    if (this.#phase === 'idle' || this.#phase === 'closed') return;
    this.#isSeated = false;
    this.#inbox.length = 0;
    this.#messagesUnderWay = 0;
    this.#bytesUnderWay = 0;
    const wasMember = this.#isMember;
    this.#isMember = false;
    if (this.#phase === 'leaving') {
      this.close();
      return;
    }
    this.#phase = 'connecting';
    this.#beginWait();
    this.#reconnects++;
    if (wasMember) this.#note(() => this.#handlers?.down(connectionLost('embedded', LIBRARY_ERROR)));
    this.#connect();
  }

  connectionPossible(): void {
    if (this.#phase === 'connecting' && !this.#isSeated) this.#connect();
  }

  // ----

  #connect(): void {
    const isPossible = this.#cluster.isRunning(this.member.nodeId);
    if (this.#wait !== null) {
      const problem = isPossible ? null : corosyncNotRunning(null);
      this.#wait = { ...this.#wait, attempts: this.#wait.attempts + 1, problem };
    }
    if (!isPossible) return;
    this.#isSeated = true;
    this.#cluster.join(this);
  }

  #beginWait(): void {
    const since = Date.now();
    const deadline = since + OVERDUE_AFTER_MS;
    this.#wait = {
      condition: 'corosync-running',
      since,
      deadline,
      isOverdue: false,
      attempts: 0,
      problem: null,
    };
  }

  #enter(): void {
    this.#isMember = true;
    this.#phase = 'joined';
    this.#wait = null;
    this.#started?.({ ok: true });
    this.#started = null;
    for (const wake of this.#writableWaiters.splice(0)) wake(true);
  }

  #hasRoomFor(bytes: number): boolean {
    if (this.#messagesUnderWay === 0) return true;
    return (
      this.#messagesUnderWay < MOST_MESSAGES_UNDER_WAY && this.#bytesUnderWay + bytes <= MOST_BYTES_UNDER_WAY
    );
  }

  #isWritable(): boolean {
    if (this.#phase !== 'joined') return false;
    return (
      this.#messagesUnderWay * 2 <= MOST_MESSAGES_UNDER_WAY && this.#bytesUnderWay * 2 <= MOST_BYTES_UNDER_WAY
    );
  }

  #leaveWhenDrained(): void {
    if (this.#phase === 'leaving' && this.#messagesUnderWay === 0) this.close();
  }

  #note(event: () => void): void {
    if (this.#phase === 'closed') return;
    this.#inbox.push(event);
    this.#scheduleTurn();
  }

  #scheduleTurn(): void {
    if (this.#isTurnDue) return;
    this.#isTurnDue = true;
    setImmediate(() => {
      this.#isTurnDue = false;
      try {
        for (let i = 0; i < EVENTS_PER_TURN && this.#phase !== 'closed'; i++) {
          const event = this.#inbox.shift();
          if (event === undefined) break;
          event();
        }
      } finally {
        if (this.#inbox.length > 0) this.#scheduleTurn();
      }
    });
  }
}
