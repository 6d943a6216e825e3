import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { failureWords } from '../result/failure-words.ts';
import { ExitCode } from '../simulator/exit-code.ts';
import type { Timing } from '../simulator/report/report.ts';
import { DEFAULT_OPTIONS, type SimulateOptions } from '../simulator/request.ts';
import { simulate } from '../simulator/simulate.ts';
import { timingsOutput } from '../simulator/timings.ts';
import { localOffset, wallClock } from './wall-clock.ts';

/** What profiling a directory gave: output, and lines for standard error. */
export interface Profile {
  readonly output: string;
  readonly errors: readonly string[];
}

export interface ProfileFailure {
  readonly error: string;
  readonly exitCode: number;
}

/** Schedules every XML file of a directory, each `repeat` times, and tells how long it took. */
export function profile(
  directory: string,
  repeat: string | null,
  format: SimulateOptions['format'],
  commandLine: string,
): Profile | ProfileFailure {
  const times = repeat === null ? 1 : Number(repeat);
  if (!Number.isInteger(times) || times < 1) {
    return { error: `--repeat takes a number from 1 up, not ${repeat}`, exitCode: ExitCode.Usage };
  }
  let names: string[];
  try {
    names = readdirSync(directory).filter((name) => name.endsWith('.xml') && !name.startsWith('.'));
  } catch (error) {
    const reason = failureWords(error);
    return { error: `cannot read the directory ${directory} (${reason})`, exitCode: ExitCode.NoInput };
  }
  const items: Timing[] = [];
  const errors: string[] = [];
  for (const name of names.sort()) {
    const file = join(directory, name);
    const timing = timeFile(file, times, errors);
    if (timing !== null) items.push(timing);
  }
  return { output: timingsOutput(items, format, commandLine), errors };
}

/** Time to schedule one file; `null`, and a line in `errors`, when it is no CIB. */
function timeFile(file: string, times: number, errors: string[]): Timing | null {
  try {
    const cib = readFileSync(file, 'utf8');
    const started = performance.now();
    for (let i = 0; i < times; i++) {
      const { exitCode, errors: found } = simulate({
        cib,
        options: { ...DEFAULT_OPTIONS, format: 'none', run: true },
        now: wallClock(),
        localOffset,
        commandLine: '',
        inputName: file,
      });
      if (exitCode !== ExitCode.Ok) {
        errors.push(...found);
        return null;
      }
    }
    return { file, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    errors.push(`${file}: ${failureWords(error)}`);
    return null;
  }
}
