import type { FenceDevice, FencingJob } from '../model/fencing-job.ts';
import type { ControllerState } from '../model/state.ts';

/**
 * Member that runs the agent: never the target, unless it is unfencing, which a node may only do for itself; rather one
 * on which the device's resource runs; rather one that has not failed at it yet. `null` when there is none.
 */
export function chooseExecutor(state: ControllerState, job: FencingJob, device: FenceDevice): number | null {
  const { members, seniority } = state.replicated;
  const target = job.target.toLowerCase();
  const nameOfMember = (id: number): string => members[id]?.name.toLowerCase() ?? '';
  if (job.operation === 'on' && device.providesUnfencing) {
    const self = seniority.find((id) => nameOfMember(id) === target);
    return self ?? null;
  }
  const others = seniority.filter((id) => nameOfMember(id) !== target);
  const untried = others.filter((id) => !job.triedExecutors.includes(id));
  const candidates = untried.length > 0 ? untried : others;
  const running = new Set(device.runsOn.map((name) => name.toLowerCase()));
  return candidates.find((id) => running.has(nameOfMember(id))) ?? candidates[0] ?? null;
}
