import type { Verdict } from '../../evidence/policy/policy.ts';
import { DEFAULT_SELECTION } from '../model/instance.ts';
import { DEFAULT_RESPONSE_LIMITS, type ResponseLimits, type ResponseOrder } from '../model/order.ts';
import type { CallOutcome, ResponseEffect, ResponseEvent } from './event.ts';
import { type SimulatedInstance, SimulatedServers } from './simulated-servers.fixture.ts';
import { newResponse, type ResponseState } from './state.ts';
import { nextWake, step } from './step.ts';

export interface SimulatedCloud {
  readonly instances: readonly SimulatedInstance[];
  /** Verdicts as the host is judged again; the last one stays. */
  readonly verdicts: readonly Verdict[];
  readonly bmc: 'obeys' | 'dead' | 'deaf';
  /** Nova's API answers nothing between these times, ms. */
  readonly outage: readonly [number, number] | null;
  /** Nova calls the service down so long after it was forced down. */
  readonly agreeMs: number;
  readonly isLeaveGranted: boolean;
  readonly remedy: CallOutcome;
  readonly isNotifierDead: boolean;
  /** Somebody switches the host on again whenever the engine dies. */
  readonly isSwitchedOn: boolean;
  readonly callMs: number;
}

export const HEALTHY_CLOUD: SimulatedCloud = {
  instances: [],
  verdicts: ['dead'],
  bmc: 'obeys',
  outage: null,
  agreeMs: 500,
  isLeaveGranted: true,
  remedy: 'done',
  isNotifierDead: false,
  isSwitchedOn: false,
  callMs: 100,
};

export const SOURCE = 'cmp1';

export function responseOrder(
  more: Partial<ResponseOrder> = {},
  limits: Partial<ResponseLimits> = {},
): ResponseOrder {
  return {
    incident: 'i1',
    host: SOURCE,
    verdict: 'dead',
    remedies: [],
    escalation: 'evacuate',
    evidence: 'all silent',
    reserve: 'spare1',
    isReserveTarget: false,
    selection: DEFAULT_SELECTION,
    ...more,
    limits: { ...DEFAULT_RESPONSE_LIMITS, moveMs: 120_000, ...limits },
  };
}

/** When the engine dies: after it has taken so many events, before or after it acts on the last one. */
export interface Crash {
  readonly afterEvents: number;
  readonly isBeforeEffects: boolean;
  /** Until the next life begins, ms; at once when it is left out. */
  readonly awayMs?: number;
}

/** A response in a simulated cloud under a virtual clock. The engine dies and goes on from its journal. */
export class SimulatedResponse {
  now = 0;
  state: ResponseState;
  readonly journal: ResponseEvent[] = [];
  readonly effects: { readonly at: number; readonly effect: ResponseEffect }[] = [];
  readonly servers: SimulatedServers['servers'];
  readonly ends: string[] = [];
  /** What must never happen, when it did. */
  readonly violations: readonly string[];
  isPowered = true;
  readonly #order: ResponseOrder;
  readonly #cloud: SimulatedCloud;
  readonly #crashes: Crash[];
  readonly #servers: SimulatedServers;
  readonly #queue: {
    readonly at: number;
    readonly turn: number;
    readonly life: number | null;
    readonly run: () => void;
  }[] = [];
  #turn = 0;
  #life = 0;
  #judged = 0;
  #forcedAt: number | null = null;

  constructor(order: ResponseOrder, cloud: Partial<SimulatedCloud>, crashes: readonly Crash[] = []) {
    this.#order = order;
    this.#cloud = { ...HEALTHY_CLOUD, ...cloud };
    this.#crashes = [...crashes];
    this.state = newResponse(order);
    this.#servers = new SimulatedServers(this.#cloud.instances, {
      source: SOURCE,
      later: (ms, run) => this.#later(ms, run),
      isPowered: () => this.isPowered,
    });
    this.servers = this.#servers.servers;
    this.violations = this.#servers.violations;
  }

  /** Runs until the incident is closed; `false` when it never is. */
  run(): boolean {
    this.#deliver({ kind: 'begin', at: this.now });
    for (let turns = 0; turns < 100_000; turns++) {
      if (this.state.endedAt !== null) return true;
      const wake = nextWake(this.state);
      const next = this.#queue.sort((a, b) => a.at - b.at || a.turn - b.turn)[0];
      if (wake !== null && (next === undefined || wake <= next.at)) {
        this.now = Math.max(this.now, wake);
        this.#deliver({ kind: 'tick', at: this.now });
        continue;
      }
      if (next === undefined) return false;
      this.#queue.shift();
      this.now = Math.max(this.now, next.at);
      if (next.life === null || next.life === this.#life) next.run();
    }
    return false;
  }

  /** The state as another life of the engine would have it. */
  replayed(): ResponseState {
    const state = newResponse(this.#order);
    for (const event of JSON.parse(JSON.stringify(this.journal)) as ResponseEvent[]) step(state, event);
    return state;
  }

  calls(kind: ResponseEffect['kind']): readonly ResponseEffect[] {
    return this.effects.filter(({ effect }) => effect.kind === kind).map(({ effect }) => effect);
  }

  #deliver(event: ResponseEvent): void {
    this.journal.push(event);
    const effects = step(this.state, event);
    const [crash] = this.#crashes;
    const isDying = crash !== undefined && this.journal.length >= crash.afterEvents;
    if (!isDying || !crash.isBeforeEffects) for (const effect of effects) this.#perform(effect);
    if (!isDying) return;
    this.#crashes.shift();
    this.#life++;
    if (this.#cloud.isSwitchedOn) this.isPowered = true;
    this.state = this.replayed();
    this.now += crash.awayMs ?? 0;
    this.#deliver({ kind: 'resume', at: this.now });
  }

  /** Something that happens in the cloud, whether the engine lives or not. */
  #later(ms: number, run: () => void): void {
    this.#queue.push({ at: this.now + ms, turn: this.#turn++, life: null, run });
  }

  /** An answer: it is lost when the engine that asked has died. */
  #answer(event: (at: number) => ResponseEvent, ms = this.#cloud.callMs): void {
    this.#queue.push({
      at: this.now + ms,
      turn: this.#turn++,
      life: this.#life,
      run: () => this.#deliver(event(this.now)),
    });
  }

  get #isOut(): boolean {
    const { outage } = this.#cloud;
    return outage !== null && this.now >= outage[0] && this.now < outage[1];
  }

  #called(id: number, outcome: CallOutcome): void {
    this.#answer((at) => ({ kind: 'called', at, id, outcome, words: outcome }));
  }

  #perform(effect: ResponseEffect): void {
    this.effects.push({ at: this.now, effect });
    switch (effect.kind) {
      case 'judge': {
        const { verdicts } = this.#cloud;
        const verdict = verdicts[Math.min(this.#judged++, verdicts.length - 1)] ?? 'unknown';
        this.#answer((at) => ({ kind: 'judged', at, id: effect.id, verdict }));
        return;
      }
      case 'remedy':
        this.#called(effect.id, this.#cloud.remedy);
        return;
      case 'ask-leave':
        this.#answer((at) => ({
          kind: 'leave',
          at,
          id: effect.id,
          isGranted: this.#cloud.isLeaveGranted,
          words: 'brakes',
        }));
        return;
      case 'disable':
      case 'force-down':
        if (!this.#isOut && effect.kind === 'force-down') this.#forcedAt ??= this.now;
        this.#called(effect.id, this.#isOut ? 'failed' : 'done');
        return;
      case 'enable-reserve':
        this.#called(effect.id, this.#isOut ? 'failed' : 'done');
        return;
      case 'power-off': {
        const { bmc } = this.#cloud;
        if (bmc === 'obeys')
          this.#later(50, () => {
            this.isPowered = false;
          });
        this.#answer((at) => ({
          kind: 'powered-off',
          at,
          id: effect.id,
          isConfirmedOff: bmc === 'obeys',
          words: bmc,
        }));
        return;
      }
      case 'ask-service': {
        const isDown = this.#forcedAt !== null && this.now >= this.#forcedAt + this.#cloud.agreeMs;
        const isOut = this.#isOut;
        this.#answer((at) => ({ kind: 'service', at, id: effect.id, isDown: isOut ? null : isDown }));
        return;
      }
      case 'list-instances': {
        const sights = this.#isOut ? null : this.#servers.sights([...this.servers.keys()]);
        this.#answer((at) => ({ kind: 'instances', at, id: effect.id, instances: sights }));
        return;
      }
      case 'look': {
        const sights = this.#isOut ? null : this.#servers.sights(effect.instances);
        this.#answer((at) => ({ kind: 'sights', at, id: effect.id, sights }));
        return;
      }
      case 'evacuate': {
        const { outcome, answerMs } = this.#servers.evacuate(effect.instance, effect.target, this.#isOut);
        this.#answer((at) => ({ kind: 'called', at, id: effect.id, outcome, words: outcome }), answerMs);
        return;
      }
      case 'reset-state':
        if (!this.#isOut) this.#servers.reset(effect.instance);
        this.#called(effect.id, this.#isOut ? 'failed' : 'done');
        return;
      case 'tell':
        if (!this.#cloud.isNotifierDead)
          this.#answer((at) => ({ kind: 'told', at, occasion: effect.occasion }));
        return;
      case 'end':
        this.ends.push(effect.end);
        return;
    }
  }
}
