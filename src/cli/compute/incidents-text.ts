import type { FenceMark, IncidentSummary } from '../../compute-ha/record/incident-store.ts';
import type { NoticeRecord } from '../../compute-ha/record/notice-store.ts';
import type { ResponseState } from '../../evacuation/run/state.ts';
import { alignedRows } from '../../result/columns.ts';
import { durationText, momentText } from './time-text.ts';

/** A row for each incident, then the hosts that are still fenced. */
export function incidentsText(incidents: readonly IncidentSummary[], marks: readonly FenceMark[]): string {
  const rows = incidents.map(({ incident, host, beganAt, endedAt, end }) => [
    momentText(beganAt),
    host,
    end ?? 'under way',
    endedAt === null ? '' : durationText(endedAt - beganAt),
    incident,
  ]);
  const list =
    rows.length === 0
      ? 'There is no incident on record.'
      : alignedRows([['began', 'host', 'end', 'took', 'id'], ...rows]).join('\n');
  const fenced = marks.map(
    ({ host, incident }) =>
      `${host} is fenced since ${incident}; give it back: hawser compute release ${host}`,
  );
  return [list, ...fenced].join('\n');
}

/** The whole story of one incident. */
export function storyText(state: ResponseState, notices: readonly NoticeRecord[]): string {
  const { order, notes, instances, end, stage } = state;
  const beganAt = notes[0]?.at ?? 0;
  const steps = notes.map(({ at, text }) => [
    momentText(at),
    `+${((at - beganAt) / 1000).toFixed(1)} s`,
    text,
  ]);
  const servers = [...instances.values()].map(({ instance, phase, tries, host, words }) => [
    `  ${instance.name}`,
    instance.id,
    phase,
    `${tries} ${tries === 1 ? 'try' : 'tries'}`,
    host ?? 'nowhere',
    words,
  ]);
  return [
    `incident ${order.incident} of ${order.host}: ${end ?? `under way (${stage})`}`,
    `judged ${order.verdict}; reserve ${order.reserve ?? 'none'}`,
    'evidence:',
    ...order.evidence.split('\n').map((line) => `  ${line}`),
    'steps:',
    ...indented(alignedRows(steps).join('\n')),
    ...(servers.length === 0 ? [] : ['instances:', ...alignedRows(servers)]),
    ...(notices.length === 0 ? ['notices: none'] : ['notices:', ...alignedRows(notices.map(noticeRow))]),
  ].join('\n');
}

function noticeRow({
  topic,
  audience,
  at,
  attempts,
  deliveredAt,
  givenUpAt,
  problem,
}: NoticeRecord): readonly string[] {
  const state =
    deliveredAt !== null
      ? `delivered after ${durationText(deliveredAt - at)}`
      : givenUpAt !== null
        ? `GIVEN UP after ${attempts} attempts: ${problem}`
        : `waits${problem === null ? '' : `, ${attempts} attempts failed: ${problem}`}`;
  return [`  ${momentText(at)}`, topic, audience, state];
}

function indented(text: string): readonly string[] {
  return text.split('\n').map((line) => `  ${line}`);
}

/** The same for programs. */
export function storyJson(state: ResponseState, notices: readonly NoticeRecord[]): string {
  const { order, notes, instances, end, stage } = state;
  const servers = [...instances.values()].map(({ instance, phase, tries, host, words }) => ({
    id: instance.id,
    name: instance.name,
    phase,
    tries,
    host,
    words,
  }));
  const steps = notes.map(({ at, text }) => ({ at: new Date(at).toISOString(), text }));
  return JSON.stringify({ order, stage, end, steps, instances: servers, notices }, null, 2);
}
