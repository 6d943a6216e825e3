import { cibVersion } from '../../cib/version.ts';
import type { Problem } from '../../result/problem.ts';
import type { Origin } from '../model/message.ts';
import type { ControllerState } from '../model/state.ts';
import { answer } from './request.ts';

/**
 * A change has been delivered: its client is told, at once, or when the configuration it led to (`ADMIN_EPOCH.EPOCH`) is
 * on disk.
 */
export function concludeChange(
  state: ControllerState,
  origin: Origin | null,
  problems: readonly Problem[],
  configuration: string | null,
): void {
  if (origin === null || origin.nodeId !== state.options.self.nodeId) return;
  const open = state.requests.get(origin.requestId);
  if (open === undefined) return;
  if (problems.length > 0) {
    answer(state, origin.requestId, { kind: 'refused', problems });
    return;
  }
  const version = cibVersion(state.cib);
  if (configuration === null)
    answer(state, origin.requestId, { kind: 'done', version, isDurable: state.quorum.isQuorate });
  else open.version = { adminEpoch: version.adminEpoch, epoch: version.epoch };
}
