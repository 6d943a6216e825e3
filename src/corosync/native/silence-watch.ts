import type { EngineWait } from '../engine.ts';
import { corosyncSilent, type EngineProblem } from '../problem.ts';
import type { CallQueue } from './call-queue.ts';

/** A Corosync that nothing is asked of is asked so often whether it is there. */
const LOOK_MS = 2_500;

export interface SilenceWatchOptions {
  readonly calls: CallQueue;
  /** After so long without an answer to a call, Corosync counts as silent. */
  readonly silentAfterMs: number;
  /** Whether there is a group that somebody relies on: only then a silence is told. */
  readonly isJoined: () => boolean;
  /** Asks Corosync for something; nobody waits for the answer. */
  readonly ask: () => void;
  /** Corosync has fallen silent, or answers again (null). */
  readonly told: (problem: EngineProblem | null) => void;
}

/** Sees whether Corosync answers; a call that waits for it tells as well as one made for the purpose. */
export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  #timer: NodeJS.Timeout | null = null;
  #isSilent = false;

  constructor(options: SilenceWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** The connection is gone: a silence is over with it, and not told. */
  reset(): void {
    this.#isSilent = false;
  }

  /** What is wrong when Corosync leaves a call without answer. */
  get problem(): EngineProblem | null {
    const { calls, silentAfterMs } = this.#options;
    const since = calls.unansweredSince;
    const silentMs = since === null ? 0 : Date.now() - since;
    return silentMs > silentAfterMs ? corosyncSilent(silentMs) : null;
  }

  /** The wait for the answer, once it counts as silence. */
  get wait(): EngineWait | null {
    const { calls, silentAfterMs } = this.#options;
    const { problem } = this;
    const since = calls.unansweredSince;
    if (problem === null || since === null) return null;
    return {
      condition: 'corosync-answering',
      since,
      deadline: since + silentAfterMs,
      isOverdue: true,
      attempts: 1,
      problem,
    };
  }

  #look(): void {
    const { calls, isJoined, told, ask } = this.#options;
    const silence = this.problem;
    const isSilent = silence !== null && isJoined();
    if (isSilent !== this.#isSilent) {
      this.#isSilent = isSilent;
      told(isSilent ? silence : null);
    }
    if (calls.isIdle) ask();
  }
}
