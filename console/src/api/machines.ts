import type { Plan } from '../../../src/api/schema/plan.ts';
import { plan } from './plan.ts';
import type { Answer } from './request.ts';

/** The machines as they are, and why they cannot be shut down just now (`null`: they can). */
export interface Machines {
  readonly plan: Plan;
  readonly gates: Extract<Answer<never>, { kind: 'refused' }>['problem'] | null;
}

/** action=plan, for the sake of the readings. Where no cluster runs, the plan of a start still knows the power. */
export async function machines(token: string, signal: AbortSignal): Promise<Answer<Machines>> {
  const down = await plan('shutdown', token, signal);
  if (down.kind === 'value') return { kind: 'value', value: { plan: down.value, gates: null } };
  if (down.kind !== 'refused' || down.problem.status !== 412) return down;
  const up = await plan('start', token, signal);
  return up.kind === 'value' ? { kind: 'value', value: { plan: up.value, gates: down.problem } } : down;
}
