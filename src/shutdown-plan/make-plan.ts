import type { Problem } from '../result/problem.ts';
import { orderBatches } from './batches.ts';
import type { ClusterView } from './model/cluster-view.ts';
import type { Machine, MachinePower } from './model/machine.ts';
import type { PlanAction, PlannedBatch, PlannedMachine, ShutdownPlan } from './model/plan.ts';
import { planHash } from './plan-hash.ts';
import {
  contradictingBmc,
  missingFromInventory,
  proofTooOld,
  unknownToCluster,
  unreadableBmc,
} from './problem.ts';
import { quorumAfter } from './quorum-margin.ts';

/** What one BMC said when it was asked for a plan. */
export interface PowerSurvey {
  readonly power: MachinePower;
  readonly problem: Problem | null;
}

export interface PlanInput {
  readonly action: PlanAction;
  readonly clusterName: string;
  /** Controller that is asked. */
  readonly acceptor: string;
  readonly machines: readonly Machine[];
  /** `null` when there is no cluster to ask: before a start. */
  readonly view: ClusterView | null;
  readonly survey: ReadonlyMap<string, PowerSurvey>;
  /** Machines whose BMC was not proved for `days`. */
  readonly unproved: { readonly names: readonly string[]; readonly days: number };
  /** Epoch ms. */
  readonly now: number;
}

/** What would happen (S0.5, S0.19–S0.21, S0.25). Expects machines that `checkMachines` found nothing about. */
export function makePlan(input: PlanInput): ShutdownPlan {
  const { action, clusterName, acceptor, view, unproved } = input;
  const { batches, warnings } = orderBatches(input.machines, acceptor, action);
  const machines = input.machines.map((machine) => plannedMachine(machine, input));
  const byName = new Map(machines.map((machine) => [machine.name, machine]));
  const gone = new Set<string>();
  const planned = batches.map(({ kind, waves }, i): PlannedBatch => {
    const names = waves.flat();
    for (const name of names) gone.add(name);
    return {
      number: i + 1,
      kind,
      waves,
      count: names.length,
      commanded: names.filter((name) => isCommanded(byName.get(name) as PlannedMachine, action)).length,
      quorumAfter: quorumAfter(view, machines, gone, action),
    };
  });
  const strangers =
    view === null
      ? []
      : machines
          .filter(({ membership }) => membership === 'unknown')
          .map(({ name }) => unknownToCluster(name));
  const unreadable = machines.filter(({ power }) => power === 'unknown');
  const count = (power: MachinePower) => machines.filter((machine) => machine.power === power).length;
  const facts = {
    action,
    cluster: { name: clusterName, kind: view?.kind ?? null },
    acceptor,
    batches: planned,
    machines,
  };
  return {
    format: 1,
    ...facts,
    madeAt: input.now,
    counts: { machines: machines.length, on: count('on'), off: count('off'), unknown: count('unknown') },
    unreadable: unreadable.map(({ name }) => name),
    stops: action === 'shutdown' ? (view?.running ?? []) : [],
    warnings: [
      ...warnings,
      ...strangers,
      ...machines
        .filter(({ membership, power }) => membership === 'online' && power === 'off')
        .map(({ name, bmc }) => contradictingBmc(name, bmc)),
      ...unreadable.map(({ name, powerProblem }) =>
        unreadableBmc(name, powerProblem?.message ?? 'its BMC was not asked'),
      ),
      ...(unproved.names.length > 0 ? [proofTooOld(unproved.names, unproved.days)] : []),
    ],
    hash: planHash(facts),
  };
}

/** Nodes of the cluster that the inventory does not know: nothing would switch them off. */
export function uncoveredNodes(view: ClusterView, machines: readonly Machine[]): readonly Problem[] {
  const known = new Set(machines.map(({ name }) => name));
  return view.nodes.filter(({ name }) => !known.has(name)).map(({ name }) => missingFromInventory(name));
}

function plannedMachine(machine: Machine, { view, survey }: PlanInput): PlannedMachine {
  const { name, role, bmc, policy } = machine;
  const seen = survey.get(name);
  const node = view?.nodes.find((candidate) => candidate.name === name);
  const membership =
    role === 'foreign' ? 'foreign' : node === undefined ? 'unknown' : node.isOnline ? 'online' : 'offline';
  return {
    name,
    role,
    bmc,
    policy,
    membership,
    power: seen?.power ?? 'unknown',
    powerProblem: seen?.problem ?? null,
  };
}

/** A machine that already is as wanted gets no command (S0.7); one that could not be read may get one. */
function isCommanded({ power }: PlannedMachine, action: PlanAction): boolean {
  return power !== (action === 'shutdown' ? 'off' : 'on');
}
