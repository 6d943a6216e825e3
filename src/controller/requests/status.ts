import { cibVersion } from '../../cib/version.ts';
import { isTrue } from '../../result/boolean.ts';
import { nameOf } from '../emit.ts';
import { standingReason } from '../membership/standing.ts';
import type { ClusterStatusReport } from '../model/request.ts';
import type { ControllerState } from '../model/state.ts';

/** What operators are shown of a node's view of the cluster. */
export function statusReport(state: ControllerState): ClusterStatusReport {
  const { replicated, transition } = state;
  const [dc] = replicated.seniority;
  const isReady = state.phase === 'ready';
  return {
    self: state.options.self,
    phase: state.phase,
    members: Object.values(replicated.members),
    dc: dc === undefined || state.phase === 'joining' ? null : nameOf(state, dc),
    isQuorate: isReady && replicated.standing !== 'undetermined' && isTrue(state.cib.get('have-quorum')),
    standing: isReady ? replicated.standing : 'undetermined',
    standingReason: standingReason(state),
    lineage: replicated.descent.lineage,
    acceptance: replicated.acceptance,
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
