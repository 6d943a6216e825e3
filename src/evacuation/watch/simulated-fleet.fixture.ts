import { type BrakeLimits, DEFAULT_BRAKES, type Disarming } from '../../evidence/brakes/brakes.ts';
import { holdText } from '../../evidence/brakes/hold-text.ts';
import type { Fact } from '../../evidence/fact.ts';
import type { Policy } from '../../evidence/policy/policy.ts';
import type { Signal } from '../../evidence/signal.ts';
import { type Judgement, judge } from '../../evidence/verdict.ts';
import { DEFAULT_SELECTION } from '../model/instance.ts';
import { DEFAULT_RESPONSE_LIMITS, type ResponseOrder } from '../model/order.ts';
import type { CallOutcome, IncidentEnd, ResponseEffect, ResponseEvent } from '../run/event.ts';
import { type SimulatedInstance, SimulatedServers } from '../run/simulated-servers.fixture.ts';
import { newResponse, type ResponseState } from '../run/state.ts';
import { nextWake, step } from '../run/step.ts';
import { fleetHost } from './fleet.ts';
import type { HostRecord } from './host-record.ts';
import { leaveFor } from './leave.ts';
import { newOrder } from './new-order.ts';
import { decideRound } from './round.ts';
import { newWatch } from './watch-state.ts';

/** From when until when, ms. */
export type Span = readonly [number, number];

/** One host and all that goes wrong with it and with what is said of it. */
export interface FleetHostPlan {
  readonly instances: readonly SimulatedInstance[];
  /** The machine loses its power, or nothing on it answers while it runs on: its instances may still write. */
  readonly loss: { readonly kind: 'power' | 'hang'; readonly span: Span } | null;
  /** The compute service is dead, the rest lives. */
  readonly serviceDown: Span | null;
  /** Nova says down of a service that is up. */
  readonly novaLies: Span | null;
  /** Echo requests to the host itself get lost; its instances answer. */
  readonly addressSilent: Span | null;
  /** `lying-on`: it always says on. */
  readonly bmc: 'obeys' | 'dead' | 'deaf' | 'lying-on';
}

export interface FleetPlan {
  readonly hosts: readonly FleetHostPlan[];
  /** Nova’s API answers nothing. */
  readonly novaOut: Span | null;
  /** The engine’s own network is cut; Nova is reached by another one. */
  readonly cut: Span | null;
  /** fping cannot be run. */
  readonly echoFails: Span | null;
  readonly disarmed: Span | null;
  readonly mailDead: Span | null;
  /** How long a look takes, one after the other. */
  readonly lookMs: readonly number[];
  /** The engine dies after it has taken so many events more, before or after it acts on the last one. */
  readonly deaths: readonly { readonly afterEvents: number; readonly isBeforeEffects: boolean }[];
}

export const INTERVAL_MS = 20_000;
const CALL_MS = 100;
const BACK_AFTER_MS = 1_000;
/** Nova notices a dead service so late. */
const NOVA_NOTICES_MS = 60_000;
const AGREES_MS = 500;
/** A cut that is younger may not have been seen by the last look. */
const CUT_NOTICED_MS = 60_000;

interface Incident {
  readonly order: ResponseOrder;
  readonly host: number;
  readonly beganAt: number;
  readonly journal: ResponseEvent[];
  state: ResponseState;
  /** In this life of the engine a reading said off. */
  isConfirmedOff: boolean;
  endedAt: number | null;
}

interface Host {
  readonly plan: FleetHostPlan;
  readonly name: string;
  readonly servers: SimulatedServers;
  isPowered: boolean;
  isDisabled: boolean;
  forcedAt: number | null;
}

/** A fleet under a virtual clock: the deciding code of the engine in a world that is slow, wrong, lying and down. */
export class SimulatedFleet {
  now = 0;
  readonly hosts: readonly Host[];
  readonly incidents: Incident[] = [];
  readonly notices: string[] = [];
  /** What must never happen, when it did. */
  readonly violations: string[] = [];
  roundsSkipped = 0;
  deaths = 0;
  readonly #plan: FleetPlan;
  readonly #policy: Policy;
  readonly #limits: BrakeLimits = DEFAULT_BRAKES;
  readonly #deaths: FleetPlan['deaths'][number][];
  #queue: {
    readonly at: number;
    readonly turn: number;
    readonly life: number | null;
    readonly run: () => void;
  }[] = [];
  #watch = newWatch();
  #judgements = new Map<string, Judgement>();
  #vantage: { readonly name: string; readonly answers: boolean | null; readonly at: number }[] = [];
  #turn = 0;
  #life = 0;
  #events = 0;
  #looks = 0;
  #isRounding = false;

  constructor(plan: FleetPlan, policy: Policy) {
    this.#plan = plan;
    this.#policy = policy;
    this.#deaths = [...plan.deaths];
    this.hosts = plan.hosts.map((host, i): Host => {
      const name = `cmp${i}`;
      const entry: Host = {
        plan: host,
        name,
        servers: new SimulatedServers(host.instances, {
          source: name,
          later: (ms, run) => this.#later(ms, run),
          isPowered: () => entry.isPowered,
        }),
        isPowered: true,
        isDisabled: false,
        forcedAt: null,
      };
      if (host.loss?.kind === 'power')
        this.#later(host.loss.span[0], () => {
          entry.isPowered = false;
        });
      return entry;
    });
  }

  /** Runs so long, ms. */
  run(untilMs: number): void {
    this.#startLife();
    for (let turns = 0; turns < 200_000; turns++) {
      this.#queue.sort((a, b) => a.at - b.at || a.turn - b.turn);
      const wake = this.#nextWake();
      const next = this.#queue[0];
      const at = Math.min(wake?.at ?? Number.POSITIVE_INFINITY, next?.at ?? Number.POSITIVE_INFINITY);
      if (at > untilMs) break;
      this.now = Math.max(this.now, at);
      if (wake !== null && wake.at <= (next?.at ?? Number.POSITIVE_INFINITY))
        this.#deliver(wake.incident, { kind: 'tick', at: this.now });
      else if (next !== undefined) {
        this.#queue.shift();
        if (next.life === null || next.life === this.#life) next.run();
      }
    }
    this.#checkEnds();
    for (const { servers } of this.hosts) this.violations.push(...servers.violations);
  }

  ends(): readonly (IncidentEnd | null)[] {
    return this.incidents.map(({ state }) => state.end);
  }

  #startLife(): void {
    this.#watch = newWatch(this.#watch.told);
    this.#judgements = new Map();
    this.#vantage = [];
    this.#isRounding = false;
    for (const incident of this.incidents) {
      if (incident.endedAt !== null) continue;
      const { order, journal } = incident;
      incident.state = newResponse(order);
      incident.isConfirmedOff = false;
      for (const event of JSON.parse(JSON.stringify(journal)) as ResponseEvent[]) step(incident.state, event);
    }
    const life = this.#life;
    for (const incident of this.incidents) {
      if (incident.endedAt === null) this.#deliver(incident, { kind: 'resume', at: this.now });
      if (life !== this.#life) return;
    }
    this.#tick();
  }

  #tick(): void {
    this.#mine(INTERVAL_MS, () => this.#tick());
    if (this.#isRounding) {
      this.roundsSkipped++;
      return;
    }
    this.#isRounding = true;
    const lookMs = this.#plan.lookMs[this.#looks++ % this.#plan.lookMs.length] ?? 0;
    const seen = this.#look(this.hosts);
    this.#mine(lookMs, () => {
      this.#isRounding = false;
      this.#takeRound(seen(this.now));
    });
  }

  #takeRound(judgements: readonly Judgement[]): void {
    const { begin, notices } = decideRound(this.#watch, {
      ...this.#brakes(),
      policy: this.#policy,
      judgements,
      longestGapMs: INTERVAL_MS * 2.5,
      ...this.#facts(),
    });
    for (const { kind, hosts } of notices) this.notices.push(`${kind} ${hosts.join()}`);
    const life = this.#life;
    for (const settled of begin) {
      const order = newOrder(`i${this.incidents.length}`, settled, {
        limits: { ...DEFAULT_RESPONSE_LIMITS, moveMs: 120_000 },
        selection: DEFAULT_SELECTION,
        reserves: [],
        remedies: ['power-on'],
        bootMs: 60_000,
      });
      const host = this.hosts.findIndex(({ name }) => name === order.host);
      const incident: Incident = {
        order,
        host,
        beganAt: this.now,
        journal: [],
        state: newResponse(order),
        isConfirmedOff: false,
        endedAt: null,
      };
      this.#checkBegin(order.host);
      this.incidents.push(incident);
      this.#deliver(incident, { kind: 'begin', at: this.now });
      if (life !== this.#life) return;
    }
  }

  #brakes() {
    const { disarmed } = this.#plan;
    const disarming: Disarming | null =
      disarmed === null || this.now < disarmed[0]
        ? null
        : { owner: 'o', reason: 'r', at: disarmed[0], expiresAt: disarmed[1] };
    return { now: this.now, vantage: this.#vantage, intents: [], disarming, limits: this.#limits };
  }

  #facts() {
    const records = new Map<string, HostRecord>();
    for (const { order, state, beganAt, endedAt } of this.incidents)
      records.set(order.host, { isOpen: endedAt === null, beganAt, end: state.end, endedAt });
    return { aggregates: new Map<string, readonly string[]>(), records, restMs: 600_000 };
  }

  #deliver(incident: Incident, event: ResponseEvent): void {
    incident.journal.push(event);
    this.#events++;
    if (event.kind === 'powered-off' && event.isConfirmedOff) incident.isConfirmedOff = true;
    const effects = step(incident.state, event);
    const [death] = this.#deaths;
    const isDying = death !== undefined && this.#events >= death.afterEvents;
    const life = this.#life;
    if (!isDying || !death.isBeforeEffects) for (const effect of effects) this.#perform(incident, effect);
    if (!isDying || life !== this.#life) return;
    this.#deaths.shift();
    this.#events = 0;
    this.#life++;
    this.deaths++;
    this.#later(BACK_AFTER_MS, () => this.#startLife());
  }

  #nextWake(): { readonly at: number; readonly incident: Incident } | null {
    // Between two lives nobody is woken.
    if (!this.#queue.some(({ life }) => life === this.#life)) return null;
    let first: { readonly at: number; readonly incident: Incident } | null = null;
    for (const incident of this.incidents) {
      const at = incident.endedAt === null ? nextWake(incident.state) : null;
      if (at !== null && (first === null || at < first.at)) first = { at, incident };
    }
    return first;
  }

  #perform(incident: Incident, effect: ResponseEffect): void {
    const host = this.hosts[incident.host] as Host;
    const isOut = isIn(this.#plan.novaOut, this.now);
    const answer = (event: (at: number) => ResponseEvent, ms = CALL_MS): void =>
      this.#mine(ms, () => this.#deliver(incident, event(this.now)));
    const called = (id: number, outcome: CallOutcome, ms?: number): void =>
      answer((at) => ({ kind: 'called', at, id, outcome, words: outcome }), ms);
    switch (effect.kind) {
      case 'judge': {
        const seen = this.#look([host]);
        answer((at) => {
          const [judgement] = seen(at);
          return { kind: 'judged', at, id: effect.id, verdict: judgement?.verdict ?? 'unknown' };
        }, 2_000);
        return;
      }
      case 'remedy':
        called(effect.id, 'refused');
        return;
      case 'ask-leave':
        answer((at) => {
          const facts = this.#facts();
          const fleet = [...this.#judgements.values()].map((judgement) => fleetHost(judgement, facts));
          const { isReleased, holds } = leaveFor(host.name, { ...this.#brakes(), fleet });
          return {
            kind: 'leave',
            at,
            id: effect.id,
            isGranted: isReleased,
            words: holds.map(holdText).join(),
          };
        });
        return;
      case 'disable':
        if (incident.state.isDisabled === false) this.#checkIsolation(incident);
        if (!isOut) host.isDisabled = true;
        called(effect.id, isOut ? 'failed' : 'done');
        return;
      case 'force-down':
        if (!isOut) host.forcedAt ??= this.now;
        called(effect.id, isOut ? 'failed' : 'done');
        return;
      case 'enable-reserve':
        called(effect.id, 'done');
        return;
      case 'power-off':
        this.#powerOff(host, effect.id, answer);
        return;
      case 'ask-service': {
        const isDown = host.forcedAt !== null && this.now >= host.forcedAt + AGREES_MS;
        answer((at) => ({ kind: 'service', at, id: effect.id, isDown: isOut ? null : isDown }));
        return;
      }
      case 'list-instances': {
        const instances = isOut ? null : this.#sightsOn(host);
        answer((at) => ({ kind: 'instances', at, id: effect.id, instances }));
        return;
      }
      case 'look': {
        const sights = isOut ? null : host.servers.sights(effect.instances);
        answer((at) => ({ kind: 'sights', at, id: effect.id, sights }));
        return;
      }
      case 'evacuate': {
        if (!incident.isConfirmedOff)
          this.violations.push(`${host.name}: evacuation without a reading that said off`);
        const { outcome, answerMs } = host.servers.evacuate(effect.instance, effect.target, isOut);
        called(effect.id, outcome, answerMs);
        return;
      }
      case 'reset-state':
        if (!isOut) host.servers.reset(effect.instance);
        called(effect.id, isOut ? 'failed' : 'done');
        return;
      case 'tell':
        if (isIn(this.#plan.mailDead, this.now)) return;
        this.notices.push(`${effect.occasion} ${host.name}`);
        answer((at) => ({ kind: 'told', at, occasion: effect.occasion }));
        return;
      case 'end':
        incident.endedAt ??= this.now;
        return;
    }
  }

  #powerOff(
    host: Host,
    id: number,
    answer: (event: (at: number) => ResponseEvent, ms?: number) => void,
  ): void {
    const { bmc, loss } = host.plan;
    const isLost = loss !== null && this.now >= loss.span[0];
    if (!isLost) this.violations.push(`${host.name}: powered off, and nothing was ever wrong with it`);
    if (bmc === 'obeys' || bmc === 'lying-on')
      this.#later(50, () => {
        host.isPowered = false;
      });
    const isConfirmedOff = bmc === 'obeys' || (bmc === 'deaf' && !host.isPowered);
    answer((at) => ({ kind: 'powered-off', at, id, isConfirmedOff, words: bmc }), 1_000);
  }

  #sightsOn(host: Host) {
    return host.servers
      .sights([...host.servers.servers.keys()])
      .filter(({ instance }) => instance.host === host.name);
  }

  /** Asks the witnesses now; what they say is judged when the look is over. */
  #look(hosts: readonly Host[]): (at: number) => readonly Judgement[] {
    const { cut, echoFails, novaOut } = this.#plan;
    const at = this.now;
    const isCut = isIn(cut, at);
    const isBlind = isIn(echoFails, at);
    const seen = hosts.map((host) => this.#factsOf(host, isCut || isBlind, isIn(novaOut, at)));
    return (judgedAt) => {
      this.#vantage = [{ name: 'gateway', answers: isBlind ? null : !isCut, at }];
      const found = hosts.map((host, i) => judge(this.#policy, host.name, seen[i] ?? [], judgedAt));
      for (const judgement of found) this.#judgements.set(judgement.host, judgement);
      return found;
    };
  }

  #factsOf(host: Host, isSilenceDoubted: boolean, isNovaOut: boolean): readonly Fact[] {
    const { plan, isDisabled, forcedAt, isPowered, servers } = host;
    const fact = (signal: Signal, value: string): Fact => ({
      signal,
      value,
      source: 's',
      at: this.now,
      freshForMs: 60_000,
      words: '',
    });
    if (isNovaOut) return [fact('compute-status', 'unknown'), fact('compute-state', 'unknown')];
    const isLost = isIn(plan.loss?.span ?? null, this.now) || !isPowered;
    const isServiceDead =
      isIn(plan.serviceDown, this.now - NOVA_NOTICES_MS) ||
      isIn(plan.loss?.span ?? null, this.now - NOVA_NOTICES_MS);
    const isDown = forcedAt !== null || isServiceDead || isIn(plan.novaLies, this.now) || !isPowered;
    const echo = (isAlive: boolean): string => (isAlive ? 'alive' : isSilenceDoubted ? 'unknown' : 'silent');
    const isAnswering = !isLost && !isSilenceDoubted;
    const hasInstances = [...servers.servers.values()].some((server) => server.host === host.name);
    return [
      fact('compute-status', isDisabled ? 'disabled' : 'enabled'),
      fact('compute-state', isDown ? 'down' : 'up'),
      fact('host-address', echo(isAnswering && !isIn(plan.addressSilent, this.now))),
      fact('instance-addresses', hasInstances ? echo(isAnswering) : 'none'),
    ];
  }

  #checkBegin(host: string): void {
    const recent = new Set([host]);
    for (const { order, beganAt } of this.incidents)
      if (this.now - beganAt <= this.#limits.lostWindowMs) recent.add(order.host);
    const { mostLost, mostLostShare, mostAtATime } = this.#limits;
    const most = Math.min(mostLost, Math.max(1, Math.floor(this.hosts.length * mostLostShare)));
    if (recent.size > most) this.violations.push(`${recent.size} hosts within the window, ${most} may be`);
    const open = this.incidents.filter(({ endedAt }) => endedAt === null);
    if (open.length + 1 > mostAtATime) this.violations.push(`${open.length + 1} incidents at a time`);
    if (open.some(({ order }) => order.host === host))
      this.violations.push(`${host}: two incidents at a time`);
    if (isIn(this.#plan.disarmed, this.now))
      this.violations.push(`${host}: an incident began while disarmed`);
    this.#checkCut(host);
  }

  #checkIsolation({ order, state }: Incident): void {
    // An isolation that Nova did not obey at first is repeated; leave was asked for before it.
    if (isIn(this.#plan.disarmed, this.now) && this.now - state.stageSince < CALL_MS)
      this.violations.push(`${order.host}: isolated while disarmed`);
    if (this.now - state.stageSince < CALL_MS) this.#checkCut(order.host);
  }

  #checkCut(host: string): void {
    const { cut } = this.#plan;
    if (cut !== null && this.now >= cut[0] + CUT_NOTICED_MS && this.now < cut[1])
      this.violations.push(`${host}: acted on while our own network is cut`);
  }

  #checkEnds(): void {
    for (const { order, state, endedAt } of this.incidents) {
      if (state.end === null || endedAt === null) {
        this.violations.push(`${order.incident} of ${order.host} never ended: ${state.stage}`);
        continue;
      }
      const isTold = state.toldAt.has(state.end);
      const isNoted = state.notes.some(({ text }) => text.startsWith('nobody took the notice'));
      if (!isTold && !isNoted)
        this.violations.push(`${order.incident} ended as ${state.end} and told nobody`);
    }
  }

  #later(ms: number, run: () => void): void {
    this.#queue.push({ at: this.now + ms, turn: this.#turn++, life: null, run });
  }

  /** Something of this life of the engine: it does not outlive it. */
  #mine(ms: number, run: () => void): void {
    this.#queue.push({ at: this.now + ms, turn: this.#turn++, life: this.#life, run });
  }
}

function isIn(span: Span | null, at: number): boolean {
  return span !== null && at >= span[0] && at < span[1];
}
