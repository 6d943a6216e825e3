import { cibVersion } from '../../cib/version.ts';
import type { Problem } from '../../result/problem.ts';
import type { Origin } from '../model/message.ts';
import type { ControllerState } from '../model/state.ts';
import { answer, answerPersisted } from './request.ts';

/**
 * A change has been delivered: its client is told, at once, or, when it was one of the configuration, as soon as that is
 * on disk. What is not on disk is never durable.
 */
export function concludeChange(
  state: ControllerState,
  origin: Origin | null,
  problems: readonly Problem[],
  configuration: { readonly isFirm: boolean } | null,
): void {
  if (origin === null || origin.nodeId !== state.options.self.nodeId) return;
  const open = state.requests.get(origin.requestId);
  if (open === undefined) return;
  if (problems.length > 0) {
    answer(state, origin.requestId, { kind: 'refused', problems });
    return;
  }
  const version = cibVersion(state.cib);
  if (configuration === null) answer(state, origin.requestId, { kind: 'done', version, isDurable: false });
  else {
    open.isSent = true;
    open.isFirm = configuration.isFirm;
    open.version = { adminEpoch: version.adminEpoch, epoch: version.epoch };
    answerPersisted(state);
  }
}
