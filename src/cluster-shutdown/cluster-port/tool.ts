import { execFile } from 'node:child_process';

/** One run of one of the cluster's tools. */
export interface ToolRun {
  /** `null` when it did not begin or was ended. */
  readonly exitCode: number | null;
  readonly output: string;
  /** The last words it had, for messages. */
  readonly words: string;
}

const MOST_OUTPUT = 64 * 1024 * 1024;

/** Runs an installed tool without shell; ends it at the deadline, or when `signal` is aborted. Never rejects. */
export function runTool(
  program: string,
  list: readonly string[],
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<ToolRun> {
  return new Promise((resolve) => {
    const limits = { timeout: deadlineMs, killSignal: 'SIGKILL', maxBuffer: MOST_OUTPUT } as const;
    const options = signal === undefined ? limits : { ...limits, signal };
    const child = execFile(program, [...list], options, (error, output, complaints) => {
      const lines = `${complaints}\n${output}`.split('\n').filter((line) => line.trim() !== '');
      const words = error === null ? '' : (lines[0] ?? error.message);
      if (error === null) resolve({ exitCode: 0, output, words });
      else if (typeof error.code === 'number') resolve({ exitCode: error.code, output, words });
      else
        resolve({
          exitCode: null,
          output,
          words: error.killed === true ? `no answer within ${deadlineMs / 1000} s` : error.message,
        });
    });
    child.stdin?.end();
  });
}
