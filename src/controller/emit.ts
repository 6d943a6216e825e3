import type { Effect, LogRecord } from './model/effect.ts';
import type { MessageBody } from './model/message.ts';
import type { ControllerState } from './model/state.ts';

/** Adds an effect to those of the step under way. */
export function emit(state: ControllerState, effect: Effect): void {
  state.effects.push(effect);
}

/** Sends a message to all members, this one included. */
export function send(state: ControllerState, body: MessageBody): void {
  const { applied, chain, view } = state.replicated;
  const stamp = state.phase === 'ready' ? { applied, digest: chain, view } : null;
  emit(state, { kind: 'send', message: { stamp, body } });
}

/** Tells operators something. */
export function log(
  state: ControllerState,
  severity: LogRecord['severity'],
  code: string,
  message: string,
  values: LogRecord['values'] = {},
): void {
  emit(state, { kind: 'log', record: { severity, code, message, values } });
}

/** Id for an effect that is answered. */
export function newEffectId(state: ControllerState): number {
  return state.nextEffectId++;
}

/** Name of a node by its Corosync id. */
export function nameOf(state: ControllerState, nodeId: number): string {
  const { members, known } = state.replicated;
  return (members[nodeId] ?? known[nodeId])?.name ?? state.names.get(nodeId) ?? `node ${nodeId}`;
}

/** Whether this node is the DC: the member longest in the group. */
export function isDc(state: ControllerState): boolean {
  return state.phase === 'ready' && state.replicated.seniority[0] === state.options.self.nodeId;
}
