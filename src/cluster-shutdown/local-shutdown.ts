import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, watch } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Chassis } from '../power/chassis.ts';
import type { IpmiConnection } from '../power/ipmitool-arguments.ts';
import { failureWords } from '../result/failure-words.ts';
import type { Problem, Result } from '../result/problem.ts';
import { closedGates, closedPowerGate } from '../shutdown-plan/gates.ts';
import { makePlan, type PowerSurvey } from '../shutdown-plan/make-plan.ts';
import type { PlanAction, ShutdownPlan } from '../shutdown-plan/model/plan.ts';
import type { RunReport } from '../shutdown-plan/model/report.ts';
import { planDifferences } from '../shutdown-plan/plan-differences.ts';
import { planChanged, watcherNotRunning } from '../shutdown-plan/problem.ts';
import { DISK } from '../store/file-system.ts';
import { type BmcProof, proofAgeDays, readProofs, recordProofs } from './bmc-proof.ts';
import type { Boot } from './boot.ts';
import { claimFor, giveUpClaim } from './claim.ts';
import { type ClusterChoice, type FoundCluster, findCluster } from './cluster-port/choose.ts';
import { rearmCluster } from './cluster-port/disarm.ts';
import type { AskDaemon } from './cluster-port/hawser.ts';
import { runtimePath, type ShutdownFolders, statePath } from './folders.ts';
import type { HandOver } from './hand-over/hand-over.ts';
import { writeHandOver } from './hand-over/write.ts';
import type { Inventory } from './inventory/inventory.ts';
import { readInventory } from './inventory/read.ts';
import type { ClusterShutdown, Refusal, RunAnswer, ShutdownStatus } from './job.ts';
import { PlanMemory } from './plan-memory.ts';
import {
  alreadyUnderWay,
  handOverFailed,
  noReport,
  noRunPaused,
  nothingToCancel,
  planNotGood,
} from './problem.ts';
import { ProcessLock } from './process-lock.ts';
import { isPausedForLong, pastRuns } from './run/past-runs.ts';
import { listReports, readReport, readReportFile } from './run/report-store.ts';
import { leaveWord } from './run-word.ts';
import { powerToolProblem, surveyMachines } from './survey.ts';
import { readWatcherHealth } from './watcher-health.ts';

export interface LocalShutdownOptions {
  readonly folders: ShutdownFolders;
  readonly inventory: string;
  readonly cluster: ClusterChoice;
  /** Socket of Hawser's daemon, and how it is asked there. */
  readonly socket: string | null;
  readonly ask: AskDaemon | null;
  readonly boot: Boot;
  readonly chassis: (connection: IpmiConnection) => Chassis;
  /** This machine's name where no cluster says it. */
  readonly hostName?: string;
}

const WATCH_POLL_MS = 2_000;
/** Name of the lock of whoever accepts a request. */
const ACCEPTANCE = 'cluster_shutdown_acceptance';
const BEING_ACCEPTED = 'that is just being accepted';

/** Everything that was looked at for a plan. */
interface Survey {
  readonly inventory: Inventory;
  readonly found: FoundCluster;
  readonly plan: ShutdownPlan;
}

/** The job on this controller: plans here, hands over to the watcher of this machine. */
export class LocalClusterShutdown implements ClusterShutdown {
  readonly #options: LocalShutdownOptions;
  readonly #memory: PlanMemory;

  constructor(options: LocalShutdownOptions) {
    this.#options = options;
    this.#memory = new PlanMemory(statePath(options.folders, 'plans'));
  }

  async clusterName(): Promise<Result<string>> {
    const inventory = await readInventory(this.#options.inventory);
    if (!inventory.ok) return inventory;
    const name =
      inventory.value.clusterName ?? nameOf(await findCluster(this.#options.cluster, this.#options.ask));
    return { ok: true, value: name, problems: [] };
  }

  async plan(action: PlanAction): Promise<Result<ShutdownPlan>> {
    const survey = await this.#survey(action);
    if (!survey.ok) return survey;
    await this.#memory.remember(survey.value.plan);
    return { ok: true, value: survey.value.plan, problems: survey.value.plan.warnings };
  }

  async run(action: PlanAction, planHash: string, requester: string): Promise<RunAnswer> {
    const busy = await this.#busyProblem();
    if (busy !== null) return refused([busy]);
    const survey = await this.#survey(action);
    if (!survey.ok) return refused(survey.problems);
    const { plan } = survey.value;
    if (plan.hash !== planHash) {
      await this.#memory.remember(plan);
      const before = await this.#memory.recall(planHash);
      const differences = before === null ? [] : planDifferences(before, plan);
      return {
        ok: false,
        refusal: { problems: [planChanged(differences.length)], differences, plan },
      };
    }
    const { folders } = this.#options;
    const folder = folders.runtime;
    try {
      // Of several requests at the same moment one is accepted: what is looked at here is not changed by another.
      const lock = ProcessLock.take(folder, ACCEPTANCE);
      if (!(lock instanceof ProcessLock)) return refused([alreadyUnderWay(BEING_ACCEPTED)]);
      try {
        return await this.#accept(survey.value, requester);
      } finally {
        lock.release();
      }
    } catch (error) {
      return refused([handOverFailed(folder, failureWords(error))]);
    }
  }

  /** Claims the cluster and hands over (S0.22–S0.27). Nobody else does so meanwhile. */
  async #accept(survey: Survey, requester: string): Promise<RunAnswer> {
    const busy = await this.#busyProblem();
    if (busy !== null) return refused([busy]);
    const { plan, found } = survey;
    if (!(await this.#memory.isGood(plan.hash, Date.now()))) {
      await this.#memory.remember(plan);
      return { ok: false, refusal: { problems: [planNotGood()], differences: [], plan } };
    }
    const run = randomUUID();
    const claim = await claimFor(plan, found, run);
    if (claim.kind === 'refused') return refused([claim.problem]);
    const handOver = this.#handOver(survey, run, requester);
    try {
      await writeHandOver(DISK, this.#options.folders, handOver);
    } catch (error) {
      await this.#withdraw();
      await giveUpClaim(claim, found);
      return refused([handOverFailed(this.#options.folders.runtime, failureWords(error))]);
    }
    await this.#memory.forget(plan.hash);
    const { action, acceptor, planHash, acceptedAt } = handOver.order;
    return { ok: true, value: { run, action, acceptor, planHash, acceptedAt } };
  }

  async status(): Promise<ShutdownStatus> {
    const { folders } = this.#options;
    const run =
      (await readReportFile(runtimePath(folders, 'status'))) ??
      (await listReports(statePath(folders, 'reports')))[0] ??
      null;
    return {
      watcher: readWatcherHealth(folders),
      isHandedOver: existsSync(runtimePath(folders, 'handOver')),
      run,
    };
  }

  watch(listener: (status: ShutdownStatus) => void, signal: AbortSignal): void {
    let last = '';
    const look = async () => {
      const status = await this.status();
      const text = JSON.stringify(status);
      if (signal.aborted || text === last) return;
      last = text;
      listener(status);
    };
    const { runtime } = this.#options.folders;
    const poll = setInterval(() => void look(), WATCH_POLL_MS);
    signal.addEventListener('abort', () => clearInterval(poll), { once: true });
    try {
      mkdirSync(runtime, { recursive: true, mode: 0o755 });
      watch(runtime, { signal }, () => void look()).on('error', () => undefined);
    } catch {
      // Then only the looks every few seconds remain.
    }
    void look();
  }

  async cancel(requester: string, isForced = false): Promise<Result<{ readonly run: string }>> {
    const { folders } = this.#options;
    const { isHandedOver, watcher } = await this.status();
    const run = await this.#openRun();
    // Once it is started again the watcher finds the word that is left for it.
    if (run !== null && !watcher.isRunning && !isForced)
      return { ok: false, problems: [watcherNotRunning()] };
    if (run !== null) {
      try {
        await leaveWord(folders, 'cancel', { run, by: requester });
      } catch (error) {
        return { ok: false, problems: [handOverFailed(folders.runtime, failureWords(error))] };
      }
      if (watcher.isRunning) return { ok: true, value: { run }, problems: [] };
    } else if (!isHandedOver && !isForced) return { ok: false, problems: [nothingToCancel()] };
    const isWithdrawn = await this.#withdraw();
    if (!isWithdrawn && !isForced) return { ok: false, problems: [nothingToCancel()] };
    const found = await findCluster(this.#options.cluster, this.#options.ask);
    const notes = found.ok ? await rearmCluster(found.port, () => Date.now()) : [];
    const problems = notes.flatMap(({ problem }) => (problem === null ? [] : [problem]));
    if (problems.length > 0) return { ok: false, problems };
    return { ok: true, value: { run: run ?? 'none' }, problems: [] };
  }

  /**
   * Lets a run go on that was interrupted for so long that it waits for word. Every machine is looked at and dealt with from
   * its first step. Only for somebody at this machine, who has looked.
   */
  async resume(requester: string): Promise<Result<{ readonly run: string }>> {
    const { folders, boot } = this.#options;
    if (!readWatcherHealth(folders).isRunning) return { ok: false, problems: [watcherNotRunning()] };
    const paused = (await pastRuns(folders, boot)).find(
      (past) => past.kind === 'open' && isPausedForLong(past),
    );
    if (paused === undefined) return { ok: false, problems: [noRunPaused()] };
    const { run } = paused;
    try {
      await leaveWord(folders, 'resume', { run, by: requester });
    } catch (error) {
      return { ok: false, problems: [handOverFailed(folders.runtime, failureWords(error))] };
    }
    return { ok: true, value: { run }, problems: [] };
  }

  async runs(): Promise<readonly string[]> {
    return (await listReports(statePath(this.#options.folders, 'reports'))).map(({ run }) => run);
  }

  async report(run: string | null): Promise<Result<RunReport>> {
    const { folders } = this.#options;
    const reports = statePath(folders, 'reports');
    const current = await readReportFile(runtimePath(folders, 'status'));
    const found =
      current !== null && (run === null || run === current.run)
        ? current
        : run === null
          ? ((await listReports(reports))[0] ?? null)
          : await readReport(reports, run);
    return found === null
      ? { ok: false, problems: [noReport(run)] }
      : { ok: true, value: found, problems: [] };
  }

  /** Inventory, cluster, gates, BMCs. */
  async #survey(action: PlanAction): Promise<Result<Survey>> {
    const { folders, cluster, ask, chassis } = this.#options;
    const read = await readInventory(this.#options.inventory);
    if (!read.ok) return read;
    const inventory = read.value;
    const found = await findCluster(cluster, ask);
    const view = found.ok ? found.view : null;
    const { machines } = inventory;
    const acceptor = view?.self ?? this.#ownName(inventory);
    const facts = {
      inventory: inventory.path,
      isIpmiOn: inventory.isIpmiOn,
      isOneClickOn: inventory.isOneClickOn,
      powerToolProblem: await powerToolProblem(),
      isWatcherRunning: readWatcherHealth(folders).isRunning,
      clusterProblem: found.ok ? null : found.why,
    };
    const closed = closedGates(facts, { action, view, acceptor, machines });
    if (closed.length > 0) return { ok: false, problems: closed };
    const answers = await surveyMachines(machines, chassis, inventory.parallelCommands);
    const now = Date.now();
    const proofsPath = join(folders.state, 'bmc-proofs.json');
    const proofs = await readProofs(proofsPath);
    const fresh: Record<string, BmcProof> = {};
    const survey = new Map<string, PowerSurvey>();
    const unproved: string[] = [];
    for (const { name, bmc } of machines) {
      const answer = answers.get(name);
      const reading = answer?.reading ?? null;
      survey.set(name, { power: reading ?? 'unknown', problem: answer?.problem ?? null });
      if (reading !== null) fresh[name] = { at: now, bmc, reading };
      else if ((proofAgeDays(proofs, name, bmc, now) ?? Number.POSITIVE_INFINITY) > inventory.proofDays)
        unproved.push(name);
    }
    // The plan does not depend on what is only remembered for later.
    await recordProofs(proofsPath, fresh).catch(() => undefined);
    const plan = makePlan({
      action,
      clusterName: inventory.clusterName ?? nameOf(found),
      acceptor,
      machines,
      view,
      survey,
      unproved: { names: unproved, days: inventory.proofDays },
      now,
    });
    const closedPower = closedPowerGate(plan);
    if (closedPower.length > 0) return { ok: false, problems: closedPower };
    return { ok: true, value: { inventory, found, plan }, problems: [] };
  }

  /** This machine as the inventory calls it, with or without domain. */
  #ownName({ machines }: Inventory): string {
    const own = this.#options.hostName ?? hostname();
    const short = own.split('.')[0] as string;
    return machines.find(({ name }) => name === own || name === short)?.name ?? own;
  }

  async #busyProblem(): Promise<Problem | null> {
    const { isHandedOver } = await this.status();
    const run = await this.#openRun();
    if (run !== null) return alreadyUnderWay(run);
    return isHandedOver ? alreadyUnderWay('that was handed over a moment ago') : null;
  }

  /** The run of this boot that has not ended: as the watcher shows it, or as its journal says. */
  async #openRun(): Promise<string | null> {
    const { folders, boot } = this.#options;
    const shown = await readReportFile(runtimePath(folders, 'status'));
    if (shown !== null && shown.outcome === null) return shown.run;
    const open = (await pastRuns(folders, boot)).find(
      ({ kind, run }) => kind === 'open' && run !== shown?.run,
    );
    return open?.run ?? null;
  }

  #handOver({ inventory, found, plan }: Survey, run: string, requestedBy: string): HandOver {
    const { boot, socket } = this.#options;
    const { action, acceptor, hash, batches, cluster } = plan;
    return {
      format: 1,
      bootId: boot.id,
      uptimeSeconds: boot.uptimeSeconds(),
      order: {
        run,
        action,
        cluster: cluster.name,
        acceptor,
        requestedBy,
        planHash: hash,
        acceptedAt: Date.now(),
        batches: batches.map(({ kind, waves }) => ({ kind, waves })),
        machines: inventory.machines.map(({ name, role, policy, after }) => ({ name, role, policy, after })),
        limits: inventory.limits,
      },
      bmcs: Object.fromEntries(inventory.machines.map(({ name, connection }) => [name, connection])),
      parallelCommands: inventory.parallelCommands,
      notify: inventory.notify,
      cluster: {
        kind: found.ok ? found.port.kind : null,
        socket,
        stopServicesMs: inventory.stopServicesMs,
      },
    };
  }

  /** True when there was a hand-over and the watcher had not taken it. */
  async #withdraw(): Promise<boolean> {
    return await unlink(runtimePath(this.#options.folders, 'handOver')).then(
      () => true,
      () => false,
    );
  }
}

function refused(problems: readonly Problem[]): RunAnswer & { readonly ok: false } {
  const refusal: Refusal = { problems, differences: [], plan: null };
  return { ok: false, refusal };
}

function nameOf(found: FoundCluster): string {
  return (found.ok ? found.view.name : null) ?? 'cluster';
}
