import { emit, log } from '../emit.ts';
import type { ControllerState } from '../model/state.ts';

/** This node must not go on. Said once; what it takes is the shell's to find out. */
export function selfFence(state: ControllerState, why: string): void {
  if (state.hasSelfFenced) return;
  state.hasSelfFenced = true;
  log(state, 'error', 'HWS-CTL-016', `This node stops itself: ${why}`);
  emit(state, { kind: 'self-fence', why });
}
