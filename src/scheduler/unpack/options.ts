import { collectPairs } from '../../cib/rules/collect.ts';
import { isTrue } from '../../result/boolean.ts';
import { parseLeadingInteger } from '../../result/integer.ts';
import { INFINITY_SCORE } from '../../result/score.ts';
import { parseScore } from '../../result/score-text.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterOptions } from '../model/options.ts';
import { OptionReader } from './option-value.ts';
import { ruleInput } from './rule-input.ts';

const POLICIES = ['stop', 'freeze', 'ignore', 'demote', 'suicide'] as const;
const STRATEGIES = ['default', 'utilization', 'minimal', 'balanced'] as const;
const HEALTH_STRATEGIES = ['none', 'migrate-on-red', 'only-green', 'progressive', 'custom'] as const;

type Health = Pick<ClusterOptions, 'healthBase' | 'healthGreen' | 'healthYellow' | 'healthRed'>;

/** Reads, validates and defaults the cluster options (spec A2.1, A2.2, A2.4). */
export function unpackOptions(cluster: Cluster): ClusterOptions {
  const table = new Map<string, string>();
  collectPairs(cluster.cib.propertySets, table, ruleInput(cluster, {}), { firstId: 'cib-bootstrap-options' });
  const read = new OptionReader(cluster, table);

  const fencingEnabled = read.boolean('stonith-enabled', true);
  const shutdownLock = read.boolean('shutdown-lock', false);
  const healthStrategy = read.word('node-health-strategy', HEALTH_STRATEGIES, 'none');
  return {
    noQuorumPolicy: effectivePolicy(cluster, read, fencingEnabled),
    symmetric: read.boolean('symmetric-cluster', true),
    maintenanceMode: read.boolean('maintenance-mode', false),
    startFailureIsFatal: read.boolean('start-failure-is-fatal', true),
    startupProbes: read.boolean('enable-startup-probes', true),
    shutdownLock,
    shutdownLockLimitS: shutdownLock ? read.seconds('shutdown-lock-limit') : 0,
    fencingEnabled,
    fencingAction: fencingAction(read),
    fencingTimeout: read.intervalText('stonith-timeout', '60s'),
    haveWatchdog: read.boolean('have-watchdog', false),
    concurrentFencing: read.boolean('concurrent-fencing', false),
    startupFencing: fencingEnabled && read.boolean('startup-fencing', true),
    priorityFencingDelayS: read.seconds('priority-fencing-delay'),
    clusterDelay: read.intervalText('cluster-delay', '60s'),
    batchLimit: read.integerText('batch-limit', '0'),
    migrationLimit: read.integerText('migration-limit', '-1'),
    stopAllResources: read.boolean('stop-all-resources', false),
    stopOrphanResources: read.boolean('stop-orphan-resources', true),
    stopOrphanActions: read.boolean('stop-orphan-actions', true),
    removeAfterStop: isTrue(read.text('remove-after-stop')),
    placementStrategy: read.word('placement-strategy', STRATEGIES, 'default'),
    healthStrategy,
    ...healthScores(read, healthStrategy),
    clusterName: read.text('cluster-name'),
    all: table,
  };
}

/** What the words red, yellow and green mean where a score is parsed (spec A1.6.2). */
export function scoreWords(options: ClusterOptions): { red: number; yellow: number; green: number } {
  return { red: options.healthRed, yellow: options.healthYellow, green: options.healthGreen };
}

/** The no-quorum policy in force: suicide needs fencing and former quorum (spec A2.4.1, A2.4.2). */
function effectivePolicy(
  cluster: Cluster,
  read: OptionReader,
  fencingEnabled: boolean,
): ClusterOptions['noQuorumPolicy'] {
  const policy = read.word('no-quorum-policy', POLICIES, 'stop');
  if (policy !== 'suicide') return policy;
  const panic = parseLeadingInteger(cluster.cib.noQuorumPanic ?? '') ?? 0;
  return fencingEnabled && (cluster.isQuorate || panic !== 0) ? 'suicide' : 'stop';
}

/** The check is case-sensitive, unlike all others (spec A2.2). */
function fencingAction(read: OptionReader): 'reboot' | 'off' {
  const text = read.text('stonith-action');
  return text === 'off' || text === 'poweroff' ? 'off' : 'reboot';
}

/** Scores of the health colours by strategy (spec A2.9.1). */
function healthScores(read: OptionReader, strategy: ClusterOptions['healthStrategy']): Health {
  const configured = (name: string, fallback: string) => parseScore(read.integerText(name, fallback));
  switch (strategy) {
    case 'none':
      return { healthBase: 0, healthGreen: 0, healthYellow: 0, healthRed: 0 };
    case 'migrate-on-red':
      return { healthBase: 0, healthGreen: 0, healthYellow: 0, healthRed: -INFINITY_SCORE };
    case 'only-green':
      return { healthBase: 0, healthGreen: 0, healthYellow: -INFINITY_SCORE, healthRed: -INFINITY_SCORE };
    case 'custom':
    case 'progressive':
      return {
        healthBase: strategy === 'progressive' ? configured('node-health-base', '0') : 0,
        healthGreen: configured('node-health-green', '0'),
        healthYellow: configured('node-health-yellow', '0'),
        healthRed: configured('node-health-red', '-INFINITY'),
      };
  }
}
