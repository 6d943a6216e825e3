import { DEFAULT_OPTIONS } from '../../src/simulator/request.ts';
import { simulate } from '../../src/simulator/simulate.ts';
import type { ReferenceCase } from './reference-data.ts';

/** Inputs without execution-date depend on the clock only as "long after the data" (spec A0.4). */
const LONG_AFTER = { epoch: 1_790_000_000, offset: 0 };

export interface Decision {
  /** Standard error and output of the first run. */
  readonly summary: string;
  /** Standard output of the first run alone. */
  readonly output: string;
  readonly scores: string;
  readonly graph: string;
  readonly dot: string;
  readonly errors: readonly string[];
}

/** Runs one case the way the reference's driver does: two runs, the first without extra arguments (spec C6.8). */
export function decideCase(reference: ReferenceCase): Decision {
  const utc = () => 0;
  const first = simulate({
    cib: reference.xml,
    options: { ...DEFAULT_OPTIONS, run: true, simulate: true },
    now: LONG_AFTER,
    localOffset: utc,
    commandLine: '',
  });
  const second = simulate({
    cib: reference.xml,
    options: {
      ...DEFAULT_OPTIONS,
      run: true,
      simulate: true,
      showScores: true,
      quiet: true,
      dateTime: reference.dateTime,
      artefacts: { inputCib: false, outputCib: false, graph: true, dot: true },
    },
    now: LONG_AFTER,
    localOffset: utc,
    commandLine: '',
  });
  return {
    summary: [...first.errors, first.output].join('\n'),
    output: first.output,
    scores: second.output,
    graph: second.artefacts.graph ?? '',
    dot: second.artefacts.dot ?? '',
    errors: second.errors,
  };
}
