import { readFileSync } from 'node:fs';

/** One life of this machine, and how far it has got. */
export interface Boot {
  /** Changes at every boot. */
  readonly id: string;
  /** Seconds since then; not moved by clocks that are set. */
  uptimeSeconds(): number;
}

/** This machine's, from the kernel. */
export function readBoot(): Boot {
  return {
    id: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    uptimeSeconds: () => Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]),
  };
}
