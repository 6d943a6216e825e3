/** Cluster options that influence decisions (spec A2.2), validated and defaulted. */
export interface ClusterOptions {
  /** Effective policy: `suicide` already reduced to `stop` where spec A2.4.1 says so. */
  readonly noQuorumPolicy: 'stop' | 'freeze' | 'ignore' | 'demote' | 'suicide';
  readonly symmetric: boolean;
  readonly maintenanceMode: boolean;
  readonly startFailureIsFatal: boolean;
  readonly startupProbes: boolean;
  readonly shutdownLock: boolean;
  /** Seconds; 0 never expires. */
  readonly shutdownLockLimitS: number;
  readonly fencingEnabled: boolean;
  readonly fencingAction: 'reboot' | 'off';
  /** As configured; copied to the graph. */
  readonly fencingTimeout: string;
  readonly haveWatchdog: boolean;
  readonly concurrentFencing: boolean;
  readonly startupFencing: boolean;
  /** Seconds. */
  readonly priorityFencingDelayS: number;
  /** As configured; copied to the graph. */
  readonly clusterDelay: string;
  readonly batchLimit: string;
  readonly migrationLimit: string;
  readonly stopAllResources: boolean;
  readonly stopOrphanResources: boolean;
  readonly stopOrphanActions: boolean;
  readonly removeAfterStop: boolean;
  readonly placementStrategy: 'default' | 'utilization' | 'minimal' | 'balanced';
  readonly healthStrategy: 'none' | 'migrate-on-red' | 'only-green' | 'progressive' | 'custom';
  readonly healthBase: number;
  readonly healthGreen: number;
  readonly healthYellow: number;
  readonly healthRed: number;
  readonly clusterName: string | null;
  /** Every option by name as merged from the sets (spec A2.1), for display and explanations. */
  readonly all: ReadonlyMap<string, string>;
}
