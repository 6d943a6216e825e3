import type { Notification } from '../notify/notify.ts';
import type { MachineReport, RunReport } from '../shutdown-plan/model/report.ts';

const ACTIONS = { shutdown: 'Shutdown', start: 'Start' } as const;

/** A run in lines for people: outcome, then batch by batch, what is not as wanted first. */
export function reportText(report: RunReport): string {
  const { action, cluster, acceptor, requestedBy, run, outcome, machines, batches, notes } = report;
  const lines = [
    `${ACTIONS[action]} of ${cluster}: ${outcome ?? 'under way'}`,
    `Asked for by ${requestedBy} on ${acceptor}, ${instant(report.acceptedAt)}; run ${run}`,
    `Machines: ${Object.entries(report.tally)
      .map(([verdict, count]) => `${count} ${verdict}`)
      .join(', ')}`,
  ];
  const open = machines.filter(isNotAsWanted);
  if (open.length > 0) {
    lines.push('', 'Not as wanted:');
    for (const machine of open) lines.push(`  ${machineLine(machine)}`);
  }
  for (const { number, kind, startedAt, endedAt } of batches) {
    const took =
      startedAt === null || endedAt === null ? '' : `, ${((endedAt - startedAt) / 1000).toFixed(1)} s`;
    lines.push('', `Batch ${number} (${kind}${took}):`);
    for (const machine of machines) if (machine.batch === number) lines.push(`  ${machineLine(machine)}`);
  }
  if (notes.length > 0) {
    lines.push('', 'Notes:');
    for (const { at, text, problem } of notes)
      lines.push(`  ${instant(at)} ${problem === null ? '' : `${problem.code} `}${text}`);
  }
  return lines.join('\n');
}

/** `compute7: off in 12.3 s (soft)`. */
export function machineLine({
  name,
  verdict,
  phase,
  power,
  problem,
  steps,
  startedAt,
  endedAt,
}: MachineReport): string {
  const commands = steps.filter(({ action }) => action !== 'status').map(({ action }) => action);
  const took =
    startedAt === null || endedAt === null ? '' : ` in ${((endedAt - startedAt) / 1000).toFixed(1)} s`;
  const how = commands.length === 0 ? '' : ` (${commands.join(', ')})`;
  const why = problem === null ? '' : `: ${problem.code} ${problem.message}`;
  const state = verdict === null ? `${phase}, power ${power}` : `${verdict}${took}`;
  return `${name}: ${state}${how}${why}`;
}

function isNotAsWanted({ verdict }: MachineReport): boolean {
  return verdict !== null && verdict !== 'off' && verdict !== 'on' && verdict !== 'commanded';
}

/** What people are told by mail and webhook. */
export function reportNotification(report: RunReport): Notification {
  const open = report.machines.filter(isNotAsWanted).length;
  const state = report.outcome ?? 'the last batch follows';
  const trouble = open === 0 ? '' : `, ${open} not as wanted`;
  return {
    subject: `[hawser] ${ACTIONS[report.action]} of ${report.cluster}: ${state}${trouble}`,
    text: reportText(report),
    data: report,
  };
}

function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
