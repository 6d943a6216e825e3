import type { TimedStep } from '../model/step.ts';
import type { Invariant } from '../model/violation.ts';
import { type Story, tell } from './story.ts';

/** Whether a story still breaks the invariant, and when. */
function breaksAt(story: Story, invariant: Invariant): number | null {
  const { violations } = tell(story, { keepsLog: false, stopsAtViolation: true });
  const found = violations.find((violation) => violation.invariant === invariant);
  return found?.at ?? null;
}

function withSteps(story: Story, steps: readonly TimedStep[]): Story {
  return { ...story, script: { ...story.script, steps } };
}

/**
 * The shortest story found that breaks the same invariant: steps are left out in ever smaller parts, then the end is
 * brought forward. `tries` bounds the work.
 */
export function shrink(story: Story, invariant: Invariant, tries = 200): Story {
  let best = story;
  let left = tries;
  const attempt = (candidate: Story): boolean => {
    if (left-- <= 0 || breaksAt(candidate, invariant) === null) return false;
    best = candidate;
    return true;
  };
  for (
    let size = Math.ceil(best.script.steps.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let from = 0; from < best.script.steps.length && left > 0; ) {
      const { steps } = best.script;
      if (!attempt(withSteps(best, [...steps.slice(0, from), ...steps.slice(from + size)]))) from += size;
    }
  }
  const at = breaksAt(best, invariant);
  if (at !== null && at < best.script.until) {
    attempt({ ...best, script: { ...best.script, until: at, mustSettle: false } });
  }
  return best;
}
