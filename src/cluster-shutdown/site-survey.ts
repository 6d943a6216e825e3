import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Chassis } from '../power/chassis.ts';
import type { IpmiConnection } from '../power/ipmitool-arguments.ts';
import type { Result } from '../result/problem.ts';
import { closedGates, closedPowerGate } from '../shutdown-plan/gates.ts';
import { makePlan, type PowerSurvey } from '../shutdown-plan/make-plan.ts';
import type { PlanAction, ShutdownPlan } from '../shutdown-plan/model/plan.ts';
import { type BmcProof, proofAgeDays, readProofs, recordProofs } from './bmc-proof.ts';
import { type ClusterChoice, type FoundCluster, findCluster } from './cluster-port/choose.ts';
import type { AskDaemon } from './cluster-port/hawser.ts';
import type { ShutdownFolders } from './folders.ts';
import type { Inventory } from './inventory/inventory.ts';
import { readInventory } from './inventory/read.ts';
import { powerToolProblem, surveyMachines } from './survey.ts';
import { readWatcherHealth } from './watcher-health.ts';

/** What the cluster, its machines and this one are reached by. */
export interface SiteOptions {
  readonly folders: ShutdownFolders;
  readonly inventory: string;
  readonly cluster: ClusterChoice;
  /** How Hawser's daemon is asked; `null` when it is not. */
  readonly ask: AskDaemon | null;
  readonly chassis: (connection: IpmiConnection) => Chassis;
  /** This machine's name where no cluster says it. */
  readonly hostName?: string;
}

/** Everything that was looked at for a plan. */
export interface SiteSurvey {
  readonly inventory: Inventory;
  readonly found: FoundCluster;
  readonly plan: ShutdownPlan;
}

/** Looks at inventory, cluster, gates and BMCs. All closed gates are told at once. */
export async function surveySite(options: SiteOptions, action: PlanAction): Promise<Result<SiteSurvey>> {
  const { folders, cluster, ask, chassis } = options;
  const read = await readInventory(options.inventory);
  if (!read.ok) return read;
  const inventory = read.value;
  const found = await findCluster(cluster, ask);
  const view = found.ok ? found.view : null;
  const { machines } = inventory;
  const acceptor = view?.self ?? ownName(inventory, options);
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
function ownName({ machines }: Inventory, { hostName }: SiteOptions): string {
  const own = hostName ?? hostname();
  const short = own.split('.')[0] as string;
  return machines.find(({ name }) => name === own || name === short)?.name ?? own;
}

/** The cluster's own name, or the one it has for want of one. */
export function nameOf(found: FoundCluster): string {
  return (found.ok ? found.view.name : null) ?? 'cluster';
}
