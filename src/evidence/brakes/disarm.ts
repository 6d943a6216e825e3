import type { Problem, Result } from '../../result/problem.ts';
import type { Disarming } from './brakes.ts';

/** Longer than a maintenance window and a weekend; whoever needs more says so again. */
export const LONGEST_DISARM_MS = 7 * 86_400_000;

/** An operator's wish to disarm, judged: it has to say why, who answers for it, and when it ends. */
export function makeDisarming(wish: Disarming): Result<Disarming> {
  const problems: Problem[] = [];
  const refuse = (what: string): void => {
    problems.push({
      code: 'HWS-EVD-010',
      severity: 'error',
      message: `Not disarmed: ${what}`,
      hint: 'Give a reason, an owner and an end within seven days',
      id: null,
      at: null,
    });
  };
  if (wish.reason.trim() === '') refuse('there is no reason');
  if (wish.owner.trim() === '') refuse('there is no owner');
  if (wish.expiresAt <= wish.at) refuse('it would end before it begins');
  if (wish.expiresAt - wish.at > LONGEST_DISARM_MS) refuse('it would last longer than seven days');
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: wish, problems: [] };
}
