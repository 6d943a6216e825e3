import { setTimeout as waitFor } from 'node:timers/promises';

/** The clocks of this machine, as locks and watches need them. */
export const SYSTEM_TIME = {
  steady: () => performance.now(),
  wall: () => Date.now(),
  /** Ends early, without rejecting, when the signal is given. */
  wait: async (ms: number, signal: AbortSignal): Promise<void> => {
    await waitFor(ms, undefined, { signal, ref: false }).catch(() => undefined);
  },
};
