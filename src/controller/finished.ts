import { log, send } from './emit.ts';
import type { EffectResult } from './model/event.ts';
import type { ControllerState } from './model/state.ts';
import { onArmed } from './self-fencing/pledge.ts';
import { beginWait, endWait } from './waits.ts';

const PERSIST_RETRY_MS = 5000;

/** An effect has come to its end, or a recurring operation reports. What nobody awaits is noted and left out. */
export function onEffectFinished(state: ControllerState, effectId: number, result: EffectResult): void {
  const running = state.running.get(effectId);
  if (running === undefined) {
    log(
      state,
      'info',
      'HWS-CTL-029',
      `An answer to effect ${effectId}, for which nobody waits, is left out`,
      {
        effectId,
        kind: result.kind,
      },
    );
    return;
  }
  if (running.kind === 'operation' && result.kind === 'operation') {
    if (running.recurringKey === null) state.running.delete(effectId);
    send(state, {
      kind: 'result',
      transitionKey: running.transitionKey,
      nodeId: String(state.options.self.nodeId),
      result: result.result,
      isWrittenOff: false,
      time: Math.floor(state.now / 1000),
    });
    return;
  }
  state.running.delete(effectId);
  if (running.kind === 'fence' && result.kind === 'fence') {
    send(state, { kind: 'fence-result', fenceId: running.fenceId, result: result.result });
  } else if (running.kind === 'persist' && result.kind === 'persisted') {
    endWait(state, `persist/${effectId}`);
    if (result.problem !== null) {
      log(state, 'error', result.problem.code, result.problem.message, { hint: result.problem.hint });
      // Tried again later, or with the next change; a client that waits is told that it is not confirmed.
      beginWait(state, 'persist-retry', 'trying again to write to disk', state.now + PERSIST_RETRY_MS, {
        kind: 'persist-retry',
      });
      return;
    }
    if (state.phase === 'ready')
      send(state, { kind: 'persisted', lineage: running.lineage, version: running.version });
    else state.persistedName = '';
  } else if (running.kind === 'arm-watchdog' && result.kind === 'watchdog-armed') {
    onArmed(state, result.timing);
  } else if (running.kind !== 'cancel') {
    log(
      state,
      'warning',
      'HWS-CTL-029',
      `Effect ${effectId} (${running.kind}) was answered with ${result.kind}`,
    );
  }
}
