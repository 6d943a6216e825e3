import type { Call } from '../call.ts';

/** `pcs resource constraint …`: says where constraints are. */
export function constraintElsewhere(call: Call): number {
  const meant = ['pcs constraint', ...call.words].join(' ');
  return call.fail(`there is no command 'resource constraint'; did you mean '${meant}'?`);
}
