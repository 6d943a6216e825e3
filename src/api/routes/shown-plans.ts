import { apiProblem, Refusal } from '../problem.ts';
import type { Confirmation } from '../schema/maintenance.ts';

/** After so long a plan has to be looked at anew, ms. */
const GOOD_FOR_MS = 15 * 60_000;
/** Most plans remembered; when there are more, the oldest is forgotten. */
const MOST_PLANS = 10_000;

/** What tells one plan from another: what it would do, and when (epoch, ms) it was made. */
type PlanIdentity = Pick<Confirmation, 'planHash' | 'madeAt'>;

interface ShownPlan {
  /** By this server's clock, epoch ms. */
  readonly shownAt: number;
  isUsed: boolean;
}

/**
 * Plans that this server has shown: each may be confirmed once and for a time. A plan's hash says what the world was,
 * not when, so a recorded request would act again as soon as the world looks the same; when it was made is therefore
 * taken from here, never from the client. Kept in memory alone: after a restart no older plan is good.
 */
export class ShownPlans {
  readonly #now: () => number;
  readonly #shown = new Map<string, ShownPlan>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The plan goes out to somebody; one that went out before keeps its time. */
  show(plan: { readonly hash: string; readonly madeAt: number }): void {
    const key = keyOf({ planHash: plan.hash, madeAt: plan.madeAt });
    if (this.#shown.has(key)) return;
    this.#shown.set(key, { shownAt: this.#now(), isUsed: false });
    const [oldest] = this.#shown.keys();
    if (this.#shown.size > MOST_PLANS && oldest !== undefined) this.#shown.delete(oldest);
  }

  /** Takes the plan that is confirmed, so that no other request gets it. Refuses one that is not good. */
  use(confirmation: PlanIdentity): void {
    const shown = this.#shown.get(keyOf(confirmation));
    if (shown === undefined) {
      throw stale('This server has not shown this plan, or not since it was started');
    }
    if (shown.isUsed) throw stale('The plan has been acted on already');
    const age = this.#now() - shown.shownAt;
    if (age < 0 || age >= GOOD_FOR_MS) throw stale('The plan was made too long ago');
    shown.isUsed = true;
  }

  /** Nothing was done with it: it may be confirmed again. */
  giveBack(confirmation: PlanIdentity): void {
    const shown = this.#shown.get(keyOf(confirmation));
    if (shown !== undefined) shown.isUsed = false;
  }
}

function keyOf({ planHash, madeAt }: PlanIdentity): string {
  return `${planHash} ${madeAt}`;
}

function stale(what: string): Refusal {
  const hint = 'Ask for action=plan, look at it, and confirm that one';
  return new Refusal(409, apiProblem('HWS-API-030', what, hint));
}
