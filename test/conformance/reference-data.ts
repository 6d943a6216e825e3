import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the reference data lives: `HAWSER_CTS`, else beside the project. */
export const REFERENCE_FOLDER =
  process.env.HAWSER_CTS ?? resolve(import.meta.dirname, '../../../shared/pacemaker-cts');

/** What the reference expects of one input, in the form in which it is stored. */
export interface ReferenceCase {
  readonly name: string;
  readonly xml: string;
  readonly summary: string;
  readonly scores: string;
  readonly graph: string;
  readonly dot: string;
  /** Expected standard error of the second run; empty for nearly all. */
  readonly errors: string;
  /** `-t` argument of the second run (spec C6.8). */
  readonly dateTime: string | null;
}

/** Dates that the reference's own list gives to the second run (spec A0.3, C6.8). */
const DATES: ReadonlyMap<string, string> = new Map([
  ['date-1', '2005-020'],
  ['date-2', '2005-020T12:30'],
  ['date-3', '2005-020T11:30'],
  ['origin', '2014-05-07 00:28:00'],
]);

/** Not in the reference's list: its stored outputs are of an older format (spec A0.2). */
const STALE: ReadonlySet<string> = new Set(['bundle-order-partial']);

export function hasReferenceData(): boolean {
  return existsSync(join(REFERENCE_FOLDER, 'xml'));
}

/** Names of the listed cases, sorted. */
export function referenceNames(): readonly string[] {
  return readdirSync(join(REFERENCE_FOLDER, 'xml'))
    .filter((file) => file.endsWith('.xml'))
    .map((file) => file.slice(0, -4))
    .filter((name) => !STALE.has(name))
    .sort();
}

export function loadReferenceCase(name: string): ReferenceCase {
  const read = (folder: string, ending: string): string =>
    readFileSync(join(REFERENCE_FOLDER, folder, `${name}.${ending}`), 'utf8');
  const errors = join(REFERENCE_FOLDER, 'stderr', `${name}.stderr`);
  return {
    name,
    xml: read('xml', 'xml'),
    summary: read('summary', 'summary'),
    scores: read('scores', 'scores'),
    graph: read('exp', 'exp'),
    dot: read('dot', 'dot'),
    errors: existsSync(errors) ? readFileSync(errors, 'utf8') : '',
    dateTime: DATES.get(name) ?? null,
  };
}
