import { apiProblem, Refusal } from '../problem.ts';
import type { Confirmation } from '../schema/maintenance.ts';

/** After so long a plan has to be looked at anew, ms. */
const GOOD_FOR_MS = 15 * 60_000;

/**
 * Lets a confirmation act once and for a time. A plan's hash says what the world was, not when: without this a request
 * that was recorded yesterday would act again as soon as the world looks the same.
 */
export class FreshConfirmations {
  readonly #now: () => number;
  readonly #used = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  refuseStale({ planHash, madeAt }: Confirmation): void {
    const age = this.#now() - madeAt;
    for (const [key, at] of this.#used) if (this.#now() - at > GOOD_FOR_MS) this.#used.delete(key);
    const isUsed = this.#used.has(keyOf(planHash, madeAt));
    if (age >= 0 && age < GOOD_FOR_MS && !isUsed) return;
    throw new Refusal(
      409,
      apiProblem(
        'HWS-API-030',
        isUsed ? 'The plan has been acted on already' : 'The plan was made too long ago',
        'Ask for action=plan, look at it, and confirm that one',
      ),
    );
  }

  /** It has been acted on. */
  use({ planHash, madeAt }: Confirmation): void {
    this.#used.set(keyOf(planHash, madeAt), madeAt);
  }
}

function keyOf(planHash: string, madeAt: number): string {
  return `${planHash} ${madeAt}`;
}
