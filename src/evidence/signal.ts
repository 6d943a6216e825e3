/**
 * What may be known of a compute host, each with the values it can have beside `unknown`. A signal says one thing about
 * one host; who says it, and when, is in the facts.
 */
export const SIGNALS = {
  /** Nova's record of the compute service: `disabled` is maintenance (S2.28). */
  'compute-status': ['enabled', 'disabled'],
  /** What Nova sees of the compute service (S2.9, S3.12). */
  'compute-state': ['up', 'down'],
  /** The compute service as the host itself sees it (S3.12). */
  'host-service': ['running', 'failed'],
  /** Echo requests to the host's management addresses (S2.16, S2.17). */
  'host-address': ['alive', 'silent'],
  /** Echo requests to the addresses of all instances on the host; `none`: there are no instances with an address. */
  'instance-addresses': ['alive', 'silent', 'none'],
  /** Three separate Consul clusters (S3.3). */
  'management-network': ['healthy', 'failed'],
  'storage-network': ['healthy', 'failed'],
  'tenant-network': ['healthy', 'failed'],
  /** The BMC's reading (S3.15). */
  power: ['on', 'off'],
  /** Signed heartbeats of the host's own agent. */
  heartbeat: ['alive', 'silent'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Signal = keyof typeof SIGNALS;

export const SIGNAL_NAMES = Object.keys(SIGNALS) as readonly Signal[];

/** No fact, an old one, or facts that contradict each other. Never the same as down. */
export const UNKNOWN = 'unknown';

/** Of these signals one sign of life outweighs any number of silences (S2.17, S2.31). */
export const LIFE: ReadonlyMap<Signal, string> = new Map([
  ['host-address', 'alive'],
  ['instance-addresses', 'alive'],
  ['heartbeat', 'alive'],
]);

export function isSignal(name: string): name is Signal {
  return Object.hasOwn(SIGNALS, name);
}

/** All values a signal can have, `unknown` last. */
export function valuesOf(signal: Signal): readonly string[] {
  return [...SIGNALS[signal], UNKNOWN];
}
