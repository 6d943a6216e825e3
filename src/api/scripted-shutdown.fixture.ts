import { randomUUID } from 'node:crypto';
import type { ClusterShutdown, Refusal, RunAnswer, ShutdownStatus } from '../cluster-shutdown/job.ts';
import { alreadyUnderWay, noReport, nothingToCancel } from '../cluster-shutdown/problem.ts';
import type { Problem, Result } from '../result/problem.ts';
import { makePlan, type PowerSurvey } from '../shutdown-plan/make-plan.ts';
import type { MachinePower, MachineRole } from '../shutdown-plan/model/machine.ts';
import type { PlanAction, PlannedMachine, ShutdownPlan } from '../shutdown-plan/model/plan.ts';
import type { MachineReport, MachineVerdict, RunReport } from '../shutdown-plan/model/report.ts';
import { planDifferences } from '../shutdown-plan/plan-differences.ts';
import { planChanged } from '../shutdown-plan/problem.ts';

/** A machine of the scenario and how its BMC behaves. */
export interface ScriptedMachine {
  readonly name: string;
  readonly role: MachineRole;
  power: MachinePower;
  isOnline: boolean;
  readonly behaviour: 'obeys' | 'ignores-soft' | 'ignores-all' | 'unreachable';
}

export interface Scenario {
  readonly cluster: string;
  readonly acceptor: string;
  readonly machines: ScriptedMachine[];
  readonly stops: readonly { readonly id: string; readonly node: string }[];
  /** Closed gates; while there are any nothing is planned. */
  gates: readonly Problem[];
}

function unreachable(name: string): Problem {
  return {
    code: 'HWS-PWR-005',
    severity: 'error',
    message: `Nothing answers at the BMC of ${name}`,
    hint: 'Check the BMC’s power, cable, address and the way there; whether the machine is on is not known',
    id: name,
    at: null,
  };
}

function refused(refusal: Refusal): RunAnswer {
  return { ok: false, refusal };
}

/**
 * The shutdown of a scenario without a machine being touched: the interface of the job, plans and reports of its shapes,
 * and a run that goes one step on whenever it is told to.
 */
export class ScriptedShutdown implements ClusterShutdown {
  readonly scenario: Scenario;
  readonly requests: {
    readonly action: PlanAction;
    readonly planHash: string;
    readonly requester: string;
  }[] = [];
  readonly #now: () => number;
  readonly #listeners = new Set<(status: ShutdownStatus) => void>();
  readonly #plans = new Map<string, ShutdownPlan>();
  #run: RunReport | null = null;

  constructor(scenario: Scenario, now: () => number = Date.now) {
    this.scenario = scenario;
    this.#now = now;
  }

  async clusterName(): Promise<Result<string>> {
    return { ok: true, value: this.scenario.cluster, problems: [] };
  }

  async plan(action: PlanAction): Promise<Result<ShutdownPlan>> {
    const { cluster, acceptor, machines, stops, gates } = this.scenario;
    if (gates.length > 0) return { ok: false, problems: gates };
    const members = machines.filter(({ role }) => role !== 'foreign');
    const plan = makePlan({
      action,
      clusterName: cluster,
      acceptor,
      machines: machines.map(({ name, role }, i) => ({
        name,
        role,
        bmc: `10.9.0.${i + 1}:623`,
        policy: { softMs: 120_000, hardMs: 30_000 },
        after: [],
      })),
      view: {
        kind: 'hawser',
        name: cluster,
        self: acceptor,
        isQuorate: true,
        dc: acceptor,
        nodes: members.map(({ name, role, isOnline }) => ({
          name,
          kind: role === 'controller' ? 'member' : 'remote',
          isOnline,
        })),
        running: stops,
      },
      survey: new Map(
        machines.map(({ name, power, behaviour }): [string, PowerSurvey] =>
          behaviour === 'unreachable'
            ? [name, { power: 'unknown', problem: unreachable(name) }]
            : [name, { power, problem: null }],
        ),
      ),
      unproved: { names: [], days: 30 },
      now: this.#now(),
    });
    this.#plans.set(plan.hash, plan);
    return { ok: true, value: plan, problems: plan.warnings };
  }

  async run(action: PlanAction, planHash: string, requester: string): Promise<RunAnswer> {
    if (this.#run !== null && this.#run.outcome === null) {
      return refused({ problems: [alreadyUnderWay(this.#run.run)], differences: [], plan: null });
    }
    const before = this.#plans.get(planHash);
    const made = await this.plan(action);
    if (!made.ok) return refused({ problems: made.problems, differences: [], plan: null });
    const plan = made.value;
    if (plan.hash !== planHash) {
      const differences = before === undefined ? [] : planDifferences(before, plan);
      return refused({ problems: [planChanged(differences.length)], differences, plan });
    }
    this.requests.push({ action, planHash, requester });
    const now = this.#now();
    this.#run = {
      format: 1,
      run: `run-${randomUUID().slice(0, 8)}`,
      action,
      cluster: plan.cluster.name,
      acceptor: plan.acceptor,
      requestedBy: requester,
      planHash,
      acceptedAt: now,
      startedAt: now,
      endedAt: null,
      outcome: null,
      batches: plan.batches.map(({ number, kind }) => ({ number, kind, startedAt: null, endedAt: null })),
      machines: plan.batches.flatMap(({ number, waves }) =>
        waves.flat().map((name) => this.#waiting(plan.machines.find((one) => one.name === name)!, number)),
      ),
      tally: { pending: plan.machines.length },
      notes: [],
    };
    this.#tell();
    const { run, acceptor, acceptedAt } = this.#run;
    return { ok: true, value: { run, action, acceptor, planHash, acceptedAt } };
  }

  /** Takes the run one step on; `false` when nothing is left to do. */
  step(): boolean {
    const run = this.#run;
    if (run === null || run.outcome !== null) return false;
    const batch = run.batches.find(({ endedAt }) => endedAt === null);
    if (batch === undefined) return false;
    const now = this.#now();
    const machines = run.machines.map((machine) =>
      machine.batch === batch.number && machine.verdict === null
        ? this.#advance(machine, run.action)
        : machine,
    );
    const isDone = machines.every((machine) => machine.batch !== batch.number || machine.verdict !== null);
    const batches = run.batches.map((one) =>
      one === batch ? { ...one, startedAt: one.startedAt ?? now, endedAt: isDone ? now : null } : one,
    );
    const isOver = batches.every(({ endedAt }) => endedAt !== null);
    const tally: Record<string, number> = {};
    for (const { verdict } of machines) tally[verdict ?? 'pending'] = (tally[verdict ?? 'pending'] ?? 0) + 1;
    const isClean = machines.every(
      ({ verdict }) => verdict === 'off' || verdict === 'on' || verdict === 'commanded',
    );
    this.#run = {
      ...run,
      batches,
      machines,
      tally,
      endedAt: isOver ? now : null,
      outcome: isOver ? (isClean ? 'done' : 'incomplete') : null,
    };
    this.#tell();
    return !isOver;
  }

  async status(): Promise<ShutdownStatus> {
    return {
      watcher: { isRunning: true, pid: 4711, since: this.#now() - 3_600_000, version: '0.1.0' },
      isHandedOver: false,
      run: this.#run,
    };
  }

  watch(listener: (status: ShutdownStatus) => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener));
    void this.status().then(listener);
  }

  async cancel(requester: string): Promise<Result<{ readonly run: string }>> {
    const run = this.#run;
    if (run === null || run.outcome !== null) {
      return { ok: false, problems: [nothingToCancel()] };
    }
    const machines = run.machines.map((machine) =>
      machine.verdict === null
        ? { ...machine, phase: 'done' as const, verdict: 'not-reached' as const }
        : machine,
    );
    const now = this.#now();
    const note = { at: now, text: `Cancelled by ${requester}`, problem: null };
    this.#run = { ...run, machines, outcome: 'cancelled', endedAt: now, notes: [...run.notes, note] };
    this.#tell();
    return { ok: true, value: { run: run.run }, problems: [] };
  }

  async runs(): Promise<readonly string[]> {
    return this.#run === null ? [] : [this.#run.run];
  }

  async report(run: string | null): Promise<Result<RunReport>> {
    if (this.#run !== null && (run === null || run === this.#run.run)) {
      return { ok: true, value: this.#run, problems: [] };
    }
    return { ok: false, problems: [noReport(run)] };
  }

  #waiting({ name, role, power }: PlannedMachine, batch: number): MachineReport {
    return {
      name,
      role,
      batch,
      phase: 'waiting',
      power,
      verdict: null,
      problem: null,
      startedAt: null,
      endedAt: null,
      steps: [],
      readings: 0,
    };
  }

  /** waiting → reading → soft (→ hard) → done, or waiting → reading → powering-on → done. */
  #advance(machine: MachineReport, action: PlanAction): MachineReport {
    const scripted = this.scenario.machines.find(({ name }) => name === machine.name)!;
    const wanted = action === 'shutdown' ? 'off' : 'on';
    const now = this.#now();
    const next = (
      phase: MachineReport['phase'],
      command: 'status' | 'soft' | 'off' | 'on',
    ): MachineReport => ({
      ...machine,
      phase,
      startedAt: machine.startedAt ?? now,
      steps: [
        ...machine.steps,
        { action: command, at: now, tookMs: 120, outcome: 'accepted', reading: null, text: '' },
      ],
      readings: machine.readings + 1,
    });
    const done = (verdict: MachineVerdict): MachineReport => {
      if (verdict === 'off' || verdict === 'on') scripted.power = verdict;
      return {
        ...machine,
        phase: 'done',
        verdict,
        power: this.#read(scripted),
        endedAt: now,
        readings: machine.readings + 1,
      };
    };
    switch (machine.phase) {
      case 'waiting':
        return next('reading', 'status');
      case 'reading':
        if (scripted.behaviour === 'unreachable') return done('bmc-unreachable');
        if (scripted.power === wanted) return done(wanted);
        if (machine.name === this.scenario.acceptor && wanted === 'off') return done('commanded');
        return wanted === 'off' ? next('soft', 'soft') : next('powering-on', 'on');
      case 'soft':
        return scripted.behaviour === 'obeys' ? done('off') : next('hard', 'off');
      case 'hard':
        return done(scripted.behaviour === 'ignores-all' ? 'still-on' : 'off');
      default:
        return done('on');
    }
  }

  #read({ behaviour, power }: ScriptedMachine): MachinePower {
    return behaviour === 'unreachable' ? 'unknown' : power;
  }

  #tell(): void {
    void this.status().then((status) => {
      for (const listener of this.#listeners) listener(status);
    });
  }
}

/** Three controllers, five compute nodes, a storage machine; one BMC is dead, one machine ignores soft requests. */
export function smallCloud(): Scenario {
  const machine = (
    name: string,
    role: MachineRole,
    behaviour: ScriptedMachine['behaviour'] = 'obeys',
  ): ScriptedMachine => ({
    name,
    role,
    power: 'on',
    isOnline: true,
    behaviour,
  });
  return {
    cluster: 'harbour',
    acceptor: 'controller1',
    machines: [
      machine('controller1', 'controller'),
      machine('controller2', 'controller'),
      machine('controller3', 'controller'),
      machine('compute1', 'compute'),
      machine('compute2', 'compute'),
      machine('compute3', 'compute', 'ignores-soft'),
      { ...machine('compute4', 'compute'), power: 'off', isOnline: false },
      machine('compute5', 'compute', 'unreachable'),
      machine('storage1', 'foreign'),
    ],
    stops: [
      { id: 'vip', node: 'controller1' },
      { id: 'haproxy', node: 'controller1' },
      { id: 'galera', node: 'controller2' },
      { id: 'rabbitmq', node: 'controller3' },
    ],
    gates: [],
  };
}
