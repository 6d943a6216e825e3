import { nameOf } from '../emit.ts';
import type { FenceResult } from '../model/fencing.ts';
import type { FenceStep, FencingJob } from '../model/fencing-job.ts';
import type { ControllerState } from '../model/state.ts';
import { endWait } from '../waits.ts';
import { continueJob, continueQueued, endJob } from './job.ts';
import { triesOf } from './settings.ts';
import { onWatchdogDeadline } from './watchdog.ts';

/** A node that an agent claims to have turned off is read so often before that counts as a lie. */
const MOST_READINGS = 5;

/** An agent's answer has come (or its deadline); the fencing it belongs to goes on. */
export function onFenceResult(state: ControllerState, fenceId: string, result: FenceResult): boolean {
  for (const job of state.jobs.values()) {
    if (job.current?.fenceId !== fenceId) continue;
    endWait(state, `fencing/${job.target}`);
    digest(state, job, result);
    continueQueued(state);
    return true;
  }
  return false;
}

/** No answer in time, or the member that ran the agent is gone: as if the agent had failed. */
export function onFencingDeadline(state: ControllerState, target: string, run: number): void {
  const job = state.jobs.get(target);
  if (job === undefined || job.run !== run) return;
  if (job.outcome !== null) {
    endJob(state, job, job.outcome.outcome, job.outcome.reason);
    return;
  }
  if (job.watchdog !== 'unasked') {
    onWatchdogDeadline(state, job);
    return;
  }
  job.isQueued = false;
  if (job.current === null) continueJob(state, job);
  else loseExecutor(state, job, 'no answer in time');
  continueQueued(state);
}

/** The order for an agent's run was delivered in another view than it was given in, and not carried out: once more. */
export function onLateFenceOrder(state: ControllerState, fenceId: string): void {
  for (const job of state.jobs.values()) {
    if (job.current?.fenceId !== fenceId) continue;
    job.current = null;
    endWait(state, `fencing/${job.target}`);
    continueJob(state, job);
  }
}

/** The member that ran an agent has left: its answer is not waited for any longer. */
export function onExecutorGone(state: ControllerState, nodeId: number): void {
  for (const job of state.jobs.values()) {
    if (job.current?.executor === nodeId) loseExecutor(state, job, `${nameOf(state, nodeId)} has left`);
  }
  continueQueued(state);
}

function loseExecutor(state: ControllerState, job: FencingJob, output: string): void {
  const at = state.now;
  endWait(state, `fencing/${job.target}`);
  digest(state, job, {
    outcome: 'failed',
    power: null,
    hosts: null,
    rc: null,
    isTimeout: true,
    output,
    startedAt: at,
    endedAt: at,
  });
}

function digest(state: ControllerState, job: FencingJob, result: FenceResult): void {
  const { current } = job;
  if (current === null) return;
  const { step, executor } = current;
  job.current = null;
  if (step.action === 'list') {
    // Who cannot tell is tried; who fails to tell is tried too, rather than nobody.
    const hosts = result.outcome === 'ok' ? (result.hosts ?? []) : null;
    state.hostLists.set(step.device.id, { at: state.now, hosts });
    continueJob(state, job);
    return;
  }
  job.evidence.push({
    kind: step.isVerification ? 'power-reading' : 'agent-answer',
    device: step.device.id,
    witness: nameOf(state, executor),
    action: step.action,
    outcome: result.outcome,
    power: result.power,
    at: result.endedAt,
    text: evidenceText(step, result),
  });
  const verdict = step.isVerification
    ? judgeReading(job, result)
    : result.outcome === 'ok'
      ? 'done'
      : 'again';
  if (verdict === 'done') {
    stepDone(state, job);
    return;
  }
  if (job.isOvertaken) {
    endJob(state, job, 'failed', `${job.target} has begun a new life meanwhile, and is not known to be off`);
    return;
  }
  job.attempt++;
  const tries = step.isVerification ? MOST_READINGS : triesOf(step.device, step.action, job.operation);
  if (verdict === 'again' && result.outcome !== 'unsupported' && job.attempt < tries) {
    job.triedExecutors.push(executor);
    continueJob(state, job);
    return;
  }
  if (step.isOptional) {
    stepDone(state, job);
    return;
  }
  job.failures.push(failureText(job, step, result));
  job.steps = [];
  job.triedExecutors.length = 0;
  continueJob(state, job);
}

/** What a reading says: off is off; an agent that has no readings has to be believed, unless the node is back. */
function judgeReading({ isOvertaken }: FencingJob, result: FenceResult): 'done' | 'again' {
  if (result.outcome === 'unsupported') return isOvertaken ? 'again' : 'done';
  return result.outcome === 'ok' && result.power === 'off' ? 'done' : 'again';
}

function stepDone(state: ControllerState, job: FencingJob): void {
  job.steps.shift();
  job.attempt = 0;
  job.triedExecutors.length = 0;
  if (job.steps.length > 0) {
    continueJob(state, job);
    return;
  }
  endJob(state, job, 'confirmed', confirmationText(job));
}

/** Whether a level has turned the node off, and that was read where it can be: what is left is to switch it on. */
export function wasTurnedOff(job: FencingJob): boolean {
  const isOnLeft = job.steps.length > 0 && job.steps.every(({ action }) => action === 'on');
  return isOnLeft && job.operation === 'reboot';
}

/** Why a fencing counts as confirmed. */
export function confirmationText(job: FencingJob): string {
  const device = job.evidence.at(-1)?.device;
  const reading = job.evidence.findLast(({ kind, outcome }) => kind === 'power-reading' && outcome === 'ok');
  if (reading !== undefined && job.operation !== 'on') {
    return `${reading.witness} read ${job.target} as ${reading.power ?? 'unknown'} through ${reading.device}`;
  }
  return `${device ?? 'the device'} answered success; it gives no power reading`;
}

function evidenceText(step: FenceStep, result: FenceResult): string {
  if (step.isVerification)
    return result.power === null ? 'the power state could not be read' : `power is ${result.power}`;
  if (result.outcome === 'ok') return `the agent says ${step.action} was done`;
  return result.isTimeout
    ? `${step.action} timed out`
    : `${step.action} failed: ${result.output.slice(0, 200)}`;
}

function failureText(job: FencingJob, step: FenceStep, result: FenceResult): string {
  if (step.isVerification && result.power === 'on') {
    return `${step.device.id} says ${job.target} was turned off, but its power still reads on`;
  }
  if (step.isVerification) return `${step.device.id} could not read the power of ${job.target}`;
  return `${step.device.id}: ${evidenceText(step, result)}`;
}
