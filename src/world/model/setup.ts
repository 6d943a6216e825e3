/** A host of the world as it is built. */
export interface HostSetup {
  readonly nodeId: number;
  readonly name: string;
  /** Votes in the quorum. */
  readonly votes: number;
  /** A hardware watchdog resets the host when nobody feeds it. */
  readonly hasWatchdog: boolean;
  /** The BMC loses its power together with the host (no stand-by supply). */
  readonly bmcDiesWithHost: boolean;
}

/** Everything a world begins with: the same setup and script give the same log. */
export interface WorldSetup {
  readonly seed: string;
  readonly hosts: readonly HostSetup[];
  /** CIB on every disk at first. */
  readonly cib: string;
  /** `two_node` with `wait_for_all` as Corosync has it. */
  readonly isTwoNode: boolean;
  /** Corosync's token time-out, ms: a loss is settled after about 1,100 + 2.2 times as much, a gain after 900 + 0.75. */
  readonly tokenMs: number;
  /** Processes that come with a merge are told of one by one, as Corosync's groups do, or together. */
  readonly joins: 'one-by-one' | 'together';
  /** A daemon that leaves takes Corosync with it, as operators' tools do; else its node goes on counting for quorum. */
  readonly stopsCorosync: boolean;
  /** From power to a running Corosync and daemon, ms. */
  readonly bootMs: number;
}

/** Time in which Corosync settles a lost token, ms (measured on a real one). */
export function lossMs(tokenMs: number): number {
  return 1100 + 2.2 * tokenMs;
}

/** Epoch ms at which every world begins: 2026-01-01T00:00:00Z. */
export const WORLD_EPOCH = 1_767_225_600_000;

export const DEFAULT_SETUP: Omit<WorldSetup, 'hosts' | 'cib'> = {
  seed: '1',
  isTwoNode: false,
  tokenMs: 1000,
  joins: 'one-by-one',
  stopsCorosync: true,
  bootMs: 30_000,
};

/** Hosts `node1` … with BMCs on stand-by power. */
export function plainHosts(count: number): HostSetup[] {
  return Array.from({ length: count }, (_, i) => ({
    nodeId: i + 1,
    name: `node${i + 1}`,
    votes: 1,
    hasWatchdog: false,
    bmcDiesWithHost: false,
  }));
}
