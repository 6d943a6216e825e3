import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, watch } from 'node:fs';
import { mkdir, readdir, readFile, stat, unlink } from 'node:fs/promises';
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
import { type ClusterChoice, type FoundCluster, findCluster } from './cluster-port/choose.ts';
import { rearmCluster } from './cluster-port/disarm.ts';
import type { AskDaemon } from './cluster-port/hawser.ts';
import { claimCluster, readIntent, releaseCluster } from './cluster-port/intent.ts';
import { runtimePath, type ShutdownFolders, statePath } from './folders.ts';
import type { HandOver } from './hand-over/hand-over.ts';
import { writeHandOver } from './hand-over/write.ts';
import type { Inventory } from './inventory/inventory.ts';
import { readInventory } from './inventory/read.ts';
import type { ClusterShutdown, Refusal, RunAnswer, ShutdownStatus } from './job.ts';
import { alreadyUnderWay, claimedElsewhere, handOverFailed, noReport, nothingToCancel } from './problem.ts';
import { listReports, readReport, readReportFile } from './run/report-store.ts';
import { powerToolProblem, surveyMachines } from './survey.ts';
import { readWatcherHealth } from './watcher-health.ts';
import { writeWholeFile } from './whole-file.ts';

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

/** Plans that are remembered, so that a difference can be told. */
const MOST_PLANS = 16;
const WATCH_POLL_MS = 2_000;
const HASH = /^[0-9a-f]{64}$/;

/** Everything that was looked at for a plan. */
interface Survey {
  readonly inventory: Inventory;
  readonly found: FoundCluster;
  readonly plan: ShutdownPlan;
}

/** The job on this controller: plans here, hands over to the watcher of this machine. */
export class LocalClusterShutdown implements ClusterShutdown {
  readonly #options: LocalShutdownOptions;

  constructor(options: LocalShutdownOptions) {
    this.#options = options;
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
    await this.#remember(survey.value.plan);
    return { ok: true, value: survey.value.plan, problems: survey.value.plan.warnings };
  }

  async run(action: PlanAction, planHash: string, requester: string): Promise<RunAnswer> {
    const busy = await this.#busyProblem();
    if (busy !== null) return refused([busy]);
    const survey = await this.#survey(action);
    if (!survey.ok) return refused(survey.problems);
    const { plan, found } = survey.value;
    if (plan.hash !== planHash) {
      await this.#remember(plan);
      const before = await this.#recall(planHash);
      const differences = before === null ? [] : planDifferences(before, plan);
      return {
        ok: false,
        refusal: { problems: [planChanged(differences.length)], differences, plan },
      };
    }
    const run = randomUUID();
    const claim = action === 'shutdown' ? await this.#claim(found, run, plan.acceptor) : null;
    if (claim !== null) return refused([claim]);
    const handOver = this.#handOver(survey.value, run, requester);
    try {
      await writeHandOver(DISK, this.#options.folders, handOver);
    } catch (error) {
      await this.#withdraw();
      if (found.ok && action === 'shutdown') await releaseCluster(found.port);
      return refused([handOverFailed(this.#options.folders.runtime, failureWords(error))]);
    }
    const { acceptor, acceptedAt } = handOver.order;
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
    const { run, isHandedOver, watcher } = await this.status();
    const isUnderWay = run !== null && run.outcome === null;
    // Nobody would read the cancellation; once started again the watcher goes on with the run.
    if (isUnderWay && !watcher.isRunning && !isForced) return { ok: false, problems: [watcherNotRunning()] };
    if (isUnderWay && watcher.isRunning) {
      try {
        const text = `${JSON.stringify({ run: run.run, by: requester })}\n`;
        await writeWholeFile(DISK, runtimePath(folders, 'cancel'), text);
      } catch (error) {
        return { ok: false, problems: [handOverFailed(folders.runtime, failureWords(error))] };
      }
      return { ok: true, value: { run: run.run }, problems: [] };
    }
    if (!isHandedOver && !isForced) return { ok: false, problems: [nothingToCancel()] };
    const isWithdrawn = await this.#withdraw();
    if (!isWithdrawn && !isForced) return { ok: false, problems: [nothingToCancel()] };
    const found = await findCluster(this.#options.cluster, this.#options.ask);
    const notes = found.ok ? await rearmCluster(found.port, () => Date.now()) : [];
    const problems = notes.flatMap(({ problem }) => (problem === null ? [] : [problem]));
    if (problems.length > 0) return { ok: false, problems };
    return { ok: true, value: { run: run?.run ?? 'none' }, problems: [] };
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
    const { run, isHandedOver, watcher } = await this.status();
    if (isHandedOver) return alreadyUnderWay(run?.run ?? 'that was handed over a moment ago');
    return run !== null && run.outcome === null && watcher.isRunning ? alreadyUnderWay(run.run) : null;
  }

  /** Of several controllers one gets the cluster (S0.16). What an ended run of this controller left is taken over. */
  async #claim(found: FoundCluster, run: string, acceptor: string): Promise<Problem | null> {
    if (!found.ok) return handOverFailed('the cluster', found.why);
    const claimed = await claimCluster(found.port, { action: 'shutdown', run, acceptor });
    if (!claimed.ok) return handOverFailed('the cluster', claimed.why);
    if (claimed.value) return null;
    const intent = await readIntent(found.port);
    if (!intent.ok) return handOverFailed('the cluster', intent.why);
    const owner = intent.value;
    if (owner !== null && owner.acceptor === acceptor) {
      const report = await readReport(statePath(this.#options.folders, 'reports'), owner.run);
      if (report?.outcome != null) return null;
    }
    return claimedElsewhere(
      owner === null ? 'unknown' : `${owner.action} ${owner.run}, accepted by ${owner.acceptor}`,
    );
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

  async #remember(plan: ShutdownPlan): Promise<void> {
    const folder = statePath(this.#options.folders, 'plans');
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeWholeFile(DISK, join(folder, `${plan.hash}.json`), `${JSON.stringify(plan)}\n`);
      const ages = await Promise.all(
        (await readdir(folder)).map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
      );
      ages.sort((one, other) => other.at - one.at);
      for (const { name } of ages.slice(MOST_PLANS)) await DISK.remove(join(folder, name));
    } catch {
      // Without it a later difference cannot be told in detail; it is still noticed.
    }
  }

  async #recall(hash: string): Promise<ShutdownPlan | null> {
    // The hash becomes a path.
    if (!HASH.test(hash)) return null;
    try {
      const text = await readFile(join(statePath(this.#options.folders, 'plans'), `${hash}.json`), 'utf8');
      const value: unknown = JSON.parse(text);
      return typeof value === 'object' && value !== null && 'format' in value && value.format === 1
        ? (value as ShutdownPlan)
        : null;
    } catch {
      return null;
    }
  }
}

function refused(problems: readonly Problem[]): RunAnswer & { readonly ok: false } {
  const refusal: Refusal = { problems, differences: [], plan: null };
  return { ok: false, refusal };
}

function nameOf(found: FoundCluster): string {
  return (found.ok ? found.view.name : null) ?? 'cluster';
}
