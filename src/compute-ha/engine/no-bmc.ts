import type { Bmc } from '../../power/power.ts';
import { badDescription } from '../../power/problem.ts';

/** In the place of a BMC where none is known: refuses, so that the host is never taken for off. */
export function noBmc(host: string, now: () => number): Pick<Bmc, 'off'> {
  return {
    off: async () => ({
      outcome: 'refused',
      reading: null,
      when: now(),
      evidence: [],
      problem: badDescription(`the inventory names no machine ${host}`),
    }),
  };
}
