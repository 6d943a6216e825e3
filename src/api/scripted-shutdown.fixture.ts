import { createHash, randomUUID } from 'node:crypto';
import type { ClusterShutdown, RunAnswer, ShutdownStatus } from '../cluster-shutdown/job.ts';
import type { Problem, Result } from '../result/problem.ts';
import type { MachinePower, MachineRole } from '../shutdown-plan/model/machine.ts';
import type { PlanAction, PlannedMachine, ShutdownPlan } from '../shutdown-plan/model/plan.ts';
import type { MachineReport, MachineVerdict, RunReport } from '../shutdown-plan/model/report.ts';

/** A machine of the scenario and how its BMC behaves. */
export interface ScriptedMachine {
  readonly name: string;
  readonly role: MachineRole;
  power: MachinePower;
  membership: PlannedMachine['membership'];
  readonly behaviour: 'obeys' | 'ignores-soft' | 'ignores-all' | 'unreachable';
}

export interface Scenario {
  readonly cluster: string;
  readonly acceptor: string;
  readonly machines: ScriptedMachine[];
  readonly stops: readonly { readonly id: string; readonly node: string }[];
  /** Closed gates; while there are any nothing is planned. */
  gates: readonly Problem[];
  readonly softMs: number;
}

const BATCHES = ['compute', 'other', 'remote-controllers', 'this-controller'] as const;

function problem(code: string, severity: Problem['severity'], message: string, hint: string): Problem {
  return { code, severity, message, hint, id: null, at: null };
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
  #run: RunReport | null = null;

  constructor(scenario: Scenario, now: () => number = Date.now) {
    this.scenario = scenario;
    this.#now = now;
  }

  async clusterName(): Promise<Result<string>> {
    return { ok: true, value: this.scenario.cluster, problems: [] };
  }

  async plan(action: PlanAction): Promise<Result<ShutdownPlan>> {
    const { cluster, acceptor, machines, stops, gates, softMs } = this.scenario;
    if (gates.length > 0) return { ok: false, problems: gates };
    const planned = machines.map((machine): PlannedMachine => {
      const isReadable = machine.behaviour !== 'unreachable';
      return {
        name: machine.name,
        role: machine.role,
        bmc: `10.9.0.${machines.indexOf(machine) + 1}:623`,
        policy: { softMs, hardMs: 30_000 },
        membership: machine.membership,
        power: isReadable ? machine.power : 'unknown',
        powerProblem: isReadable
          ? null
          : problem(
              'HWS-PWR-005',
              'error',
              `Nothing answers at the BMC of ${machine.name}`,
              'Check its cable',
            ),
      };
    });
    const members = planned.filter(({ role }) => role === 'controller');
    const needed = Math.floor(members.length / 2) + 1;
    let online = members.filter(({ membership }) => membership === 'online').length;
    const wanted = action === 'shutdown' ? 'off' : 'on';
    const kinds = action === 'shutdown' ? BATCHES : BATCHES.toReversed();
    const batches = kinds
      .map((kind) => ({ kind, machines: planned.filter((machine) => this.#batchOf(machine) === kind) }))
      .filter((batch) => batch.machines.length > 0)
      .map((batch, i) => {
        const change = batch.machines.filter(({ role }) => role === 'controller').length;
        online = action === 'shutdown' ? Math.max(0, online - change) : online;
        return {
          number: i + 1,
          kind: batch.kind,
          waves: [batch.machines.map(({ name }) => name)],
          count: batch.machines.length,
          commanded: batch.machines.filter(({ power }) => power !== wanted).length,
          quorumAfter: { membersOnline: online, needed, margin: online - needed },
        };
      });
    const count = (power: MachinePower): number => planned.filter((one) => one.power === power).length;
    const unreadable = planned.filter(({ power }) => power === 'unknown').map(({ name }) => name);
    const facts = JSON.stringify([action, cluster, acceptor, planned]);
    const plan: ShutdownPlan = {
      format: 1,
      action,
      cluster: { name: cluster, kind: 'hawser' },
      acceptor,
      madeAt: this.#now(),
      batches,
      machines: planned,
      counts: { machines: planned.length, on: count('on'), off: count('off'), unknown: count('unknown') },
      unreadable,
      stops: action === 'shutdown' ? stops : [],
      warnings: unreadable.map((name) =>
        problem(
          'HWS-SDN-042',
          'warning',
          `Whether ${name} is on is not known: its BMC does not answer`,
          'It will be asked again in its turn',
        ),
      ),
      hash: createHash('sha256').update(facts).digest('hex'),
    };
    return { ok: true, value: plan, problems: [] };
  }

  async run(action: PlanAction, planHash: string, requester: string): Promise<RunAnswer> {
    const refused = (problems: readonly Problem[], plan: ShutdownPlan | null = null): RunAnswer => ({
      ok: false,
      refusal: {
        problems,
        differences:
          plan === null ? [] : [{ machine: null, what: 'power', before: 'as confirmed', after: 'changed' }],
        plan,
      },
    });
    if (this.#run !== null && this.#run.outcome === null) {
      return refused([problem('HWS-SDN-051', 'error', `The run ${this.#run.run} is under way`, 'Watch it')]);
    }
    const made = await this.plan(action);
    if (!made.ok) return refused(made.problems);
    const plan = made.value;
    if (plan.hash !== planHash) {
      return refused(
        [problem('HWS-SDN-050', 'error', 'The cluster is not what was confirmed', 'Look at the new plan')],
        plan,
      );
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
      const none = problem('HWS-SDN-053', 'error', 'No run is under way on this machine', 'Ask the acceptor');
      return { ok: false, problems: [none] };
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
    return {
      ok: false,
      problems: [problem('HWS-SDN-055', 'error', 'There is no such report', 'Ask the acceptor')],
    };
  }

  #batchOf({ name, role }: { readonly name: string; readonly role: MachineRole }): (typeof BATCHES)[number] {
    if (role === 'compute') return 'compute';
    if (role !== 'controller') return 'other';
    return name === this.scenario.acceptor ? 'this-controller' : 'remote-controllers';
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
    membership: role === 'foreign' ? 'foreign' : 'online',
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
      { ...machine('compute4', 'compute'), power: 'off', membership: 'offline' },
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
    softMs: 120_000,
  };
}
