import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { failureWords } from '../../result/failure-words.ts';
import type { ProgramStart } from './posix-spawn.ts';

/** As whom a program runs; it is in no other groups. */
export interface ChildUser {
  readonly uid: number;
  readonly gid: number;
}

/** A start where the C library cannot be called: outputs without a descriptor are Node's own. */
export interface NodeStart extends Omit<ProgramStart, 'stdout' | 'stderr'> {
  readonly stdout: number | undefined;
  readonly stderr: number | undefined;
  /** As whom it runs; `null`: as this process. */
  readonly user: ChildUser | null;
  /** It could not be started after all: the code of what went wrong. */
  readonly failed: (code: string) => void;
}

export interface NodeProgram {
  /** `null` when it did not start; `failed` tells why. */
  readonly pid: number | null;
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
}

/** Starts a program in Node's way; a text is the code of what went wrong. */
export function spawnByNode(start: NodeStart): NodeProgram | string {
  const { program, arguments: words, environment, hasInput, stdout, stderr, user, exited, failed } = start;
  let child: ChildProcess;
  try {
    child = spawn(program, words, {
      cwd: '/',
      env: environment,
      detached: true,
      shell: false,
      ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
      stdio: [hasInput ? 'pipe' : 'ignore', stdout ?? 'pipe', stderr ?? 'pipe'],
    });
  } catch (error) {
    return errorCode(error);
  }
  child.once('error', (error) => {
    // A failed kill also comes here; it changes nothing.
    if (child.pid === undefined) failed(errorCode(error));
  });
  child.once('exit', exited);
  return { pid: child.pid ?? null, stdin: child.stdin, stdout: child.stdout, stderr: child.stderr };
}

function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return failureWords(error);
}
