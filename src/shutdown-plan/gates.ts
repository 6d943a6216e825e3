import type { Problem } from '../result/problem.ts';
import { type PlanInput, uncoveredNodes } from './make-plan.ts';
import type { ShutdownPlan } from './model/plan.ts';
import {
  ipmiSwitchedOff,
  noBmcAnswers,
  noCluster,
  noPowerTool,
  notAController,
  notQuorate,
  oneClickSwitchedOff,
  watcherNotRunning,
} from './problem.ts';

/** What has to hold before anything is done. */
export interface GateFacts {
  /** Where the two switches are, for messages. */
  readonly inventory: string;
  readonly isIpmiOn: boolean;
  readonly isOneClickOn: boolean;
  /** Why ipmitool cannot be run; `null` when it can. */
  readonly powerToolProblem: string | null;
  readonly isWatcherRunning: boolean;
  /** Why no cluster could be asked; `null` when one was. */
  readonly clusterProblem: string | null;
}

/** Gates that can be judged without asking a BMC, all closed ones (S0.1, S0.9, S0.11, S0.23, S0.24). */
export function closedGates(
  facts: GateFacts,
  { action, view, acceptor, machines }: Pick<PlanInput, 'action' | 'view' | 'acceptor' | 'machines'>,
): readonly Problem[] {
  const problems: Problem[] = [];
  if (!facts.isIpmiOn) problems.push(ipmiSwitchedOff(facts.inventory));
  if (!facts.isOneClickOn) problems.push(oneClickSwitchedOff(facts.inventory));
  if (facts.powerToolProblem !== null) problems.push(noPowerTool(facts.powerToolProblem));
  if (!facts.isWatcherRunning) problems.push(watcherNotRunning());
  if (!machines.some(({ name, role }) => name === acceptor && role === 'controller'))
    problems.push(notAController(acceptor));
  // A start begins where there is no cluster yet.
  if (action === 'start') return problems;
  if (view === null) problems.push(noCluster(facts.clusterProblem ?? 'nothing was asked'));
  else {
    if (!view.isQuorate) problems.push(notQuorate(view.self));
    problems.push(...uncoveredNodes(view, machines));
  }
  return problems;
}

/** The gate that takes the BMCs' answers (S0.3). */
export function closedPowerGate({ counts }: ShutdownPlan): readonly Problem[] {
  return counts.machines > 0 && counts.unknown === counts.machines ? [noBmcAnswers(counts.machines)] : [];
}
