import { spawn } from 'node:child_process';

/** One run of a program that ended, was ended, or never began. */
export interface ChildRun {
  /** `null` when it was killed or never began. */
  readonly exitCode: number | null;
  readonly isOverdue: boolean;
  /** Why it never began. */
  readonly spawnError: string | null;
  /** Both outputs in the order of their coming, bounded. */
  readonly output: string;
  /** What it wrote to each of them, bounded. */
  readonly standardOutput: string;
  readonly standardError: string;
  /** Something was written beyond the bound. */
  readonly isCut: boolean;
  readonly tookMs: number;
}

export interface ChildOptions {
  /** For its standard input; `null` for none. */
  readonly input: string | null;
  /** Characters of each output that are kept. */
  readonly mostOutput: number;
}

const USUAL: ChildOptions = { input: null, mostOutput: 16_384 };

/**
 * Runs a program without shell and with nothing but the given environment; kills it at the deadline. Never rejects.
 */
export function runChild(
  program: string,
  list: readonly string[],
  environment: Readonly<Record<string, string>>,
  deadlineMs: number,
  { input, mostOutput }: ChildOptions = USUAL,
): Promise<ChildRun> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, list, {
      stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      env: environment,
    });
    const written = { output: '', standardOutput: '', standardError: '' };
    let isCut = false;
    let isOverdue = false;
    let spawnError: string | null = null;
    const take = (stream: 'standardOutput' | 'standardError', chunk: string): void => {
      for (const part of ['output', stream] as const) {
        const room = mostOutput - written[part].length;
        written[part] += chunk.slice(0, room);
        if (chunk.length > room) isCut = true;
      }
    };
    const { stdout, stderr, stdin } = child;
    stdout?.setEncoding('utf8').on('data', (chunk: string) => take('standardOutput', chunk));
    stderr?.setEncoding('utf8').on('data', (chunk: string) => take('standardError', chunk));
    // A program that ends without reading is judged by its exit code and words.
    stdin?.on('error', () => undefined).end(input ?? '');
    const deadline = setTimeout(() => {
      isOverdue = true;
      child.kill('SIGKILL');
      // A grandchild could hold the pipes open; nobody waits for it.
      stdout?.destroy();
      stderr?.destroy();
    }, deadlineMs);
    const end = (exitCode: number | null) => {
      clearTimeout(deadline);
      resolve({ exitCode, isOverdue, spawnError, ...written, isCut, tookMs: performance.now() - startedAt });
    };
    child.on('error', (error) => {
      spawnError = error.message;
      if (child.pid === undefined) end(null);
    });
    child.on('close', (exitCode) => end(exitCode));
  });
}
