import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { SideName } from './side.ts';

/** What is measured. Times in ms, memory in MiB, CPU in per cent of one processor. */
export type Measure =
  | 'formation'
  | 'rss'
  | 'pss'
  | 'cpu'
  | 'recovery'
  | 'recovery-own'
  | 'move'
  | 'move-gap'
  | 'standby'
  | 'loss'
  | 'loss-detection'
  | 'loss-fencing'
  | 'loss-own';

export interface Sample {
  readonly side: SideName;
  readonly measure: Measure;
  /** Command of the operator, where there are several for the same thing. */
  readonly command: string | null;
  readonly value: number;
  /** Under which conditions it was taken: only samples of the same conditions are put together. */
  readonly conditions: string;
  /** Load average of the machine, one minute. */
  readonly load: number;
}

/** Samples of this run and, when a file keeps them, of runs before it under the same conditions. */
export class Samples {
  readonly #file: string | null;
  readonly #conditions: string;
  readonly all: Sample[] = [];

  constructor(file: string | null, conditions: string) {
    this.#file = file;
    this.#conditions = conditions;
    if (file === null || !existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '') continue;
      const sample = JSON.parse(line) as Sample;
      if (sample.conditions === conditions) this.all.push(sample);
    }
  }

  add(sample: Omit<Sample, 'conditions'>): void {
    const whole = { ...sample, conditions: this.#conditions };
    this.all.push(whole);
    if (this.#file !== null) appendFileSync(this.#file, `${JSON.stringify(whole)}\n`);
  }

  /** Values of one side, by command. */
  of(side: SideName, measure: Measure): Map<string | null, number[]> {
    const found = new Map<string | null, number[]>();
    for (const sample of this.all) {
      if (sample.side !== side || sample.measure !== measure) continue;
      const values = found.get(sample.command) ?? [];
      values.push(sample.value);
      found.set(sample.command, values);
    }
    return found;
  }
}

/** The middle one, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[(sorted.length >> 1) - 1] ?? Number.NaN) + upper) / 2;
}
