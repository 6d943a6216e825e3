import { fleetHost } from '../../evacuation/watch/fleet.ts';
import type { HostRecord } from '../../evacuation/watch/host-record.ts';
import { leaveFor } from '../../evacuation/watch/leave.ts';
import { newOrder } from '../../evacuation/watch/new-order.ts';
import { decideRound, type RoundDecision } from '../../evacuation/watch/round.ts';
import { newWatch, type WatchState } from '../../evacuation/watch/watch-state.ts';
import type { BrakeInput, Intent, VantagePoint } from '../../evidence/brakes/brakes.ts';
import { holdText } from '../../evidence/brakes/hold-text.ts';
import type { Policy, Remedy, Verdict } from '../../evidence/policy/policy.ts';
import type { Judgement } from '../../evidence/verdict.ts';
import type { Nova } from '../../openstack/nova.ts';
import type { Bmc } from '../../power/power.ts';
import { failureWords } from '../../result/failure-words.ts';
import { allInOne, brakesNow } from '../brakes-now.ts';
import type { WatchedHost } from '../compute-file.ts';
import type { EngineSettings } from '../engine-settings.ts';
import { type Look, type LookPorts, lookOnce } from '../look.ts';
import type { Notices } from '../notices/notices.ts';
import type { IncidentStore } from '../record/incident-store.ts';
import type { OperatorStore } from '../record/operator-store.ts';
import type { RoundRecord, RoundStore } from '../record/round-store.ts';
import { releaseHost } from '../release-host.ts';
import { ResponseDriver, type ResponseNova, type ResponsePorts } from '../response-driver.ts';
import { noBmc } from './no-bmc.ts';
import { lookRecord } from './round-record.ts';

/** What is watched, and how. */
export interface EngineWish {
  readonly policy: Policy;
  readonly hosts: readonly WatchedHost[];
  readonly controls: readonly string[];
  readonly intervalMs: number;
  /** For how long facts may be believed, ms. */
  readonly freshForMs: number;
  readonly settings: EngineSettings;
}

/** How a remedy is tried on a host. */
export type RemedyPort = ResponsePorts['remedy'];

export interface EnginePorts {
  readonly look: LookPorts;
  readonly nova: ResponseNova & Pick<Nova, 'aggregates'>;
  /** `null`: the host has none, and cannot be given up. */
  readonly bmcOf: (host: string) => Pick<Bmc, 'on' | 'off'> | null;
  /** Ways to try something on a host beside its BMC. */
  readonly remedies: ReadonlyMap<Remedy, RemedyPort>;
  /** What is going on on purpose, beside what operators told the engine. */
  readonly intents: () => Promise<readonly Intent[]>;
  readonly incidents: IncidentStore;
  readonly operators: OperatorStore;
  readonly rounds: RoundStore;
  readonly notices: Notices;
  /** Epoch ms. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: (level: 'info' | 'warning' | 'error', text: string) => void;
}

/** Samples belong together when no more than one round between them was left out. */
const GAP_ROUNDS = 2.5;

/**
 * The engine: looks at all hosts in rounds, begins incidents, and carries responses out. What it decides is decided by
 * pure functions (src/evacuation/watch, src/evacuation/run); here is what asks and does.
 */
export class ComputeEngine {
  readonly #wish: EngineWish;
  readonly #ports: EnginePorts;
  readonly #watch: WatchState;
  readonly #drivers = new Map<string, ResponseDriver>();
  readonly #judgements = new Map<string, Judgement>();
  readonly #firstRound = Promise.withResolvers<void>();
  #vantage: readonly VantagePoint[] = [];
  /** `null`: Nova has not told yet. */
  #aggregates: ReadonlyMap<string, readonly string[]> | null = null;
  readonly #incidents = new Set<string>();
  #lastRoundMs = 0;
  #round: Promise<void> | null = null;
  #roundsSkipped = 0;
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(wish: EngineWish, ports: EnginePorts) {
    this.#wish = wish;
    this.#ports = ports;
    this.#watch = newWatch(ports.rounds.told());
  }

  /** Goes on with the incidents of an earlier life, then begins with the rounds. */
  start(): void {
    const { incidents, log } = this.#ports;
    for (const incident of incidents.open()) log('info', `goes on with incident ${incident}`);
    this.#driveOpen();
    this.#tick();
    this.#timer = setInterval(() => this.#tick(), this.#wish.intervalMs);
  }

  /** Incidents under way, by host. */
  get busy(): readonly string[] {
    return [...this.#drivers.keys()];
  }

  /** Ends as a death would: what is under way is gone on with by the next life. Resolves when the round is over. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const driver of this.#drivers.values()) driver.stop();
    await this.#round;
  }

  /** A round that is not over by the next one’s time lets that one fall out. */
  #tick(): void {
    if (this.#round !== null) {
      this.#roundsSkipped++;
      this.#ports.log('warning', 'the round is late: the next one falls out');
      return;
    }
    const startedAt = performance.now();
    this.#round = this.#runRound()
      .catch((error: unknown) => {
        // Nothing was seen: nothing follows.
        this.#ports.log('error', `the round failed: ${failureWords(error)}`);
      })
      .finally(() => {
        this.#lastRoundMs = performance.now() - startedAt;
        this.#round = null;
      });
  }

  /** Open incidents that nobody carries out: of an earlier life, or begun when the record could not be written. */
  #driveOpen(): void {
    const { incidents } = this.#ports;
    for (const incident of incidents.open())
      if (!this.#incidents.has(incident)) this.#drive(incident, 'resume');
  }

  async #runRound(): Promise<void> {
    const { hosts, policy } = this.#wish;
    const { look: ports, nova, now, rounds, notices, log } = this.#ports;
    const startedAt = now();
    const [found, aggregates] = await Promise.all([this.#look(hosts, ports), nova.aggregates()]);
    if (aggregates.kind === 'done') this.#aggregates = aggregates.value;
    else this.#aggregates ??= allInOne(hosts);
    const brakes = await this.#brakes();
    if (this.#isStopped) return;
    const decision = decideRound(this.#watch, {
      ...brakes,
      policy,
      judgements: found.hosts.map(({ judgement }) => judgement),
      longestGapMs: Math.max(this.#wish.intervalMs, this.#lastRoundMs) * GAP_ROUNDS,
      ...this.#facts(),
    });
    this.#begin(decision);
    this.#driveOpen();
    for (const notice of decision.notices) {
      log('warning', `${notice.kind}: ${notice.hosts.join(', ')}: ${notice.words.join('; ')}`);
      try {
        notices.ofWatch(notice, brakes.now);
      } catch (error) {
        // Told again in the next round.
        for (const host of notice.hosts) this.#watch.told.delete(host);
        log('error', `a notice could not be written: ${failureWords(error)}`);
      }
    }
    rounds.keepTold(this.#watch.told);
    rounds.keep(this.#record(decision, found, startedAt));
    this.#firstRound.resolve();
    await this.#releaseReturned(found, brakes);
  }

  async #look(hosts: readonly WatchedHost[], ports: LookPorts): Promise<Look> {
    const { policy, controls, freshForMs } = this.#wish;
    const found = await lookOnce({ policy, hosts, controls, freshForMs, depth: 'needed' }, ports);
    this.#vantage = found.vantage;
    for (const { judgement } of found.hosts) this.#judgements.set(judgement.host, judgement);
    return found;
  }

  #begin({ begin }: RoundDecision): void {
    const { incidents, now, newId, log } = this.#ports;
    const { settings } = this.#wish;
    const remedies: readonly Remedy[] = ['power-on', ...this.#ports.remedies.keys()];
    for (const settled of begin) {
      const order = newOrder(newId(), settled, { ...settings, remedies });
      if (!incidents.begin(order, now())) continue;
      log('warning', `incident ${order.incident}: ${order.host} is ${order.verdict}`);
      this.#drive(order.incident, 'begin');
    }
  }

  #drive(incident: string, how: 'begin' | 'resume'): void {
    const { incidents, log } = this.#ports;
    const state = incidents.replay(incident);
    if (state === null) throw new Error(`the incident ${incident} is not on record`);
    const { host } = state.order;
    const driver = new ResponseDriver(state, this.#responsePorts(host));
    this.#drivers.set(host, driver);
    this.#incidents.add(incident);
    void driver.finished.then(({ end }) => {
      this.#drivers.delete(host);
      this.#incidents.delete(incident);
      log(
        end === 'evacuated' || end === 'recovered' || end === 'healed' ? 'info' : 'error',
        `${host}: ${end}`,
      );
    });
    try {
      if (!this.#wish.hosts.some(({ name }) => name === host))
        driver.abandon('the file names this host no more');
      else if (how === 'begin') driver.begin();
      else driver.resume();
    } catch (error) {
      // Nothing has left that is not on record; the next round goes on with it.
      driver.stop();
      this.#drivers.delete(host);
      this.#incidents.delete(incident);
      log('error', `the incident of ${host} cannot be recorded: ${failureWords(error)}`);
    }
  }

  #responsePorts(host: string): ResponsePorts {
    const { incidents, nova, now, notices, bmcOf } = this.#ports;
    return {
      store: incidents,
      nova,
      bmc: bmcOf(host) ?? noBmc(host, now),
      now,
      judge: (name) => this.#judge(name),
      remedy: (name, remedy) => this.#remedy(name, remedy),
      askLeave: (name) => this.#askLeave(name),
      tell: (occasion, state) => notices.ofIncident(occasion, state),
      powerOffMs: this.#wish.settings.powerOffMs,
    };
  }

  async #judge(host: string): Promise<Verdict> {
    const watched = this.#wish.hosts.find(({ name }) => name === host);
    // A host that was taken out of the file is not judged: its incident ends without having done anything.
    if (watched === undefined) return 'unknown';
    const { hosts } = await this.#look([watched], this.#ports.look);
    return hosts[0]?.judgement.verdict ?? 'unknown';
  }

  /** The same brakes as in a round, by what is known at this moment. */
  async #askLeave(host: string): Promise<{ readonly isGranted: boolean; readonly words: string }> {
    await this.#firstRound.promise;
    const brakes = await this.#brakes();
    const facts = this.#facts();
    const fleet = [...this.#judgements.values()].map((judgement) => fleetHost(judgement, facts));
    const { isReleased, holds } = leaveFor(host, { ...brakes, fleet });
    return { isGranted: isReleased, words: holds.map(holdText).join('; ') };
  }

  async #remedy(host: string, remedy: Remedy): ReturnType<RemedyPort> {
    const { isGranted, words } = await this.#askLeave(host);
    if (!isGranted) return { outcome: 'refused', words };
    if (remedy !== 'power-on') {
      const way = this.#ports.remedies.get(remedy);
      if (way !== undefined) return await way(host, remedy);
      return { outcome: 'refused', words: `${remedy} cannot be tried from here` };
    }
    const bmc = this.#ports.bmcOf(host);
    if (bmc === null) return { outcome: 'refused', words: `no BMC of ${host} is known` };
    const { outcome, reading, problem } = await bmc.on({ deadlineMs: this.#wish.settings.powerOnMs });
    const isOn = outcome === 'confirmed' && reading === 'on';
    return isOn
      ? { outcome: 'done', words: 'confirmed on' }
      : { outcome: 'refused', words: problem?.message ?? outcome };
  }

  async #brakes(): Promise<Omit<BrakeInput, 'candidates' | 'fleet'>> {
    const { operators, now, intents } = this.#ports;
    const others = await intents();
    const limits = this.#wish.settings.brakes;
    return brakesNow(now(), operators, { vantage: this.#vantage, intents: others, limits });
  }

  #facts(): {
    readonly aggregates: ReadonlyMap<string, readonly string[]>;
    readonly records: ReadonlyMap<string, HostRecord>;
    readonly restMs: number;
  } {
    return {
      aggregates: this.#aggregates ?? allInOne(this.#wish.hosts),
      records: this.#ports.incidents.hostRecords(),
      restMs: this.#wish.settings.restMs,
    };
  }

  /** Gives hosts back that are seen to be back, where that is left to the engine. */
  async #releaseReturned({ hosts }: Look, { intents, disarming }: Pick<BrakeInput, 'intents' | 'disarming'>) {
    const { incidents, nova, now, notices, log } = this.#ports;
    if (this.#wish.settings.release !== 'when-back' || disarming !== null || intents.length > 0) return;
    for (const { host, incident, end } of incidents.fenceMarks()) {
      // Whether a host was off, and what its instances did, only people can say after another end.
      if (!RELEASED_BY_ITSELF.has(end) || this.#drivers.has(host)) continue;
      const look = hosts.find(({ judgement }) => judgement.host === host);
      const readings = look === undefined ? [] : [...look.judgement.readings, ...look.beyond];
      if (!readings.some(({ signal, value }) => signal === 'host-address' && value === 'alive')) continue;
      const released = await releaseHost(host, nova);
      if (released.kind !== 'done') {
        log('info', `${host} is back, and not given back yet: ${released.problem.message}`);
        continue;
      }
      incidents.release(host, now());
      log('info', `${host} is back in service`);
      notices.ofRelease(host, incident, 'seen to be back');
    }
  }

  #record(decision: RoundDecision, found: Look, startedAt: number): RoundRecord {
    const at = this.#ports.now();
    return lookRecord(decision, found, {
      at,
      tookMs: at - startedAt,
      intervalMs: this.#wish.intervalMs,
      skipped: this.#roundsSkipped,
      engine: { pid: process.pid },
    });
  }
}

const RELEASED_BY_ITSELF: ReadonlySet<string> = new Set(['evacuated', 'not-all-evacuated']);
