import { accessSync, closeSync, constants } from 'node:fs';
import { Socket } from 'node:net';
import { constants as osConstants } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { type Foreign, type ForeignFunction, loadForeign } from '../../corosync/native/foreign.ts';

/** A program to be started as the leader of a session of its own, in `/`, with signals as they are by default. */
export interface ProgramStart {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** It is written to; else standard input is empty. */
  readonly hasInput: boolean;
  /** File descriptors for its output. */
  readonly stdout: number;
  readonly stderr: number;
  /** Called once when it has ended: with its exit code, or with the signal that ended it. */
  readonly exited: (code: number | null, signal: string | null) => void;
}

export interface StartedProgram {
  readonly pid: number;
  readonly stdin: Writable | null;
}

/** As much of the C library as starting and awaiting a program takes. */
interface Library {
  readonly foreign: Foreign;
  readonly spawn: ForeignFunction;
  readonly actionsInit: ForeignFunction;
  readonly actionsDestroy: ForeignFunction;
  readonly addDup: ForeignFunction;
  readonly addOpen: ForeignFunction;
  readonly addFolder: ForeignFunction;
  readonly pipe: ForeignFunction;
  readonly syscall: ForeignFunction;
  readonly waitid: ForeignFunction;
  /** Attributes that are the same for all. */
  readonly attributes: Uint8Array;
}

/** Larger than `posix_spawnattr_t`, `posix_spawn_file_actions_t`, `sigset_t` and `siginfo_t` of any C library for Linux. */
const STRUCT_BYTES = 512;
const SIGNAL_SET_BYTES = 128;
/** `POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID`. */
const FLAGS = 0x08 | 0x04 | 0x80;
const CLOSE_ON_EXEC = 0o2000000;
/** Number of the system call on all architectures since Linux 5.3. */
const PIDFD_OPEN = 434;
const P_PID = 1;
const P_PIDFD = 3;
const WNOHANG = 1;
const WEXITED = 4;
const CLD_EXITED = 1;
/** Offsets in `siginfo_t` of 64-bit Linux. */
const CODE_AT = 8;
const PID_AT = 16;
const STATUS_AT = 24;
/** Where the kernel cannot tell of an end it is looked so often. */
const LOOK_MS = 10;

let library: Library | null | undefined;

/**
 * Starts a program by posix_spawn(3): Node would copy the page tables of this process first, which takes ten times as
 * long as everything else together. A text is the code of what went wrong (`ENOENT`); `null` where this cannot be done.
 */
export function spawnProgram(start: ProgramStart): StartedProgram | string | null {
  library ??= loadLibrary();
  if (library === null) return null;
  const { program, arguments: words, environment } = start;
  const entries = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  if ([program, ...words, ...entries].some((text) => text.includes('\0'))) return 'ERR_INVALID_ARG_VALUE';
  const path = findProgram(program, environment.PATH);
  if (path === null) return 'ENOENT';
  const ends = new Int32Array(2);
  if (start.hasInput && library.pipe(ends, CLOSE_ON_EXEC) !== 0) return 'EMFILE';
  const [readEnd, writeEnd] = ends as unknown as [number, number];
  const input = start.hasInput ? readEnd : null;
  let result = spawnAt(library, path, [program, ...words], entries, start, input);
  // A script without interpreter is the shell's, as execvp(3) has it.
  if (result === 'ENOEXEC')
    result = spawnAt(library, '/bin/sh', ['sh', path, ...words], entries, start, input);
  if (input !== null) closeSync(input);
  if (typeof result === 'string') {
    if (start.hasInput) closeSync(writeEnd);
    return result;
  }
  awaitEnd(library, result, start.exited);
  const stdin = start.hasInput ? new Socket({ fd: writeEnd, readable: false, writable: true }) : null;
  return { pid: result, stdin };
}

function spawnAt(
  { spawn, actionsInit, actionsDestroy, addDup, addOpen, addFolder, attributes }: Library,
  path: string,
  words: readonly string[],
  entries: readonly string[],
  { stdout, stderr }: ProgramStart,
  stdin: number | null,
): number | string {
  const actions = new Uint8Array(STRUCT_BYTES);
  actionsInit(actions);
  if (stdin === null) addOpen(actions, 0, '/dev/null', constants.O_RDONLY, 0);
  else addDup(actions, stdin, 0);
  addDup(actions, stdout, 1);
  addDup(actions, stderr, 2);
  addFolder(actions, '/');
  const pid = new Int32Array(1);
  const error = spawn(pid, path, actions, attributes, [...words, null], [...entries, null]);
  actionsDestroy(actions);
  return error === 0 ? (pid[0] as number) : errorName(error);
}

/** Where the program is: a path as it is given, a name as it is found in the folders. */
function findProgram(program: string, folders = '/usr/bin:/bin'): string | null {
  if (program.includes('/')) return program;
  for (const folder of folders.split(':')) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next folder may have it.
    }
  }
  return null;
}

function awaitEnd({ foreign, syscall, waitid }: Library, pid: number, exited: ProgramStart['exited']): void {
  const info = Buffer.alloc(STRUCT_BYTES);
  const take = (type: number, id: number): boolean => {
    info.fill(0);
    if (waitid(type, id, info, WEXITED | WNOHANG) !== 0 || info.readInt32LE(PID_AT) === 0) return false;
    const status = info.readInt32LE(STATUS_AT);
    if (info.readInt32LE(CODE_AT) === CLD_EXITED) exited(status, null);
    else exited(null, signalName(status));
    return true;
  };
  const descriptor = syscall(PIDFD_OPEN, pid, 0);
  if (descriptor < 0) {
    const timer = setInterval(() => {
      if (take(P_PID, pid)) clearInterval(timer);
    }, LOOK_MS);
    return;
  }
  const poll = foreign.node.poll(descriptor, { readable: true, disconnect: false }, () => {
    poll.close();
    // Called from outside of Node's callbacks: promises that are settled here would wait for another event.
    setImmediate(() => {
      if (!take(P_PIDFD, descriptor)) exited(null, null);
      closeSync(descriptor);
    });
  });
}

function errorName(number: number): string {
  const found = Object.entries(osConstants.errno).find(([, value]) => value === number);
  return found?.[0] ?? `errno ${number}`;
}

function signalName(number: number): string {
  const found = Object.entries(osConstants.signals).find(([, value]) => value === number);
  return found?.[0] ?? `signal ${number}`;
}

function loadLibrary(): Library | null {
  const foreign = loadForeign();
  if ('code' in foreign) return null;
  try {
    const c = foreign.load(null);
    const found = {
      foreign,
      spawn: c.func('posix_spawn', 'int', [
        'int *',
        'const char *',
        'void *',
        'void *',
        'const char **',
        'const char **',
      ]),
      actionsInit: c.func('posix_spawn_file_actions_init', 'int', ['void *']),
      actionsDestroy: c.func('posix_spawn_file_actions_destroy', 'int', ['void *']),
      addDup: c.func('posix_spawn_file_actions_adddup2', 'int', ['void *', 'int', 'int']),
      addOpen: c.func('posix_spawn_file_actions_addopen', 'int', [
        'void *',
        'int',
        'const char *',
        'int',
        'uint',
      ]),
      addFolder: c.func('posix_spawn_file_actions_addchdir_np', 'int', ['void *', 'const char *']),
      pipe: c.func('pipe2', 'int', ['int *', 'int']),
      syscall: c.func('syscall', 'long', ['long', 'int', 'uint']),
      waitid: c.func('waitid', 'int', ['int', 'int', 'void *', 'int']),
    };
    const attributes = new Uint8Array(STRUCT_BYTES);
    const none = new Uint8Array(SIGNAL_SET_BYTES);
    const all = new Uint8Array(SIGNAL_SET_BYTES).fill(0xff);
    const isMade =
      c.func('posix_spawnattr_init', 'int', ['void *'])(attributes) === 0 &&
      c.func('posix_spawnattr_setflags', 'int', ['void *', 'short'])(attributes, FLAGS) === 0 &&
      c.func('posix_spawnattr_setsigmask', 'int', ['void *', 'void *'])(attributes, none) === 0 &&
      c.func('posix_spawnattr_setsigdefault', 'int', ['void *', 'void *'])(attributes, all) === 0;
    return isMade ? { ...found, attributes } : null;
  } catch {
    // Another C library, or an older one.
    return null;
  }
}
