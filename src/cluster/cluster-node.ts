import { createController, step } from '../controller/controller.ts';
import type { Effect } from '../controller/model/effect.ts';
import type { EffectResult, Event } from '../controller/model/event.ts';
import type { FencingRecord } from '../controller/model/fencing.ts';
import type { Departure, LeaveReason, Member } from '../controller/model/member.ts';
import type { ControllerTimes } from '../controller/model/options.ts';
import type { ClientAnswer, ClientRequest } from '../controller/model/request.ts';
import type { ControllerState } from '../controller/model/state.ts';
import { mayFeedWatchdog, owesItsEnd } from '../controller/self-fencing/proof.ts';
import type { ClusterEngine, MemberReason, MembershipChange, QuorumState } from '../corosync/engine.ts';
import type { EngineProblem } from '../corosync/problem.ts';
import type { Problem } from '../result/problem.ts';
import { decodeMessage, encodeMessage } from './message-codec.ts';
import { Outbox } from './outbox.ts';
import type { Clock, LogSink, NodeStore, OperationRunner, SelfFencing, WatchdogArming } from './parts.ts';
import { answersAgain, messagesStuck, nodeEnds, notJoined, tooManyRequests } from './problem.ts';
import { ServiceLedger } from './service-ledger.ts';
import { Timers } from './timers.ts';

/** Requests of clients that may be open at one time. */
const MOST_REQUESTS = 1000;
/**
 * What a proof that a node is heard takes at most besides what the membership service takes: a word on quorum that does not
 * come is waited for so long.
 */
const LEASE_BESIDES_MS = 12_000;

/** Watches what a node does, for metrics, alerts and demonstrations; must neither throw nor take long. */
export interface NodeObserver {
  /** `state` is that after the step. */
  stepped(event: Event, effects: readonly Effect[], milliseconds: number, state: ControllerState): void;
}

export interface ClusterNodeOptions {
  readonly engine: ClusterEngine;
  readonly runner: OperationRunner;
  readonly store: NodeStore;
  readonly clock: Clock;
  readonly log: LogSink;
  readonly selfFencing: SelfFencing;
  /** Never used twice on a node: tells one life of the daemon from the next. */
  readonly incarnation: string;
  /** Called once, as soon as the watchdog is to be fed; `null` on a node that has none. */
  readonly armWatchdog: WatchdogArming | null;
  /** Called once when the node has left the group by itself, in good order. */
  readonly onLeft?: (why: string) => void;
  /** The membership service stands still: what this node believes of the others may be old. False: it answers again. */
  readonly onSilent?: (isSilent: boolean) => void;
  readonly observer?: NodeObserver;
  readonly times?: Partial<ControllerTimes>;
  /** Time of day at a moment of the clock, epoch ms; without it the same. */
  readonly timeOfDay?: (at: number) => number;
  readonly localOffset?: (epochSeconds: number) => number;
}

/**
 * One node of the cluster: ties the controller, which decides, to the membership service, the agents, the disk and
 * the clock. Events go in one after another; effects are performed in the order given; the result of each goes back
 * under its id.
 */
export class ClusterNode {
  readonly #options: ClusterNodeOptions;
  readonly #outbox: Outbox;
  readonly #timers: Timers;
  readonly #ledger = new ServiceLedger();
  readonly #events: Event[] = [];
  readonly #answers = new Map<string, (answer: ClientAnswer) => void>();
  #state: ControllerState | null = null;
  #cib: string | null = null;
  #fencingHistory: readonly FencingRecord[] = [];
  #earlyQuorum: QuorumState | null = null;
  #isStepping = false;
  #isClosed = false;
  #hasSelfFenced = false;
  #lastTime = 0;
  #requestCount = 0;

  constructor(options: ClusterNodeOptions) {
    this.#options = options;
    this.#outbox = new Outbox(options.engine, (count) => this.#giveUp(messagesStuck(count)));
    this.#timers = new Timers(options.clock, (timerId) =>
      this.#feed({ kind: 'timer', at: this.#now(), timerId }),
    );
  }

  /** The node's name; empty before it was in a group for the first time. */
  get name(): string {
    return this.#state?.options.self.name ?? this.#options.engine.self()?.name ?? '';
  }

  /** The controller's state, for looking at only; `null` before the node was in a group. */
  get state(): ControllerState | null {
    return this.#state;
  }

  /** Whether the watchdog may be fed at this moment. */
  mayFeedWatchdog(): boolean {
    return this.#state === null || mayFeedWatchdog(this.#state, this.#now());
  }

  /** Whether the others rely on the end of this node, and something runs here: its watchdog may not be disarmed. */
  owesItsEnd(): boolean {
    return this.#state !== null && owesItsEnd(this.#state);
  }

  /** Messages that wait for the cluster to take them. */
  get queuedMessages(): number {
    return this.#outbox.length;
  }

  /** Reads the CIB and joins. Resolves when joined, or with what stands in the way. */
  async start(): Promise<Problem | null> {
    const kept = await this.#options.store.read();
    if (!kept.ok) return kept.problems.find(({ severity }) => severity === 'error') ?? null;
    this.#cib = kept.value;
    this.#fencingHistory = await this.#options.store.readFencing();
    const started = await this.#options.engine.start({
      delivered: (from, bytes) => this.#delivered(from.nodeId, bytes),
      membership: (change) => this.#membership(change),
      quorum: (quorum) => this.#quorum(quorum),
      down: (problem) => this.#down(problem),
      silent: (problem) => this.#silent(problem),
    });
    return started.ok ? null : { severity: 'error', id: null, at: null, ...started.problem };
  }

  /** Asks the controller; always answered. */
  request(request: ClientRequest): Promise<ClientAnswer> {
    const refuse = (problem: Problem): Promise<ClientAnswer> =>
      Promise.resolve({ kind: 'refused', problems: [problem] });
    if (this.#isClosed) return refuse(nodeEnds(this.name));
    if (this.#state === null) {
      const wait = this.#options.engine.status().wait;
      const reason = wait?.problem?.message ?? 'it waits for the membership service';
      return refuse(notJoined('This node', reason));
    }
    if (this.#answers.size >= MOST_REQUESTS) return refuse(tooManyRequests(this.name, MOST_REQUESTS));
    const requestId = `${this.#options.incarnation}:${++this.#requestCount}`;
    return new Promise((resolve) => {
      this.#answers.set(requestId, resolve);
      this.#feed({ kind: 'request', at: this.#now(), requestId, request });
    });
  }

  /** Ends at once, without goodbye: for the others the process has died. Services stay as they are. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.engine.close();
    this.#timers.clearAll();
    this.#outbox.clear();
    this.#events.length = 0;
    for (const answer of this.#answers.values()) {
      answer({ kind: 'refused', problems: [nodeEnds(this.name)] });
    }
    this.#answers.clear();
    await this.#options.runner.close();
  }

  // ---- what the membership service tells

  #delivered(from: number, bytes: Uint8Array): void {
    const message = decodeMessage(from, bytes);
    if (message.ok) this.#feed({ kind: 'delivered', at: this.#now(), from, message: message.value });
    else for (const problem of message.problems) this.#tell(problem);
  }

  #membership(change: MembershipChange): void {
    if (this.#state === null && !this.#begin()) return;
    const members = nodeIds(change.members);
    const left: Departure[] = change.left.map(({ member, reason }) => ({
      nodeId: member.nodeId,
      reason: departure(reason),
    }));
    const joined = nodeIds(change.joined.map(({ member }) => member));
    const returned = joined.filter((nodeId) => left.some((one) => one.nodeId === nodeId));
    // A process that was replaced at once is one that left, and then one that joined.
    if (returned.length > 0) {
      const rest = members.filter((nodeId) => !joined.includes(nodeId));
      this.#feed({ kind: 'membership', at: this.#now(), members: rest, joined: [], left });
      this.#feed({ kind: 'membership', at: this.#now(), members, joined, left: [] });
    } else {
      this.#feed({ kind: 'membership', at: this.#now(), members, joined, left });
    }
    if (this.#earlyQuorum !== null) {
      const quorum = this.#earlyQuorum;
      this.#earlyQuorum = null;
      this.#quorum(quorum);
    }
  }

  #quorum(quorum: QuorumState): void {
    if (this.#state === null) {
      this.#earlyQuorum = quorum;
      return;
    }
    const { isQuorate, nodeIds: members } = quorum;
    this.#feed({ kind: 'quorum', at: this.#now(), isQuorate, members });
  }

  #silent(problem: EngineProblem | null): void {
    if (problem !== null) this.#tell({ severity: 'error', id: null, at: null, ...problem });
    else this.#options.log(answersAgain(this.name));
    this.#options.onSilent?.(problem !== null);
  }

  #down(problem: EngineProblem): void {
    this.#options.onSilent?.(false);
    this.#outbox.clear();
    this.#feed({
      kind: 'engine-lost',
      at: this.#now(),
      problem: {
        code: problem.code,
        severity: 'error',
        message: problem.message,
        hint: problem.hint,
        id: null,
        at: null,
      },
    });
  }

  /** Makes the controller: only now that the node is in a group its id and name are known. */
  #begin(): boolean {
    const { engine, incarnation, armWatchdog, times, timeOfDay, localOffset } = this.#options;
    const hasWatchdog = armWatchdog !== null;
    const own = engine.self();
    if (own === null) return false;
    const self: Member = { nodeId: own.nodeId, name: own.name, incarnation, hasWatchdog };
    this.#state = createController({
      self,
      cib: this.#cib,
      // Two losses one after the other may be settled, and this node is in the part that goes on.
      leaseMs: () => 2 * engine.settlingMs() + LEASE_BESIDES_MS,
      fencingHistory: this.#fencingHistory,
      configuredNodes: engine.nodes().map(({ nodeId, name }) => ({ nodeId, name })),
      seed: incarnation,
      ...(times === undefined ? {} : { times }),
      ...(timeOfDay === undefined ? {} : { timeOfDay }),
      ...(localOffset === undefined ? {} : { localOffset }),
    });
    this.#cib = null;
    return true;
  }

  // ---- events in, effects out

  #now(): number {
    this.#lastTime = Math.max(this.#lastTime, this.#options.clock());
    return this.#lastTime;
  }

  #feed(event: Event): void {
    if (this.#isClosed || this.#state === null) return;
    this.#events.push(event);
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) this.#step(next);
    } finally {
      this.#isStepping = false;
    }
  }

  #step(event: Event): void {
    if (this.#state === null) return;
    const begin = performance.now();
    const { state, effects } = step(this.#state, event);
    this.#state = state;
    for (const effect of actsFirst(effects)) this.#perform(effect);
    this.#options.observer?.stepped(event, effects, performance.now() - begin, state);
  }

  #finish(effectId: number, result: EffectResult): void {
    this.#feed({ kind: 'effect-finished', at: this.#now(), effectId, result });
  }

  #perform(effect: Effect): void {
    const { runner, store, log, selfFencing } = this.#options;
    switch (effect.kind) {
      case 'send':
        this.#outbox.send(encodeMessage(effect.message));
        return;
      case 'run-operation': {
        const { effectId, order } = effect;
        runner.run(effectId, order, (result) => {
          this.#ledger.record(order, result);
          this.#finish(effectId, { kind: 'operation', result });
        });
        return;
      }
      case 'cancel-operation': {
        const { effectId, startedBy, resource, task, intervalMs } = effect;
        void runner
          .cancel({ startedBy, resource, task, intervalMs })
          .then(() => this.#finish(effectId, { kind: 'cancelled' }));
        return;
      }
      case 'fence': {
        const { effectId, order } = effect;
        void runner.fence(order).then((result) => this.#finish(effectId, { kind: 'fence', result }));
        return;
      }
      case 'set-timer':
        this.#timers.set(effect.timerId, effect.at);
        return;
      case 'clear-timer':
        this.#timers.clear(effect.timerId);
        return;
      case 'persist': {
        const { effectId, cib, version, digest } = effect;
        void store
          .write(cib, version, digest)
          .then((problem) => this.#finish(effectId, { kind: 'persisted', problem }));
        return;
      }
      case 'answer': {
        const answer = this.#answers.get(effect.requestId);
        this.#answers.delete(effect.requestId);
        answer?.(effect.answer);
        return;
      }
      case 'keep-transition':
        store.keep(effect.input);
        return;
      case 'fencing-ended':
        // Told to those who watch; nothing is done about it.
        return;
      case 'keep-fencing':
        store.keepFencing(effect.records);
        return;
      case 'arm-watchdog': {
        const resetMs = this.#options.armWatchdog?.() ?? null;
        this.#finish(effect.effectId, { kind: 'watchdog-armed', resetMs });
        return;
      }
      case 'self-fence':
        if (this.#hasSelfFenced) return;
        this.#hasSelfFenced = true;
        selfFencing(effect.why);
        return;
      case 'leave':
        void this.#leave(effect.why);
        return;
      case 'log':
        log(effect.record);
    }
  }

  async #leave(why: string): Promise<void> {
    await this.#outbox.empty();
    const isSeen = await this.#options.engine.leave();
    if (isSeen) this.#feed({ kind: 'left-group', at: this.#now() });
    await this.close();
    this.#options.onLeft?.(why);
  }

  /** Stops every service this node runs by its own knowledge, the one begun last first. */
  async stopServices(): Promise<void> {
    for (const order of this.#ledger.stops()) {
      await new Promise<void>((resolve) => {
        // Negative ids are never given out by a controller.
        this.#options.runner.run(-1, order, (result) => {
          this.#ledger.record(order, result);
          resolve();
        });
      });
    }
  }

  #giveUp(problem: Problem): void {
    this.#tell(problem);
    this.#options.selfFencing(problem.message);
  }

  #tell({ code, severity, message, hint }: Problem): void {
    this.#options.log({ severity, code, message: `${message}; ${hint}`, values: {} });
  }
}

/** What nobody waits for. */
const TELLS: ReadonlySet<Effect['kind']> = new Set(['log', 'keep-transition', 'keep-fencing']);
/** What may be the end of this process: everything before it has to be told. */
const ENDS: ReadonlySet<Effect['kind']> = new Set(['self-fence', 'leave']);

/** The same effects, but words and records do not keep the cluster waiting for messages and agents. */
function actsFirst(effects: readonly Effect[]): readonly Effect[] {
  if (effects.length < 2 || effects.some(({ kind }) => ENDS.has(kind))) return effects;
  return [
    ...effects.filter(({ kind }) => !TELLS.has(kind)),
    ...effects.filter(({ kind }) => TELLS.has(kind)),
  ];
}

function nodeIds(members: readonly { readonly nodeId: number }[]): number[] {
  return [...new Set(members.map(({ nodeId }) => nodeId))].sort((a, b) => a - b);
}

function departure(reason: MemberReason): LeaveReason {
  if (reason === 'leave') return 'left';
  return reason === 'process-down' ? 'process-down' : 'node-down';
}
