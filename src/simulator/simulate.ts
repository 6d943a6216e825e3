import type { Problem } from '../result/problem.ts';
import type { SimulateRequest } from './request.ts';

/** Documents made on the way, as text; `null` when not asked for or never reached. */
export interface SimulationArtefacts {
  readonly inputCib: string | null;
  readonly outputCib: string | null;
  readonly graph: string | null;
  readonly dot: string | null;
}

/** What came out of a simulation. Nothing has been written anywhere. */
export interface SimulationResult {
  /** Standard output, complete. */
  readonly output: string;
  /** Lines for standard error, without line ends. */
  readonly errors: readonly string[];
  readonly exitCode: number;
  readonly problems: readonly Problem[];
  readonly artefacts: SimulationArtefacts;
}

/** Plays through what the cluster would do (spec C6): pure, one call, text in and text out. */
export function simulate(request: SimulateRequest): SimulationResult {
  throw new Error(`not built yet: simulate (${request.options.format})`);
}
