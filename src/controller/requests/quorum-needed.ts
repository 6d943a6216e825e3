import type { Problem } from '../../result/problem.ts';
import { touchesConfiguration } from '../cib/apply-changes.ts';
import { clusterProperty } from '../cib/property.ts';
import type { ClientRequest } from '../model/request.ts';
import type { ControllerState } from '../model/state.ts';
import { controllerProblem } from '../problem.ts';

/**
 * Without quorum the configuration stays as it is: counted up here, it could win over what a quorum has acknowledged when
 * all meet again after a restart.
 */
export function mayConfigure(state: ControllerState): boolean {
  return state.quorum.isQuorate || clusterProperty(state.cib, 'no-quorum-policy') === 'ignore';
}

/** Why a request cannot be granted in a partition without quorum; `null` when it can. */
export function quorumNeeded(state: ControllerState, request: ClientRequest): Problem | null {
  const needsQuorum =
    (request.kind === 'change-cib' && request.changes.some(touchesConfiguration)) ||
    (request.kind === 'set-attribute' && request.lifetime === 'permanent');
  if (!needsQuorum || mayConfigure(state)) return null;
  return controllerProblem(
    'HWS-CTL-055',
    'The configuration cannot be changed without quorum',
    'Ask a node of the partition that has quorum, or bring back nodes until there is one',
  );
}
