import type { AcceptedRun, Plan } from '../../../src/api/schema/plan.ts';
import { nodes } from './nodes.ts';
import type { Answer } from './request.ts';

/** action=shutdown or start, bound to the plan that was looked at. */
export async function begin(plan: Plan, typedName: string, token: string): Promise<Answer<AcceptedRun>> {
  const body = { planHash: plan.hash, cluster: typedName };
  const answer = await nodes('accepted', `action=${plan.action}`, { token, body });
  return answer.kind === 'value' ? { kind: 'value', value: answer.value.accepted } : answer;
}
