import type { Cib } from '../../cib/model/cib.ts';
import { formatCibVersion } from '../../cib/version.ts';
import type { FencingRecord } from '../../controller/model/fencing.ts';
import type { ClusterStatusReport } from '../../controller/model/request.ts';
import type { EngineWait } from '../../corosync/engine.ts';
import type { DateTime } from '../../result/date-time.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import { AS_LIVE } from '../../scheduler/model/schedule-options.ts';
import { effectiveNow } from '../../scheduler/unpack/effective-time.ts';
import { unpack } from '../../scheduler/unpack/unpack.ts';
import type { ClusterStatus } from '../../simulator/report/report.ts';
import { DEFAULT_OPTIONS } from '../../simulator/request.ts';
import { countInstances } from '../../simulator/status/instance-counts.ts';
import { describeStatus } from '../../simulator/status/status-sections.ts';
import { statusText } from '../../simulator/text/status-text.ts';
import { BLANK, line, list, printText, type TextNode } from '../../simulator/text/text-node.ts';

/** What is shown of a live cluster. */
export interface LiveStatus {
  readonly report: ClusterStatusReport;
  /** What the node that was asked waits for at the membership service; null for nothing. */
  readonly engineWait: EngineWait | null;
  readonly cluster: Cluster;
  readonly status: ClusterStatus;
  readonly now: DateTime;
  readonly localOffset: (epochSeconds: number) => number;
}

export function liveStatus(
  cib: Cib,
  report: ClusterStatusReport,
  engineWait: EngineWait | null,
  clock: DateTime,
  localOffset: (epochSeconds: number) => number,
  wants: { readonly attributes: boolean; readonly failures: boolean },
): LiveStatus {
  const now = effectiveNow(cib, null, clock, localOffset);
  const cluster = unpack(cib, now, { ...AS_LIVE, localOffset });
  const options = { ...DEFAULT_OPTIONS, showAttributes: wants.attributes, showFailCounts: wants.failures };
  const section = describeStatus(cluster, options, false);
  if (section.kind !== 'status') throw new Error('a status was described as something else');
  // Nothing is told of nodes on which nothing has failed.
  const history = section.status.history?.filter(({ resources }) => resources.length > 0) ?? null;
  const status = { ...section.status, history: history?.length === 0 ? null : history };
  return { report, engineWait, cluster, status, now, localOffset };
}

/** The status as operators know it from the field's monitor, and what only Hawser can say. */
export function liveStatusText(seen: LiveStatus): string {
  const { report, engineWait, cluster, status, now, localOffset } = seen;
  const { dc, isQuorate, self, phase, version } = report;
  const quorum = isQuorate ? 'with quorum' : 'WITHOUT quorum';
  const counts = countInstances(cluster);
  const total = `${counts.total} resource instance${counts.total === 1 ? '' : 's'} configured`;
  const disabled = counts.disabled > 0 ? ` (${counts.disabled} DISABLED)` : '';
  const blocked = counts.blocked > 0 ? ` (${counts.blocked} BLOCKED from further action due to failure)` : '';
  const summary: TextNode[] = [
    line(`Seen by: ${self.name}${phase === 'ready' ? '' : ` (${phase})`}`),
    line(`Current DC: ${dc ?? 'NONE'} - partition ${quorum}`),
    line(`Last updated: ${timeText(now.epoch, localOffset)}`),
    line(`CIB version: ${formatCibVersion(version)}`),
    line(`${cluster.nodes.length} nodes configured`),
    line(`${total}${disabled}${blocked}`),
  ];
  const nodes: TextNode[] = [list('Cluster Summary', summary), BLANK];
  if (engineWait?.problem != null) {
    nodes.push(
      line(`*** ${engineWait.problem.message}: what follows is what ${self.name} knew before ***`),
      line(engineWait.problem.hint),
      BLANK,
    );
  }
  if (report.standingReason !== null)
    nodes.push(line(`*** This part of the cluster is not primary: ${report.standingReason} ***`), BLANK);
  if (report.acceptance !== null) {
    const { operator, at } = report.acceptance;
    const when = timeText(Math.floor(at / 1000), localOffset);
    nodes.push(line(`The configuration was vouched for by ${operator} (${when})`), BLANK);
  }
  if (cluster.options.maintenanceMode) {
    nodes.push(
      line('*** Resource management is DISABLED: the cluster will not start, stop or recover services ***'),
      BLANK,
    );
  }
  nodes.push(...statusText(status, localOffset));
  const asked = needsOperator(report, cluster).flatMap(({ node, why, command }) => [
    line(`${node} cannot be fenced, so nothing that ran on it is recovered: ${why}`),
    line(`Look at the machine; if it is off and stays off, vouch for that: ${command}`),
  ]);
  if (asked.length > 0) nodes.push(BLANK, list('Needs an Operator', asked));
  const doing = activity(report, now.epoch);
  if (doing.length > 0) nodes.push(BLANK, list('Now', doing));
  const fencing = report.fencing.slice(-5).reverse();
  if (fencing.length > 0) {
    nodes.push(
      BLANK,
      list(
        'Fencing History',
        fencing.map((record) => line(fencingText(record, localOffset))),
      ),
    );
  }
  return printText(nodes, true);
}

/** A lost node that the cluster could not fence: only a person can tell whether it is off. */
export interface OperatorTask {
  readonly node: string;
  readonly why: string;
  /** What to enter when the node is off for certain. */
  readonly command: string;
}

/** Lost nodes whose last fencing has failed. */
export function needsOperator({ fencing }: ClusterStatusReport, { nodes }: Cluster): OperatorTask[] {
  const tasks: OperatorTask[] = [];
  for (const { name, isUnclean } of nodes) {
    const last = fencing.findLast(({ target }) => target === name);
    if (!isUnclean || last?.outcome !== 'failed') continue;
    tasks.push({ node: name, why: last.reason, command: `hawser stonith confirm ${name} --force` });
  }
  return tasks;
}

/** What the cluster is busy with, and what it waits for until when. */
function activity(
  { transition, holdReason, waits, runningFencing }: ClusterStatusReport,
  now: number,
): TextNode[] {
  const lines: TextNode[] = [];
  if (holdReason !== null) lines.push(line(`Nothing is decided just now: ${holdReason}`));
  if (transition !== null && transition.confirmed < transition.total) {
    const { number, confirmed, total, inFlight } = transition;
    const doing = inFlight.length === 0 ? '' : `: ${inFlight.join(', ')}`;
    lines.push(line(`Transition ${number}: ${confirmed} of ${total} actions done${doing}`));
  }
  for (const { target, operation, step } of runningFencing)
    lines.push(line(`Fencing ${target} (${operation}): ${step}`));
  for (const { id, what, deadline } of waits) {
    if (id === 'recheck') continue;
    lines.push(line(`Waits for ${what}, at most ${Math.max(0, Math.ceil(deadline / 1000 - now))} s more`));
  }
  return lines;
}

/** One entry of the fencing history in a line. */
export function fencingText(record: FencingRecord, localOffset: (epochSeconds: number) => number): string {
  const { target, operation, outcome, reason, endedAt, client } = record;
  const came = { confirmed: 'confirmed', asserted: 'asserted by an operator', failed: 'FAILED' }[outcome];
  const at = timeText(Math.floor(endedAt / 1000), localOffset);
  return `${operation} of ${target} ${came}: ${reason} (asked for by ${client}, ${at})`;
}

/** `2026-11-23 17:44:09 +01:00`. */
export function timeText(epochSeconds: number, localOffset: (epochSeconds: number) => number): string {
  const offset = localOffset(epochSeconds);
  const local = new Date((epochSeconds + offset) * 1000).toISOString();
  const minutes = Math.abs(Math.round(offset / 60));
  const zone = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return `${local.slice(0, 10)} ${local.slice(11, 19)} ${offset < 0 ? '-' : '+'}${zone}`;
}
