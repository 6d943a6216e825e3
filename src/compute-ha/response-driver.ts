import type { InstanceSight } from '../evacuation/model/instance.ts';
import type { CallOutcome, Occasion, ResponseEffect, ResponseEvent } from '../evacuation/run/event.ts';
import type { ResponseState } from '../evacuation/run/state.ts';
import { nextWake, step } from '../evacuation/run/step.ts';
import type { Remedy, Verdict } from '../evidence/policy/policy.ts';
import type { Nova } from '../openstack/nova.ts';
import type { NovaServer } from '../openstack/nova-shape.ts';
import type { Outcome } from '../openstack/outcome.ts';
import type { Bmc } from '../power/power.ts';
import { failureWords } from '../result/failure-words.ts';
import type { IncidentStore } from './record/incident-store.ts';

/** What a response asks of Nova. */
export type ResponseNova = Pick<
  Nova,
  | 'computeServices'
  | 'disable'
  | 'enable'
  | 'forceDown'
  | 'serversOn'
  | 'server'
  | 'sights'
  | 'evacuate'
  | 'resetState'
>;

/** What a response needs of the world. */
export interface ResponsePorts {
  /** An event is on the disk when `record` returns. */
  readonly store: Pick<IncidentStore, 'record' | 'close'>;
  readonly nova: ResponseNova;
  readonly bmc: Pick<Bmc, 'off'>;
  /** Epoch ms. */
  readonly now: () => number;
  /** Judges the host from facts taken for this purpose. */
  readonly judge: (host: string) => Promise<Verdict>;
  readonly remedy: (
    host: string,
    remedy: Remedy,
  ) => Promise<{ readonly outcome: CallOutcome; readonly words: string }>;
  readonly askLeave: (host: string) => Promise<{ readonly isGranted: boolean; readonly words: string }>;
  /** Resolves when the notice was taken over. The same incident and occasion may come again. */
  readonly tell: (occasion: Occasion, state: ResponseState) => Promise<void>;
  /** How long a hard power-off may take until a reading shows it, ms. */
  readonly powerOffMs: number;
}

type Reply = Extract<ResponseEvent, { readonly id: number }>;
type Bare<E> = E extends Reply ? Omit<E, 'at' | 'id'> : never;

const TELL_AGAIN_MS = 1_000;

/** The shell around one response: records events, does what the steps ask for, wakes them in time. */
export class ResponseDriver {
  /** Resolves when the record is closed. */
  readonly finished: Promise<ResponseState>;
  readonly #state: ResponseState;
  readonly #ports: ResponsePorts;
  readonly #resolve: (state: ResponseState) => void;
  readonly #serviceIds = new Map<string, string>();
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(state: ResponseState, ports: ResponsePorts) {
    this.#state = state;
    this.#ports = ports;
    const { promise, resolve } = Promise.withResolvers<ResponseState>();
    this.finished = promise;
    this.#resolve = resolve;
  }

  begin(): void {
    this.#take({ kind: 'begin', at: this.#ports.now() });
  }

  /** Leaves it to people: nobody may go on with it here. */
  abandon(why: string): void {
    this.#take({ kind: 'abandon', at: this.#ports.now(), why });
  }

  /** Goes on with what another life of the engine began. */
  resume(): void {
    this.#take({ kind: 'resume', at: this.#ports.now() });
  }

  /** Does nothing more; what is in flight is left without being recorded, as when the process dies. */
  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #take(event: ResponseEvent): void {
    if (this.#isStopped) return;
    this.#ports.store.record(this.#state.order.incident, event);
    for (const effect of step(this.#state, event)) this.#perform(effect);
    this.#wake();
  }

  #wake(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const at = nextWake(this.#state);
    if (at === null || this.#isStopped) return;
    this.#timer = setTimeout(
      () => this.#take({ kind: 'tick', at: this.#ports.now() }),
      Math.max(0, at - this.#ports.now()),
    );
  }

  #perform(effect: ResponseEffect): void {
    if (this.#isStopped) return;
    const { now, store } = this.#ports;
    const { order } = this.#state;
    if (effect.kind === 'end') {
      store.close(order.incident, effect.end, now());
      this.stop();
      this.#resolve(this.#state);
    } else if (effect.kind === 'tell') {
      const { occasion } = effect;
      void this.#ports.tell(occasion, this.#state).then(
        () => this.#take({ kind: 'told', at: now(), occasion }),
        // Again, until the record is closed without it: the time for notices is bounded.
        () => {
          if (!this.#isStopped) setTimeout(() => this.#perform(effect), TELL_AGAIN_MS).unref();
        },
      );
    } else {
      const { id } = effect;
      void this.#reply(effect)
        .catch((error: unknown) => lost(effect, failureWords(error)))
        .then((reply) => this.#take({ ...reply, id, at: now() } as Reply));
    }
  }

  async #reply(effect: Exclude<ResponseEffect, { kind: 'end' | 'tell' }>): Promise<Bare<Reply>> {
    const { nova, bmc, judge, remedy, askLeave, powerOffMs } = this.#ports;
    const { host } = this.#state.order;
    switch (effect.kind) {
      case 'judge':
        return { kind: 'judged', verdict: await judge(host) };
      case 'remedy':
        return { kind: 'called', ...(await remedy(host, effect.remedy)) };
      case 'ask-leave':
        return { kind: 'leave', ...(await askLeave(host)) };
      case 'disable':
        return await this.#change(host, (id) =>
          nova.disable(id, `hawser: incident ${this.#state.order.incident}`),
        );
      case 'force-down':
        return await this.#change(host, (id) => nova.forceDown(id, true));
      case 'enable-reserve':
        return await this.#change(effect.host, (id) => nova.enable(id));
      case 'power-off': {
        const { outcome, reading, problem, evidence } = await bmc.off({ deadlineMs: powerOffMs });
        const words = problem?.message ?? evidence.at(-1)?.text ?? outcome;
        return { kind: 'powered-off', isConfirmedOff: outcome === 'confirmed' && reading === 'off', words };
      }
      case 'ask-service': {
        const found = await nova.computeServices(host);
        const own = found.kind === 'done' ? found.value.find((service) => service.host === host) : undefined;
        return { kind: 'service', isDown: own === undefined ? null : own.state === 'down' };
      }
      case 'list-instances': {
        const servers = await nova.serversOn(host);
        return {
          kind: 'instances',
          instances: servers.kind === 'done' ? await this.#sights(servers.value) : null,
        };
      }
      case 'look': {
        const found = await Promise.all(effect.instances.map((instance) => nova.server(instance)));
        const servers: NovaServer[] = [];
        for (const entry of found) {
          if (entry.kind !== 'done') return { kind: 'sights', sights: null };
          if (entry.value !== null) servers.push(entry.value);
        }
        return { kind: 'sights', sights: await this.#sights(servers) };
      }
      case 'evacuate': {
        const { target, instance } = effect;
        return called(
          await nova.evacuate(instance, host, { target, isForced: false, isOnSharedStorage: true }),
        );
      }
      case 'reset-state':
        return called(await nova.resetState(effect.instance));
    }
  }

  async #sights(servers: readonly NovaServer[]): Promise<readonly InstanceSight[] | null> {
    const sights = await this.#ports.nova.sights(this.#state.order.host, servers);
    return sights.kind === 'done' ? sights.value : null;
  }

  async #change(host: string, change: (id: string) => Promise<Outcome<unknown>>): Promise<Bare<Reply>> {
    let id = this.#serviceIds.get(host);
    if (id === undefined) {
      const found = await this.#ports.nova.computeServices(host);
      if (found.kind !== 'done') return called(found);
      id = found.value.find((service) => service.host === host)?.id;
      if (id === undefined)
        return { kind: 'called', outcome: 'refused', words: `Nova knows no compute service of ${host}` };
      this.#serviceIds.set(host, id);
    }
    return called(await change(id));
  }
}

function called(outcome: Outcome<unknown>): Bare<Reply> {
  return outcome.kind === 'done'
    ? { kind: 'called', outcome: 'done', words: '' }
    : { kind: 'called', outcome: outcome.kind, words: outcome.problem.message };
}

/** What a call counts as whose way back broke here. */
function lost({ kind }: ResponseEffect, words: string): Bare<Reply> {
  switch (kind) {
    case 'judge':
      return { kind: 'judged', verdict: 'unknown' };
    case 'ask-leave':
      return { kind: 'leave', isGranted: false, words };
    case 'power-off':
      return { kind: 'powered-off', isConfirmedOff: false, words };
    case 'ask-service':
      return { kind: 'service', isDown: null };
    case 'list-instances':
      return { kind: 'instances', instances: null };
    case 'look':
      return { kind: 'sights', sights: null };
    default:
      return { kind: 'called', outcome: 'unknown', words };
  }
}
