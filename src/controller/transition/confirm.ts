import { INFINITY_SCORE } from '../../result/score.ts';
import type { ControllerState } from '../model/state.ts';
import type { Transition, TransitionStep } from '../model/transition.ts';
import { endWait } from '../waits.ts';
import { abortTransition, requestSchedule } from './abort.ts';

/** Whether a step is to be fired before another one. */
export function comesBefore(a: TransitionStep, b: TransitionStep): boolean {
  return a.priority !== b.priority ? a.priority > b.priority : a.index < b.index;
}

/** Inserts the position of a step that may be fired: higher priority first, then the order of the graph. */
export function makeReady(transition: Transition, step: TransitionStep): void {
  step.progress = 'ready';
  const { steps } = transition;
  const name = jobNode(step) ?? '';
  let ready = transition.ready.get(name);
  if (ready === undefined) {
    ready = [];
    transition.ready.set(name, ready);
  }
  let low = 0;
  let high = ready.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = steps[ready[middle] as number] as TransitionStep;
    if (comesBefore(other, step)) low = middle + 1;
    else high = middle;
  }
  ready.splice(low, 0, step.index);
}

/** A step is done as expected: those that waited for it may go on. */
export function confirmStep(transition: Transition, step: TransitionStep): void {
  if (step.progress === 'confirmed' || step.progress === 'failed') return;
  leaveFlight(transition, step);
  step.progress = 'confirmed';
  transition.confirmed++;
  for (const index of step.dependents) release(transition, index, false);
}

/** A step failed: only what must happen in any case goes on (spec C6.5.7). */
export function failStep(
  state: ControllerState,
  transition: Transition,
  step: TransitionStep,
  reason: string,
): void {
  if (step.progress === 'confirmed' || step.progress === 'failed') return;
  leaveFlight(transition, step);
  step.progress = 'failed';
  for (const index of step.dependents) release(transition, index, true);
  abortTransition(state, reason);
  requestSchedule(state, reason);
}

function release(transition: Transition, index: number, onlyUrgent: boolean): void {
  const step = transition.steps[index] as TransitionStep;
  if (onlyUrgent && step.priority < INFINITY_SCORE) return;
  step.waitingFor--;
  if (step.waitingFor === 0 && step.progress === 'waiting') makeReady(transition, step);
}

function leaveFlight(transition: Transition, step: TransitionStep): void {
  if (step.progress !== 'in-flight') return;
  if (!isFencing(step)) transition.inFlight--;
  const name = jobNode(step);
  if (name !== null) decrease(transition.jobs, name);
  for (const node of migrationNodes(step)) decrease(transition.migrations, node);
}

/** A step has been begun. */
export function enterFlight(transition: Transition, step: TransitionStep): void {
  step.progress = 'in-flight';
  if (!isFencing(step)) transition.inFlight++;
  const name = jobNode(step);
  if (name !== null) increase(transition.jobs, name);
  for (const node of migrationNodes(step)) increase(transition.migrations, node);
}

/** Fencing may take long and is not waited for when everything is decided anew. */
export function isFencing(step: TransitionStep): boolean {
  return step.action.task === 'stonith';
}

/** Node whose limit of operations a step counts against; `null` for none. */
export function jobNode(step: TransitionStep): string | null {
  const { action } = step;
  return action.resource === null || action.isPseudo ? null : (action.node?.name ?? null);
}

/** Nodes whose limit of live migrations a step counts against. */
export function migrationNodes(step: TransitionStep): readonly string[] {
  const { task } = step.action;
  if (task !== 'migrate_to' && task !== 'migrate_from') return [];
  const names = [step.action.metaValue('migrate_source'), step.action.metaValue('migrate_target')];
  return names.filter((name) => name !== null);
}

function increase(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function decrease(counts: Map<string, number>, name: string): void {
  counts.set(name, Math.max(0, (counts.get(name) ?? 0) - 1));
}

/** The step of a transition that is named by its number and action, if it is in flight. */
export function stepInFlight(
  state: ControllerState,
  transition: number,
  actionId: number,
): TransitionStep | null {
  if (state.transition?.number !== transition) return null;
  const step = state.transition.stepByAction.get(actionId);
  return step?.progress === 'in-flight' ? step : null;
}

/** A node that was told to shut down is gone. */
export function confirmDeparture(state: ControllerState, nodeId: string): void {
  endWait(state, `departure/${nodeId}`);
  const { transition } = state;
  if (transition === null) return;
  for (const step of transition.steps) {
    if (
      step.progress === 'in-flight' &&
      step.action.task === 'do_shutdown' &&
      step.action.node?.id === nodeId
    ) {
      confirmStep(transition, step);
    }
  }
  failLostSteps(state, transition, nodeId);
}

/** Operations on a node that is gone get no answer any more. */
function failLostSteps(state: ControllerState, transition: Transition, nodeId: string): void {
  for (const step of transition.steps) {
    if (step.progress !== 'in-flight' || isFencing(step) || step.action.node?.id !== nodeId) continue;
    failStep(state, transition, step, `${step.action.node.name} has left`);
  }
}
