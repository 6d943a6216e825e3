import { send } from '../emit.ts';
import type { FencingJob } from '../model/fencing-job.ts';
import type { ControllerState } from '../model/state.ts';
import { pledgeOfMember, watchdogWaitMs } from '../self-fencing/pledge.ts';
import { timeOfDay } from '../time-of-day.ts';
import { beginWait } from '../waits.ts';
import { continueJob, endJob } from './job.ts';

/**
 * Leaves a fencing that no device can do to the target's own watchdog: one that is out of sight is given its time, one that
 * is heard is told to stop itself first. False when its watchdog is not to be relied on.
 */
export function leaveToWatchdog(state: ControllerState, job: FencingJob): boolean {
  if (job.operation === 'on' || job.targetId === null) return false;
  const nodeId = Number(job.targetId);
  const waitMs = watchdogWaitMs(state, nodeId);
  if (waitMs !== null) {
    job.watchdog = 'awaited';
    awaitTarget(state, job, `watchdog of ${job.target} to stop it`, waitMs);
    return true;
  }
  const pledgeMs = pledgeOfMember(state, nodeId);
  if (pledgeMs === null || job.incarnation === null || job.watchdog === 'told') return false;
  job.watchdog = 'told';
  send(state, { kind: 'self-fence-order', nodeId, incarnation: job.incarnation });
  const what = `${job.target}, which was told to stop itself, to be gone`;
  awaitTarget(state, job, what, pledgeMs + state.times.delivery);
  return true;
}

function awaitTarget(state: ControllerState, job: FencingJob, what: string, ms: number): void {
  const { target } = job;
  job.current = null;
  job.run++;
  const end = { kind: 'fencing-step', target, step: job.run } as const;
  beginWait(state, `fencing/${target}`, what, Math.max(job.startedAt, state.now) + ms, end);
}

/** The time of a target that was left to its watchdog is over. */
export function onWatchdogDeadline(state: ControllerState, job: FencingJob): void {
  const { target } = job;
  if (job.watchdog === 'told') {
    endJob(
      state,
      job,
      'failed',
      [...job.failures, `${target} was told to stop itself and has not`].join('; '),
    );
    return;
  }
  if (state.group.includes(Number(job.targetId))) {
    endJob(state, job, 'failed', `${target} is in sight again`);
    return;
  }
  if (state.replicated.standing !== 'primary') {
    endJob(state, job, 'failed', `quorum was lost while the watchdog of ${target} was given time`);
    return;
  }
  const text = `the watchdog of ${target} has had the time to stop it`;
  job.evidence.push({
    kind: 'watchdog-timeout',
    device: null,
    witness: state.options.self.name,
    action: null,
    outcome: 'ok',
    power: null,
    at: timeOfDay(state),
    text,
  });
  endJob(state, job, 'confirmed', text);
}

/** A target that was told to stop itself is out of sight: its watchdog is given its time. */
export function onTargetGone(state: ControllerState, nodeId: number): void {
  for (const job of state.jobs.values()) {
    if (job.watchdog === 'told' && job.targetId === String(nodeId)) continueJob(state, job);
  }
}
