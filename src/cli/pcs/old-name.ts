import type { Call } from './call.ts';

/** Says that a command was called by an older name, and what it is called by. */
export function oldName(call: Call, newer: string): void {
  call.output.err(
    `Deprecation Warning: This command is deprecated and will be removed. Please use '${newer}' instead.\n`,
  );
}
