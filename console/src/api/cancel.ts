import { nodes } from './nodes.ts';
import type { Answer } from './request.ts';

/** action=cancel: no further command is sent. Answers with the run that was cancelled. */
export async function cancel(token: string): Promise<Answer<string>> {
  const answer = await nodes('cancelled', 'action=cancel', { token });
  return answer.kind === 'value' ? { kind: 'value', value: answer.value.run } : answer;
}
