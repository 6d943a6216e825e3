import type { KeptTransition } from '../controller/model/effect.ts';
import type { DateTime } from '../result/date-time.ts';

/** What is known of a kept scheduling run without reading its CIB. */
export interface TransitionRecord {
  /** Counts up on this node, across restarts; names the entry. */
  readonly sequence: number;
  /** The transition's number in the cluster. */
  readonly number: number;
  /** When it was decided, epoch ms. */
  readonly at: number;
  /** The time the scheduler was given. */
  readonly effectiveTime: DateTime;
  /** IANA name of the zone whose local time the rules were judged by. */
  readonly timeZone: string;
  /** Node that decided. */
  readonly dc: string;
  /** What made the cluster decide. */
  readonly trigger: readonly string[];
  /** Actions in the graph. */
  readonly actions: number;
  /** What was decided, a line each; may be empty. */
  readonly summary: readonly string[];
  /** Release of Hawser that decided. */
  readonly release: string;
  /** SHA-256 of the CIB. */
  readonly digest: string;
  readonly cibBytes: number;
}

/** What the controller hands over, and what the shell around it knows besides. */
export interface TransitionToKeep {
  readonly input: KeptTransition;
  readonly dc: string;
  readonly effectiveTime: DateTime;
  readonly timeZone: string;
  readonly summary: readonly string[];
  readonly release: string;
}

/** Everything to schedule again as it was scheduled then. */
export interface TransitionInput {
  readonly record: TransitionRecord;
  readonly cib: string;
}

const MARK = '\n<!-- hawser-transition ';
const END = ' -->\n';

/** The CIB, followed by its record in a comment: any tool that reads CIBs reads this. */
export function writeTransitionText({ record, cib }: TransitionInput): string {
  // A comment must not contain two hyphens in a row.
  return `${cib}${MARK}${JSON.stringify(record).replaceAll('-', '\\u002d')}${END}`;
}

/** The reverse of `writeTransitionText`; `null` when the text is not of that kind. */
export function readTransitionText(text: string): TransitionInput | null {
  const mark = text.lastIndexOf(MARK);
  if (mark < 0 || !text.endsWith(END)) return null;
  const record = readRecord(text.slice(mark + MARK.length, -END.length));
  return record === null ? null : { record, cib: text.slice(0, mark) };
}

/** Reads a record from JSON; `null` when it is none. */
export function readRecord(json: string): TransitionRecord | null {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

const NUMBERS = ['sequence', 'number', 'at', 'actions', 'cibBytes'] as const;
const TEXTS = ['timeZone', 'dc', 'release', 'digest'] as const;
const LISTS = ['trigger', 'summary'] as const;

function isRecord(value: unknown): value is TransitionRecord {
  if (!isObject(value) || !isObject(value.effectiveTime)) return false;
  const { epoch, offset } = value.effectiveTime;
  return (
    [epoch, offset, ...NUMBERS.map((key) => value[key])].every(Number.isFinite) &&
    TEXTS.every((key) => typeof value[key] === 'string') &&
    LISTS.every((key) => {
      const list = value[key];
      return Array.isArray(list) && list.every((line) => typeof line === 'string');
    })
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
