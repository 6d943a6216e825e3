import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What one run of a program cost. */
export interface Cost {
  readonly wallS: number;
  /** User and system time, as seen just before the end: to about 20 ms. */
  readonly cpuS: number;
  /** Highest resident memory seen, MiB. */
  readonly peakMiB: number;
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs a program to its end (or its time limit) and watches its memory. */
export function measure(command: readonly string[], limitS: number): Promise<Cost> {
  const [program, ...args] = command as [string, ...string[]];
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let peakKiB = 0;
  let ticks = 0;
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const watch = setInterval(() => {
    try {
      const found = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      // Fields 14 and 15, counted from behind the name, which may hold blanks.
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      ticks = Math.max(ticks, Number(fields[11]) + Number(fields[12]));
      if (found !== null) peakKiB = Math.max(peakKiB, Number(found[1]));
    } catch {
      // The process has just ended.
    }
  }, 10);
  const limit = setTimeout(() => child.kill('SIGKILL'), limitS * 1000);
  return new Promise((resolve) => {
    child.on('close', (exitCode) => {
      clearInterval(watch);
      clearTimeout(limit);
      const wallS = (performance.now() - started) / 1000;
      resolve({
        wallS,
        cpuS: ticks / 100,
        peakMiB: peakKiB / 1024,
        exitCode,
        output: Buffer.concat(chunks).toString(),
      });
    });
  });
}
