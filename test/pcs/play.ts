import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a working folder, by name. */
export type Files = ReadonlyMap<string, string>;

/** What one command did. */
export interface Outcome {
  readonly status: number | null;
  readonly signal: string | null;
  readonly output: string;
  readonly errors: string;
  readonly files: Files;
  /** Wall time of the whole process, milliseconds. */
  readonly took: number;
}

const LIMIT_MS = 120_000;

/** Both programs run in one language, one time zone and without colours or a terminal's width. */
const ENVIRONMENT = { ...process.env, LC_ALL: 'C', TZ: 'UTC', COLUMNS: '80', NO_COLOR: '1' };

/** Runs a program in a folder that holds exactly the given files and tells what it printed and left there. */
export function play(
  program: readonly string[],
  argv: readonly string[],
  folder: string,
  files: Files,
): Promise<Outcome> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const [command, ...prefix] = program as [string, ...string[]];
  const started = performance.now();
  const child = spawn(command, [...prefix, ...argv], {
    cwd: folder,
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
  });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => {
      const took = performance.now() - started;
      resolve({
        status,
        signal,
        output: Buffer.concat(output).toString(),
        errors: Buffer.concat(errors).toString(),
        files: readFolder(folder),
        took,
      });
    });
  });
}

export function readFolder(folder: string): Files {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(names.map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')] as const));
}
