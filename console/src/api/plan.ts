import type { Plan } from '../../../src/api/schema/plan.ts';
import { nodes } from './nodes.ts';
import type { Answer } from './request.ts';

/** action=plan: what would happen, and with it the state of every machine at this moment. */
export async function plan(of: Plan['action'], token: string, signal: AbortSignal): Promise<Answer<Plan>> {
  const answer = await nodes('plan', `action=plan&of=${of}`, { token, signal });
  return answer.kind === 'value' ? { kind: 'value', value: answer.value.plan } : answer;
}
