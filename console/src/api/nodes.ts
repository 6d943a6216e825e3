import { MaintenanceAnswer } from '../../../src/api/schema/maintenance.ts';
import { type Answer, ask, type Request } from './request.ts';

type Kind = MaintenanceAnswer['kind'];
type Of<K extends Kind> = Extract<MaintenanceAnswer, { kind: K }>;

/** PUT /v1/maintenance/devices/nodes: one address, told apart by action; the answer has to be of the kind asked for. */
export async function nodes<K extends Kind>(
  kind: K,
  query: string,
  request: Omit<Request, 'method' | 'path'>,
): Promise<Answer<Of<K>>> {
  const path = `/v1/maintenance/devices/nodes?${query}`;
  const answer = await ask({ ...request, method: 'PUT', path }, MaintenanceAnswer);
  if (answer.kind !== 'value') return answer;
  return answer.value.kind === kind ? { kind: 'value', value: answer.value as Of<K> } : { kind: 'nonsense' };
}
