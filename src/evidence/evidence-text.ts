import { alignedRows } from '../result/columns.ts';
import type { Doubt, Fact, Reading } from './fact.ts';
import type { SettledVerdict } from './verdict.ts';

const DOUBTS: Readonly<Record<Doubt, string>> = {
  'no-fact': 'nobody says anything',
  stale: 'what is known is too old',
  'from-the-future': 'a source’s clock is ahead',
  'not-said': 'a source could not say',
  contradiction: 'sources contradict each other',
  'no-such-value': 'a source says what nobody understands',
};
/** Sources named in one row; a host has hundreds of addresses. */
const MOST_SOURCES = 3;

/** The evidence for a verdict as a table: signal, value, who says it, how old it is. */
export function evidenceText({ latest, verdict, agreeing, needed, of }: SettledVerdict): string {
  const wait =
    verdict === latest.verdict
      ? ''
      : ` (${latest.verdict} in ${agreeing} of the last ${of} samples; ${needed} are needed)`;
  return [
    `${latest.host}: ${verdict}${wait}`,
    ...readingsTable(latest.readings, latest.at),
    `  rule ${latest.rule.name} of ${latest.policy}: ${latest.rule.why}`,
  ].join('\n');
}

/** Readings as the lines of a table; ages are as of `at` (epoch ms). */
export function readingsTable(readings: readonly Reading[], at: number): readonly string[] {
  const rows = readings.map(({ signal, value, doubt, facts }) => [
    signal,
    doubt === null ? value : `unknown: ${DOUBTS[doubt]}`,
    sourcesText(at, value, facts),
  ]);
  return alignedRows(rows).map((line) => `  ${line}`);
}

function sourcesText(at: number, value: string, facts: readonly Fact[]): string {
  // What made the value stands first: of many silent addresses the one that answers is what matters.
  const decisive = facts.filter((fact) => fact.value === value);
  const others = facts.filter((fact) => fact.value !== value);
  const named = [...decisive, ...others].slice(0, MOST_SOURCES).map((fact) => {
    const age = Math.max(0, Math.round((at - fact.at) / 1000));
    const words = fact.words === '' ? '' : `: ${fact.words}`;
    return `${fact.source} ${fact.value}, ${age} s ago${words}`;
  });
  const more = facts.length - named.length;
  return more > 0 ? `${named.join('; ')}; and ${more} more` : named.join('; ');
}
