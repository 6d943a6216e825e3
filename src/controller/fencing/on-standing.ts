import { log } from '../emit.ts';
import type { FencingJob } from '../model/fencing-job.ts';
import type { ControllerState } from '../model/state.ts';
import { endWait } from '../waits.ts';
import { continueJob } from './job.ts';

/** Asked for by the scheduler alone: what it wants follows from the standing of the view. */
export function isOfScheduler(job: FencingJob): boolean {
  return job.client === 'scheduler' && job.origins.length === 0;
}

/**
 * The view has a standing: a primary one goes on with the fencings that had to wait for that; what the scheduler wanted
 * done otherwise is decided anew.
 */
export function onStandingOfFencings(state: ControllerState): void {
  for (const job of [...state.jobs.values()]) {
    if (state.replicated.standing === 'minority' && isOfScheduler(job) && job.outcome === null) {
      state.jobs.delete(job.target);
      endWait(state, `fencing/${job.target}`);
      log(
        state,
        'notice',
        'HWS-CTL-061',
        `The fencing of ${job.target} is given up: there is no quorum any more`,
        {
          target: job.target,
        },
      );
    } else if (job.isPaused || job.watchdog !== 'unasked') {
      // In between, the lost node may have been of a quorate part: its watchdog is given its time anew.
      job.isPaused = false;
      job.watchdog = 'unasked';
      continueJob(state, job);
    }
  }
}
