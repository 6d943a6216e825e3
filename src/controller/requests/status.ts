import { cibVersion } from '../../cib/version.ts';
import { nameOf } from '../emit.ts';
import type { ClusterStatusReport } from '../model/request.ts';
import type { ControllerState } from '../model/state.ts';

/** What operators are shown of a node's view of the cluster. */
export function statusReport(state: ControllerState): ClusterStatusReport {
  const { replicated, transition } = state;
  const [dc] = replicated.seniority;
  return {
    self: state.options.self,
    phase: state.phase,
    members: Object.values(replicated.members),
    dc: dc === undefined || state.phase === 'joining' ? null : nameOf(state, dc),
    isQuorate: state.quorum.isQuorate,
    version: cibVersion(state.cib),
    digest: replicated.chain,
    transition:
      transition === null
        ? null
        : {
            number: transition.number,
            total: transition.steps.length,
            confirmed: transition.confirmed,
            inFlight: transition.steps
              .filter(({ progress }) => progress === 'in-flight')
              .map(({ action }) => `${action.key}${action.node === null ? '' : ` on ${action.node.name}`}`),
            abortReason: transition.abortReason,
          },
    holdReason: state.scheduleReasons.length > 0 ? state.holdReason : null,
    waits: [...state.waits.values()].map(({ id, what, since, deadline }) => ({ id, what, since, deadline })),
    fencing: replicated.fencing,
    runningFencing: [...state.jobs.values()].map(({ target, operation, current }) => ({
      target,
      operation,
      step: current === null ? 'waiting' : `${current.step.device.id}: ${current.step.action}`,
    })),
  };
}
