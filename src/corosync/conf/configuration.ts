import type { ConfiguredNode } from '../engine.ts';

export type Transport = 'knet' | 'udp' | 'udpu';

/** A link of the transport: its number and what its `interface` section says, if it has one. */
export interface LinkConfiguration {
  readonly linkNumber: number;
  /** Keys of the interface section besides linknumber, as written. */
  readonly options: Readonly<Record<string, string>>;
}

export interface CryptoConfiguration {
  readonly model: string | null;
  readonly cipher: string;
  readonly hash: string;
  readonly keyFile: string | null;
}

/** A quorum device (corosync-qdevice). */
export interface QuorumDeviceConfiguration {
  readonly model: string;
  readonly votes: number | null;
  /** Keys of the device section itself, of its net and of its heuristics section, as written. */
  readonly options: Readonly<Record<string, string>>;
  readonly net: Readonly<Record<string, string>>;
  readonly heuristics: Readonly<Record<string, string>>;
}

export interface QuorumConfiguration {
  readonly provider: string | null;
  readonly expectedVotes: number | null;
  readonly isTwoNode: boolean;
  readonly waitsForAll: boolean;
  readonly lastManStanding: boolean;
  readonly autoTieBreaker: boolean;
  readonly device: QuorumDeviceConfiguration | null;
}

/** What a corosync.conf says about the cluster. */
export interface CorosyncConfiguration {
  readonly clusterName: string;
  readonly transport: Transport;
  /** The token time-out as written, ms; null when Corosync's default holds. */
  readonly tokenMs: number | null;
  readonly crypto: CryptoConfiguration;
  readonly nodes: readonly ConfiguredNode[];
  readonly links: readonly LinkConfiguration[];
  readonly quorum: QuorumConfiguration;
}
