import type { MachineReport, Plan, PlannedMachine, RunReport } from '../../../src/api/schema/plan.ts';

/** What is known of a machine, each fact with the time when it was one. */
export interface MachineFacts {
  readonly name: string;
  readonly role: PlannedMachine['role'];
  readonly power: PlannedMachine['power'];
  readonly powerAt: number;
  readonly powerProblem: PlannedMachine['powerProblem'];
  readonly membership: PlannedMachine['membership'];
  readonly membershipAt: number;
  readonly bmc: string;
}

/** Readings of the plan, overtaken by those of a run that are newer. */
export function machineFacts(plan: Plan, run: RunReport | null): readonly MachineFacts[] {
  const reports = new Map(run?.machines.map((machine) => [machine.name, machine]));
  return plan.machines.map((machine) => {
    const report = reports.get(machine.name);
    const readAt = report === undefined ? null : lastReading(report);
    const isNewer = report !== undefined && readAt !== null && readAt > plan.madeAt;
    return {
      name: machine.name,
      role: machine.role,
      power: isNewer ? report.power : machine.power,
      powerAt: isNewer ? readAt : plan.madeAt,
      powerProblem: isNewer ? report.problem : machine.powerProblem,
      membership: machine.membership,
      membershipAt: plan.madeAt,
      bmc: machine.bmc,
    };
  });
}

function lastReading({ endedAt, steps }: MachineReport): number | null {
  return endedAt ?? steps.findLast(({ reading }) => reading !== null)?.at ?? null;
}

/** Machines that have their verdict, of all. */
export function machinesThrough(run: RunReport): { readonly through: number; readonly all: number } {
  const through = run.machines.filter(({ verdict }) => verdict !== null).length;
  return { through, all: run.machines.length };
}
