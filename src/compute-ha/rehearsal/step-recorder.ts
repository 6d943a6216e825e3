import { failureWords } from '../../result/failure-words.ts';
import type { RehearsedStep } from './rehearsal.ts';

/** Takes down what was asked, how long it took, and what was left out. */
export class StepRecorder {
  readonly steps: RehearsedStep[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Something that changes nothing, and is done. */
  async take<T>(
    what: string,
    work: () => Promise<T>,
    words: (found: T) => string,
    isDone: (found: T) => boolean = () => true,
  ): Promise<T> {
    const startedAt = this.#now();
    try {
      const found = await work();
      const outcome = isDone(found) ? 'done' : 'failed';
      this.steps.push({ what, outcome, tookMs: this.#now() - startedAt, words: words(found) });
      return found;
    } catch (error) {
      this.steps.push({
        what,
        outcome: 'failed',
        tookMs: this.#now() - startedAt,
        words: failureWords(error),
      });
      throw error;
    }
  }

  /** Something that would change something. */
  leaveOut(what: string, words = ''): void {
    this.steps.push({ what, outcome: 'left-out', tookMs: 0, words });
  }
}
