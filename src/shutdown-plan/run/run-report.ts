import type { MachineReport, RunReport } from '../model/report.ts';
import type { MachineState, RunState } from './state.ts';

/** The run as it stands, for people and programs: progress while it is under way, the report when it has ended. */
export function runReport(state: RunState): RunReport {
  const { order } = state;
  const machines = [...state.machines.values()].map(machineReport);
  return {
    format: 1,
    run: order.run,
    action: order.action,
    cluster: order.cluster,
    acceptor: order.acceptor,
    requestedBy: order.requestedBy,
    planHash: order.planHash,
    acceptedAt: order.acceptedAt,
    startedAt: state.startedAt,
    endedAt: state.endedAt,
    outcome: state.outcome,
    batches: order.batches.map(({ kind }, i) => ({
      number: i + 1,
      kind,
      startedAt: state.batchTimes[i]?.startedAt ?? null,
      endedAt: state.batchTimes[i]?.endedAt ?? null,
    })),
    machines,
    tally: tally(machines),
    notes: [...state.notes],
  };
}

function tally(machines: readonly MachineReport[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { verdict } of machines) {
    const key = verdict ?? 'pending';
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

function machineReport(state: MachineState): MachineReport {
  const { machine, batch, phase, power, verdict, problem, startedAt, endedAt, steps, readings } = state;
  return {
    name: machine.name,
    role: machine.role,
    batch: batch + 1,
    phase,
    power,
    verdict,
    problem,
    startedAt,
    endedAt,
    steps: [...steps],
    readings,
  };
}

/**
 * The report of a run whose watcher's machine went down, read after the machine's next boot. If its own power-off had been
 * asked for, the boot is the proof that it went off; else the run was interrupted.
 */
export function closeAfterBoot(state: RunState, at: number): RunReport {
  const report = runReport(state);
  if (report.outcome !== null) return report;
  const own = report.machines.find(({ name }) => name === report.acceptor);
  const inFlight = state.machines.get(report.acceptor)?.inFlight?.action ?? 'status';
  const isOwnCommanded =
    inFlight !== 'status' || own?.steps.some(({ action }) => action !== 'status') === true;
  const isExpected = report.action === 'shutdown' && isOwnCommanded;
  const machines = report.machines.map((machine): MachineReport => {
    if (machine.verdict !== null) return machine;
    if (isExpected && machine === own)
      return { ...machine, phase: 'done', power: 'off', verdict: 'off', endedAt: at };
    return { ...machine, phase: 'done', verdict: 'not-reached', endedAt: at };
  });
  const isWhole = machines.every(({ verdict }) => verdict === 'off' || verdict === 'commanded');
  const text = isExpected
    ? `${report.acceptor} was booted again; it went off after its own power-off was asked for`
    : `${report.acceptor} went down in the middle of the run; nothing was done after its next boot`;
  return {
    ...report,
    machines,
    tally: tally(machines),
    endedAt: at,
    outcome: !isExpected ? 'interrupted' : isWhole ? 'done' : 'incomplete',
    notes: [...report.notes, { at, text, problem: null }],
  };
}
