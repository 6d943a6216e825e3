import { alignedRows } from '../../../src/result/columns.ts';
import { type Measure, median, type Samples } from './samples.ts';

/** A line of the table. */
interface Row {
  readonly label: string;
  readonly measure: Measure;
  readonly unit: 's' | 'ms' | 'MiB' | '%';
  readonly goal: string;
  /** Whether ours is good enough; `null` theirs when it was not measured. Both in the measure's unit. */
  readonly isMet: ((ours: number, theirs: number | null) => boolean | null) | null;
}

const isFaster = (ours: number, theirs: number | null): boolean | null =>
  theirs === null ? null : ours < theirs;

const ROWS: readonly Row[] = [
  {
    label: 'host loss → service answers',
    measure: 'loss',
    unit: 's',
    goal: '',
    isMet: null,
  },
  { label: '  of which Corosync’s detection', measure: 'loss-detection', unit: 's', goal: '', isMet: null },
  { label: '  of which the fence agent', measure: 'loss-fencing', unit: 'ms', goal: '', isMet: null },
  {
    label: '  detection → first agent starts, without the fence agent',
    measure: 'loss-own',
    unit: 'ms',
    goal: 'at most 150 ms',
    isMet: (ours) => ours <= 150,
  },
  { label: 'failed monitor → service answers', measure: 'recovery', unit: 'ms', goal: '', isMet: null },
  {
    label: '  failed monitor → start, without the agent',
    measure: 'recovery-own',
    unit: 'ms',
    goal: 'below half of Pacemaker’s',
    isMet: (ours, theirs) => (theirs === null ? null : ours < theirs / 2),
  },
  {
    label: 'move: command → service answers there',
    measure: 'move',
    unit: 'ms',
    goal: 'faster than Pacemaker’s best',
    isMet: isFaster,
  },
  { label: '  longest silence of the service', measure: 'move-gap', unit: 'ms', goal: '', isMet: null },
  {
    label: 'standby: command → service answers elsewhere',
    measure: 'standby',
    unit: 'ms',
    goal: 'faster than Pacemaker’s best',
    isMet: isFaster,
  },
  {
    label: 'Corosync quorate → cluster formed',
    measure: 'formation',
    unit: 's',
    goal: 'within 3 s',
    isMet: (ours) => ours <= 3000,
  },
  {
    label: 'memory of a node, resident',
    measure: 'rss',
    unit: 'MiB',
    goal: 'below 120 MiB',
    isMet: (ours) => ours < 120,
  },
  { label: 'memory of a node, proportional', measure: 'pss', unit: 'MiB', goal: '', isMet: null },
  {
    label: 'CPU of a node, idle, mean of three',
    measure: 'cpu',
    unit: '%',
    goal: 'no more than Pacemaker’s',
    isMet: (ours, theirs) => (theirs === null ? null : ours <= theirs),
  },
];

const HEAD = ['', 'Hawser', 'Pacemaker', 'ratio', 'goal', ''];

/** Rows of cells, the head first: medians, their ranges and numbers, the ratio of the medians, the goal and its fate. */
export function tableCells(samples: Samples): string[][] {
  const cells: string[][] = [HEAD];
  for (const row of ROWS) {
    const ours = best(samples.of('hawser', row.measure));
    const theirs = samples.of('pacemaker', row.measure);
    const rival = best(theirs);
    if (ours === null && rival === null) continue;
    const ratio = ours === null || rival === null ? '–' : (ours.median / rival.median).toFixed(2);
    const met = row.isMet === null || ours === null ? null : row.isMet(ours.median, rival?.median ?? null);
    const verdict = met === null ? '' : met ? 'met' : 'MISSED';
    const peer = rival === null ? '–' : cell(rival.values, row.unit, theirs.size > 1 ? rival.command : null);
    cells.push([
      row.label,
      ours === null ? '–' : cell(ours.values, row.unit, null),
      peer,
      ratio,
      row.goal,
      verdict,
    ]);
    for (const [command, values] of theirs) {
      if (command === null || command === rival?.command) continue;
      const other = ours === null ? '–' : (ours.median / median(values)).toFixed(2);
      cells.push(['', '', cell(values, row.unit, command), other, '', '']);
    }
  }
  return cells;
}

interface Best {
  readonly command: string | null;
  readonly values: readonly number[];
  readonly median: number;
}

/** The command with the lowest median. */
function best(byCommand: ReadonlyMap<string | null, readonly number[]>): Best | null {
  let found: Best | null = null;
  for (const [command, values] of byCommand) {
    const middle = median(values);
    if (found === null || middle < found.median) found = { command, values, median: middle };
  }
  return found;
}

function cell(values: readonly number[], unit: Row['unit'], command: string | null): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const range = `${number(low, unit)}–${number(high, unit)}, n ${values.length}`;
  const text = `${number(median(values), unit)} ${unit} (${range})`;
  return command === null ? text : `${text} ${command}`;
}

function number(value: number, unit: Row['unit']): string {
  if (unit === 's') return (value / 1000).toFixed(2);
  return value.toFixed(unit === '%' ? 3 : unit === 'MiB' ? 1 : 0);
}

/** For a terminal. */
export function tableText(cells: readonly (readonly string[])[]): string {
  return alignedRows(cells).join('\n');
}

/** For a document. */
export function tableMarkdown(cells: readonly (readonly string[])[]): string {
  const lines = cells.map((row) => `| ${row.map((text) => text.trim()).join(' | ')} |`);
  return [lines[0], `|${' --- |'.repeat(HEAD.length)}`, ...lines.slice(1)].join('\n');
}
