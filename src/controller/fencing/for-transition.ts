import { parseLeadingInteger } from '../../result/integer.ts';
import { actionAttributes } from '../../scheduler/graph/attributes.ts';
import { downedNodes } from '../../scheduler/graph/xml.ts';
import type { FenceOperation } from '../model/fencing.ts';
import type { ControllerState } from '../model/state.ts';
import type { TransitionStep } from '../model/transition.ts';
import { startFencing } from './job.ts';

/** A step of the transition asks for a node to be fenced (or unfenced). It is confirmed when that is delivered. */
export function fenceForTransition(
  state: ControllerState,
  step: TransitionStep,
  values: ReadonlyMap<string, string>,
  downed: readonly string[],
): void {
  const { node } = step.action;
  if (node === null) return;
  // After a failure it is tried again when its time has come; the step waits for that.
  if (state.waits.has(`fencing-retry/${node.name}`)) return;
  const attributes: Record<string, string> = {};
  for (const name of ['digests-all', 'digests-secure']) {
    const value = step.action.metaValue(name);
    if (value !== null) attributes[`#${name}`] = value;
  }
  const delayS = parseLeadingInteger(values.get('CRM_meta_priority_fencing_delay') ?? '') ?? 0;
  startFencing(state, {
    target: node.name,
    operation: operationOf(values.get('CRM_meta_stonith_action') ?? 'reboot'),
    client: 'scheduler',
    origin: null,
    extraDelayMs: Math.max(0, delayS) * 1000,
    attributes,
    downed,
  });
}

function operationOf(text: string): FenceOperation {
  if (text === 'on') return 'on';
  return text === 'off' || text === 'poweroff' ? 'off' : 'reboot';
}

/** A step that still waits for a fencing asks for it once more. */
export function askAgain(state: ControllerState, step: TransitionStep): void {
  if (state.transition === null) return;
  const values = actionAttributes(state.transition.cluster, step.action);
  fenceForTransition(state, step, values, downedNodes(step.action));
}

/** The time to try again has come: every step that waits for this node's fencing asks once more. */
export function retryFencing(state: ControllerState, target: string): void {
  for (const step of state.transition?.steps ?? []) {
    const { action, progress } = step;
    if (progress === 'in-flight' && action.task === 'stonith' && action.node?.name === target)
      askAgain(state, step);
  }
}
