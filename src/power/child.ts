import { spawn } from 'node:child_process';

/** One run of a program that ended, was ended, or never began. */
export interface ChildRun {
  /** `null` when it was killed or never began. */
  readonly exitCode: number | null;
  readonly isOverdue: boolean;
  /** Why it never began. */
  readonly spawnError: string | null;
  /** Both outputs, bounded. */
  readonly output: string;
  readonly tookMs: number;
}

const MOST_OUTPUT = 16_384;

/**
 * Runs a program without shell or input and with nothing but the given environment; kills it at the deadline. Never
 * rejects.
 */
export function runChild(
  program: string,
  list: readonly string[],
  environment: Readonly<Record<string, string>>,
  deadlineMs: number,
): Promise<ChildRun> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, list, { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
    let output = '';
    let isOverdue = false;
    let spawnError: string | null = null;
    const take = (chunk: Buffer) => {
      if (output.length < MOST_OUTPUT) output += chunk.toString('utf8').slice(0, MOST_OUTPUT - output.length);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const deadline = setTimeout(() => {
      isOverdue = true;
      child.kill('SIGKILL');
      // A grandchild could hold the pipes open; nobody waits for it.
      child.stdout.destroy();
      child.stderr.destroy();
    }, deadlineMs);
    const end = (exitCode: number | null) => {
      clearTimeout(deadline);
      resolve({ exitCode, isOverdue, spawnError, output, tookMs: performance.now() - startedAt });
    };
    child.on('error', (error) => {
      spawnError = error.message;
      if (child.pid === undefined) end(null);
    });
    child.on('close', (exitCode) => end(exitCode));
  });
}
