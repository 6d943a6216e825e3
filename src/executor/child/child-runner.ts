import { readFileSync, writeFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { type ChildUser, type NodeProgram, spawnByNode } from './node-spawn.ts';
import { OutputPipe } from './output-pipe.ts';
import { OutputTail } from './output-tail.ts';
import { type ProgramStart, type StartedProgram, spawnProgram } from './posix-spawn.ts';

/** A program to run, without a shell. */
export interface ChildCommand {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Text for standard input; `null` for an empty one. */
  readonly input: string | null;
  /** Its process group is killed after this time. */
  readonly timeoutMs: number;
  /** Bytes kept of standard output and of standard error, from their ends. */
  readonly outputLimit: number;
  /** Another user than that of this process; takes root. */
  readonly user?: ChildUser | null;
}

/** How a program ended. */
export interface ChildOutcome {
  /** `null` when a signal ended it, or when it never ran or never ended. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why it could not be started: `ENOENT`, `EACCES` … */
  readonly startError: string | null;
  readonly isTimeout: boolean;
  /** It was ended because its caller wanted so. */
  readonly isAborted: boolean;
  /** Not even SIGKILL ended it; it waits in the kernel. */
  readonly isStuck: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly isCut: boolean;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly executionMs: number;
}

/** Limits that are the same for all children. */
export interface ChildLimits {
  /** Between SIGTERM and SIGKILL. */
  readonly killGraceMs: number;
}

/** Timers of Node count to here. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A process that SIGKILL has not ended after this time hangs in the kernel; nobody waits for it any longer. */
const STUCK_MS = 5000;

/** Output beyond this is read at leisure, so that an agent that never stops talking costs next to nothing. */
const FREE_BYTES = 1 << 20;
const LEISURE_MS = 10;

/** Reading what is left in the pipes ends here when something else keeps writing to them. */
const DRAIN_MS = 100;

/**
 * Runs programs, each the leader of a process group of its own. A run ends when the program ends: services it has
 * left behind may keep its pipes open.
 */
export class ChildRunner {
  readonly #limits: ChildLimits;
  readonly #runs = new Set<ChildRun>();
  readonly #resetsOomScore = hasNegativeOomScore();
  #isClosed = false;

  constructor(limits: ChildLimits) {
    this.#limits = limits;
  }

  /** Programs that are running. */
  get running(): number {
    return this.#runs.size;
  }

  async run(command: ChildCommand, signal: AbortSignal | null = null): Promise<ChildOutcome> {
    if (this.#isClosed || signal?.aborted === true) return neverStarted();
    const run = new ChildRun(command, this.#limits, this.#resetsOomScore);
    this.#runs.add(run);
    const abort = (): void => run.abort();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await run.outcome;
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#runs.delete(run);
    }
  }

  /** Ends everything that is running and starts nothing any more; resolves when nothing runs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const runs = [...this.#runs];
    for (const run of runs) run.abort();
    await Promise.all(runs.map((run) => run.outcome));
  }
}

function neverStarted(): ChildOutcome {
  const now = Date.now();
  return {
    exitCode: null,
    signal: null,
    startError: null,
    isTimeout: false,
    isAborted: true,
    isStuck: false,
    stdout: '',
    stderr: '',
    isCut: false,
    startedAt: now,
    endedAt: now,
    executionMs: 0,
  };
}

/** One run of a program. */
class ChildRun {
  readonly outcome: Promise<ChildOutcome>;
  readonly #command: ChildCommand;
  readonly #limits: ChildLimits;
  readonly #stdout: OutputTail;
  readonly #stderr: OutputTail;
  readonly #startedAt = Date.now();
  readonly #startedClock = performance.now();
  readonly #streams: Readable[] = [];
  readonly #leisure = new Set<NodeJS.Timeout>();
  #settle: (outcome: ChildOutcome) => void = () => {};
  #pid: number | null = null;
  #stdin: Writable | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isTimeout = false;
  #isAborted = false;
  #isStuck = false;
  #isOver = false;

  constructor(command: ChildCommand, limits: ChildLimits, resetsOomScore: boolean) {
    this.#command = command;
    this.#limits = limits;
    this.#stdout = new OutputTail(command.outputLimit);
    this.#stderr = new OutputTail(command.outputLimit);
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#start(resetsOomScore);
  }

  /** Ends the program and its group. */
  abort(): void {
    if (this.#isOver || this.#isTimeout || this.#isAborted) return;
    this.#isAborted = true;
    this.#terminate();
  }

  #start(resetsOomScore: boolean): void {
    const { program, arguments: words, environment, input, timeoutMs, user } = this.#command;
    const pipes = [OutputPipe.open(), OutputPipe.open()] as const;
    const started = this.#spawn(
      { program, arguments: words, environment, hasInput: input !== null },
      user ?? null,
      pipes[0],
      pipes[1],
    );
    for (const pipe of pipes) pipe?.closeWriteEnd();
    if (typeof started === 'string') {
      for (const pipe of pipes) pipe?.stream.destroy();
      this.#end(null, null, started);
      return;
    }
    const { pid, stdin } = started;
    const [stdout, stderr] = 'stdout' in started ? [started.stdout, started.stderr] : [null, null];
    this.#stdin = stdin;
    this.#collect(pipes[0]?.stream ?? stdout, this.#stdout);
    this.#collect(pipes[1]?.stream ?? stderr, this.#stderr);
    if (pid === null) return;
    this.#pid = pid;
    if (resetsOomScore) resetOomScore(pid);
    if (input !== null && stdin !== null) {
      // A program need not read what it is given.
      stdin.on('error', () => {});
      stdin.end(input);
    }
    this.#timer = setTimeout(
      () => {
        this.#isTimeout = true;
        this.#terminate();
      },
      Math.min(Math.max(0, timeoutMs), LONGEST_TIMER_MS),
    );
  }

  #spawn(
    command: Pick<ProgramStart, 'program' | 'arguments' | 'environment' | 'hasInput'>,
    user: ChildUser | null,
    stdout: OutputPipe | null,
    stderr: OutputPipe | null,
  ): NodeProgram | StartedProgram | string {
    const exited = (code: number | null, signal: string | null): void => void this.#exited(code, signal);
    // The C library starts programs as this process's own user only.
    if (stdout !== null && stderr !== null && user === null) {
      const start = { ...command, stdout: stdout.writeEnd, stderr: stderr.writeEnd, exited };
      const started = spawnProgram(start);
      if (started !== null) return started;
    }
    const failed = (code: string): void => this.#end(null, null, code);
    return spawnByNode({
      ...command,
      user,
      stdout: stdout?.writeEnd,
      stderr: stderr?.writeEnd,
      exited,
      failed,
    });
  }

  #collect(stream: Readable | null, tail: OutputTail): void {
    if (stream === null) return;
    this.#streams.push(stream);
    stream.on('error', () => {});
    stream.on('data', (chunk: Buffer) => {
      tail.add(chunk);
      if (tail.total <= FREE_BYTES || this.#isOver) return;
      stream.pause();
      const timer = setTimeout(() => {
        this.#leisure.delete(timer);
        stream.resume();
      }, LEISURE_MS);
      this.#leisure.add(timer);
    });
  }

  /** SIGTERM for the group, then SIGKILL, then nobody waits any longer. */
  #terminate(): void {
    this.#kill('SIGTERM');
    this.#wait(this.#limits.killGraceMs, () => {
      this.#kill('SIGKILL');
      this.#wait(STUCK_MS, () => {
        this.#isStuck = true;
        this.#end(null, null, null);
      });
    });
  }

  #wait(milliseconds: number, then: () => void): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = this.#isOver ? null : setTimeout(then, milliseconds);
  }

  #kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#pid === null) return;
    try {
      process.kill(-this.#pid, signal);
    } catch {
      // The group is gone already.
    }
  }

  async #exited(code: number | null, signal: string | null): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#clearTimers();
    // What an agent left behind is a service to keep, unless the agent itself had to be ended.
    if (this.#isTimeout || this.#isAborted) this.#kill('SIGKILL');
    const endedClock = performance.now();
    const endedAt = Date.now();
    await this.#drain();
    this.#finish(code, signal, null, endedAt, endedClock);
  }

  /** Reads what is in the pipes already: until they end, or two turns of the loop bring nothing new. */
  async #drain(): Promise<void> {
    const streams = this.#streams;
    for (const stream of streams) stream.resume();
    const limit = performance.now() + DRAIN_MS;
    let seen = this.#stdout.total + this.#stderr.total;
    let quietTurns = 0;
    while (quietTurns < 2 && streams.some((stream) => !stream.readableEnded && !stream.destroyed)) {
      await new Promise(setImmediate);
      const total = this.#stdout.total + this.#stderr.total;
      quietTurns = total === seen ? quietTurns + 1 : 0;
      seen = total;
      if (performance.now() > limit) break;
    }
  }

  #end(code: number | null, signal: string | null, startError: string | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#clearTimers();
    this.#finish(code, signal, startError, Date.now(), performance.now());
  }

  #finish(
    exitCode: number | null,
    signal: string | null,
    startError: string | null,
    endedAt: number,
    endedClock: number,
  ): void {
    this.#stdin?.destroy();
    for (const stream of this.#streams) stream.destroy();
    this.#settle({
      exitCode,
      signal,
      startError,
      isTimeout: this.#isTimeout,
      isAborted: this.#isAborted,
      isStuck: this.#isStuck,
      stdout: this.#stdout.text(),
      stderr: this.#stderr.text(),
      isCut: this.#stdout.isCut || this.#stderr.isCut,
      startedAt: this.#startedAt,
      endedAt,
      executionMs: Math.round(endedClock - this.#startedClock),
    });
  }

  #clearTimers(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const timer of this.#leisure) clearTimeout(timer);
    this.#leisure.clear();
  }
}

/** A daemon that the kernel must not choose when memory is short would hand that privilege to services. */
function hasNegativeOomScore(): boolean {
  try {
    return Number(readFileSync('/proc/self/oom_score_adj', 'utf8')) < 0;
  } catch {
    return false;
  }
}

function resetOomScore(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '0');
  } catch {
    // It is gone already, or we may not; its services then keep our privilege.
  }
}
