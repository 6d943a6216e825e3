import type { PlanAction } from '../model/plan.ts';
import type { RunReport } from '../model/report.ts';
import type { RunCommand, RunCommandOutcome, RunEffect, RunEvent } from './event.ts';
import { DEFAULT_RUN_LIMITS, type RunLimits, type RunMachine, type RunOrder } from './order.ts';
import { runReport } from './run-report.ts';
import { createRun, nextWake, type RunState } from './state.ts';
import { step } from './step.ts';

/** How a simulated BMC and its machine behave. */
export interface SimulatedBmc {
  readonly isOn: boolean;
  readonly fault:
    | 'none'
    | 'dead'
    | 'wrong-password'
    | 'deaf-soft'
    | 'deaf-off'
    | 'deaf'
    | 'refuses-soft'
    | 'refuses-once'
    | 'lies-off'
    | 'lies-on'
    | 'unanswered'
    | 'comes-back';
  /** How long an answer takes, and how long the machine takes to go off or on. */
  readonly answerMs: number;
  readonly turnMs: number;
}

export interface SentCommand {
  readonly at: number;
  readonly machine: string;
  readonly action: RunCommand;
  /** What the latest answered reading of the machine was when it was sent. */
  readonly lastReading: 'on' | 'off' | null;
  /** It was sent before the watcher died, and its answer never came. */
  isLost: boolean;
}

const DEAD_MS = 12_000;
/** After so long off, a machine that comes back does. */
const COMES_BACK_MS = 10_000;
/** No run is that long. */
const END_OF_TIME = 24 * 3_600_000;

/**
 * A run with simulated BMCs, on a clock of its own. `crashes`: numbers of events after which the watcher dies; `isAnew`: when
 * it is back it counts nothing as sent.
 */
export class SimulatedRun {
  readonly order: RunOrder;
  readonly commands: SentCommand[] = [];
  readonly effects: RunEffect[] = [];
  readonly verdictsAtCommand: { command: SentCommand; report: RunReport }[] = [];
  now = 0;
  state: RunState;
  readonly #bmcs: ReadonlyMap<string, SimulatedBmc>;
  readonly #isOn = new Map<string, boolean>();
  /** What will happen to machines' power, earliest first. */
  readonly #changes = new Map<string, { readonly at: number; readonly isOn: boolean }[]>();
  readonly #refusals = new Map<string, number>();
  readonly #lastReading = new Map<string, 'on' | 'off'>();
  readonly #journal: RunEvent[] = [];
  #queue: { readonly at: number; readonly event: RunEvent }[] = [];
  #steps = 0;
  readonly #crashes: ReadonlySet<number>;
  readonly #gateOpensAt: number;
  readonly #isAnew: boolean;

  constructor(
    order: RunOrder,
    bmcs: ReadonlyMap<string, SimulatedBmc>,
    crashes: readonly number[] = [],
    gateOpensAt = 0,
    isAnew = false,
  ) {
    this.order = order;
    this.#bmcs = bmcs;
    this.#crashes = new Set(crashes);
    this.#gateOpensAt = gateOpensAt;
    this.#isAnew = isAnew;
    for (const [name, { isOn }] of bmcs) this.#isOn.set(name, isOn);
    this.state = createRun(order);
    this.#deliver({ kind: 'begin', at: 0 });
  }

  isOn(name: string): boolean {
    const changes = this.#changes.get(name) ?? [];
    for (const change of changes) if (change.at <= this.now) this.#isOn.set(name, change.isOn);
    this.#changes.set(
      name,
      changes.filter(({ at }) => at > this.now),
    );
    return this.#isOn.get(name) === true;
  }

  /** Runs to the end, or until `until`; false when it would go on for ever. */
  run(until: () => boolean = () => false): boolean {
    while (this.state.stage !== 'ended' && !until()) {
      const wake = nextWake(this.state);
      this.#queue.sort((one, other) => one.at - other.at);
      const next = this.#queue[0];
      if (next === undefined && wake === null) return false;
      if (next !== undefined && (wake === null || next.at <= wake)) {
        this.#queue.shift();
        this.now = Math.max(this.now, next.at);
        this.#deliver(next.event);
      } else {
        this.now = Math.max(this.now, wake as number);
        this.#deliver({ kind: 'tick', at: this.now });
      }
      if (this.now > END_OF_TIME) return false;
    }
    return true;
  }

  deliver(event: RunEvent): void {
    this.#deliver(event);
  }

  #deliver(event: RunEvent): void {
    if (event.kind === 'answered' && event.reading !== null)
      this.#lastReading.set(event.machine, event.reading);
    this.#journal.push(event);
    const effects = step(this.state, event);
    // The watcher dies between the journal and its effects, some of which it has carried out.
    const isDying = this.#crashes.has(this.#steps++);
    const done = isDying ? effects.slice(0, Math.ceil(effects.length / 2)) : effects;
    for (const effect of done) this.#carryOut(effect);
    if (isDying) this.#crash();
  }

  #crash(): void {
    this.#queue = [];
    for (const { inFlight, machine } of this.state.machines.values()) {
      const lost = this.commands.findLast(({ machine: name }) => name === machine.name);
      if (inFlight !== null && lost !== undefined) lost.isLost = true;
    }
    const replayed = createRun(this.order);
    for (const event of this.#journal) step(replayed, event);
    this.state = replayed;
    this.now += 3_000;
    this.#deliver({ kind: 'resume', at: this.now, isAnew: this.#isAnew });
  }

  #carryOut(effect: RunEffect): void {
    this.effects.push(effect);
    const soon = (event: RunEvent) => this.#queue.push({ at: this.now + 10, event });
    if (effect.kind === 'disarm') soon({ kind: 'disarmed', at: this.now + 10, notes: [] });
    else if (effect.kind === 'rearm') soon({ kind: 'rearmed', at: this.now + 10, notes: [] });
    else if (effect.kind === 'notify') soon({ kind: 'notified', at: this.now + 10, notes: [] });
    else if (effect.kind === 'ask-gate') {
      const isOpen = this.now >= this.#gateOpensAt;
      soon({ kind: 'gate', at: this.now + 10, isOpen, text: isOpen ? 'healthy' : 'no quorum' });
    } else if (effect.kind === 'send') this.#send(effect);
  }

  #send({ machine, action, id }: Extract<RunEffect, { kind: 'send' }>): void {
    const lastReading = this.#lastReading.get(machine) ?? null;
    const command: SentCommand = { at: this.now, machine, action, lastReading, isLost: false };
    this.commands.push(command);
    if (action !== 'status') this.verdictsAtCommand.push({ command, report: runReport(this.state) });
    const bmc = this.#bmcs.get(machine) as SimulatedBmc;
    const [outcome, reading] = this.#obey(machine, action, bmc);
    const tookMs = outcome === 'unreachable' || outcome === 'failed' ? DEAD_MS : bmc.answerMs;
    const at = this.now + tookMs;
    const event: RunEvent = {
      kind: 'answered',
      at,
      machine,
      id,
      outcome,
      reading,
      problem: null,
      tookMs,
      text: '',
    };
    this.#queue.push({ at, event });
  }

  #change(machine: string, inMs: number, isOn: boolean): void {
    const changes = [...(this.#changes.get(machine) ?? []), { at: this.now + inMs, isOn }];
    this.#changes.set(
      machine,
      changes.sort((one, other) => one.at - other.at),
    );
  }

  #obey(
    machine: string,
    action: RunCommand,
    { fault, turnMs }: SimulatedBmc,
  ): readonly [RunCommandOutcome, 'on' | 'off' | null] {
    if (fault === 'dead') return ['unreachable', null];
    if (fault === 'wrong-password') return ['wrong-credentials', null];
    const isOn = this.isOn(machine);
    if (action === 'status') {
      if (fault === 'lies-off') return ['read', 'off'];
      if (fault === 'lies-on') return ['read', 'on'];
      return ['read', isOn ? 'on' : 'off'];
    }
    const refusals = this.#refusals.get(machine) ?? 0;
    if (fault === 'refuses-soft' && action === 'soft') return ['refused', null];
    if (fault === 'refuses-once' && refusals === 0) {
      this.#refusals.set(machine, 1);
      return ['refused', null];
    }
    const isDeaf =
      fault === 'deaf' ||
      (fault === 'deaf-soft' && action === 'soft') ||
      (fault === 'deaf-off' && action === 'off');
    if (!isDeaf) this.#change(machine, turnMs, action === 'on');
    if (fault === 'comes-back' && refusals === 0) {
      this.#refusals.set(machine, 1);
      this.#change(machine, turnMs + COMES_BACK_MS, true);
    }
    return [fault === 'unanswered' ? 'failed' : 'accepted', null];
  }
}

/** An order over named machines: computes, an other one, remote controllers, the acceptor `c1`. */
export function runOrder(
  machines: readonly RunMachine[],
  action: PlanAction = 'shutdown',
  limits: Partial<RunLimits> = {},
): RunOrder {
  const names = (role: RunMachine['role']) =>
    machines.filter((machine) => machine.role === role && machine.name !== 'c1').map(({ name }) => name);
  const batches = [
    { kind: 'compute' as const, waves: [names('compute')] },
    { kind: 'other' as const, waves: [names('other')] },
    { kind: 'remote-controllers' as const, waves: [names('controller')] },
    { kind: 'this-controller' as const, waves: [['c1']] },
  ].filter(({ waves }) => waves.flat().length > 0);
  return {
    run: 'run',
    action,
    cluster: 'test',
    acceptor: 'c1',
    requestedBy: 'test',
    planHash: 'hash',
    acceptedAt: 0,
    batches: action === 'shutdown' ? batches : batches.toReversed(),
    machines,
    limits: { ...DEFAULT_RUN_LIMITS, ...limits },
  };
}

export function runMachine(
  name: string,
  role: RunMachine['role'],
  policy: RunMachine['policy'] = { softMs: 60_000, hardMs: 20_000 },
): RunMachine {
  return { name, role, policy, after: [] };
}
