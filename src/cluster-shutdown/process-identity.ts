import { readFileSync } from 'node:fs';

/** A process and no other that gets its number later. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, in the kernel's ticks. */
  readonly startTicks: string;
}

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, startTicks: startTicks(process.pid) ?? '' };
}

/** Whether that very process lives. */
export function isSameProcess({ pid, startTicks: ticks }: ProcessIdentity): boolean {
  return startTicks(pid) === ticks;
}

/** When a process was started, in the kernel's ticks; `null` when there is none or it is a zombie. */
function startTicks(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
