import type { CredentialReference } from '../power/credential.ts';

/**
 * How reads are answered (Consul API, consistency modes).
 * - `consistent`: the leader has made sure of being it: nothing older than the question.
 * - `default`: a leader that was just replaced may answer for a moment.
 * - `stale`: any server answers by what it has, however old; bounded here by `mostBehindMs`.
 */
export const CONSISTENCIES = ['consistent', 'default', 'stale'] as const;
export type Consistency = (typeof CONSISTENCIES)[number];

/** How one Consul cluster is reached. */
export interface ConsulCluster {
  /** Addresses of agents, best of the servers themselves: scheme, host and port, without a slash at the end. */
  readonly servers: readonly string[];
  /** `null`: asked without a token. */
  readonly token: CredentialReference | null;
  /** `null`: the agent’s own. */
  readonly datacenter: string | null;
  readonly consistency: Consistency;
  /** A file with certificates to trust beside those of this machine. */
  readonly caFile: string | null;
}

/** Times of a client, ms. */
export interface ConsulPace {
  /** For one exchange with one server. */
  readonly deadlineMs: number;
  /** For how long a server that answers may not have heard of its leader. */
  readonly mostBehindMs: number;
}

export const DEFAULT_CONSUL_PACE: ConsulPace = { deadlineMs: 5_000, mostBehindMs: 2_000 };
