import { describe, expect, it } from 'vitest';
import { configuredCluster } from './cluster-fixture.ts';

const NO_QUORUM = 'dc-uuid="1"';

function options(values: Record<string, string>, cib?: string) {
  return configuredCluster({ options: values, ...(cib === undefined ? {} : { cib }) }).options;
}

describe('cluster options (A2)', () => {
  it('have the defaults of 2.1.5 when nothing is set', () => {
    expect(options({})).toMatchObject({
      noQuorumPolicy: 'stop',
      symmetric: true,
      fencingEnabled: true,
      fencingAction: 'reboot',
      startupFencing: true,
      concurrentFencing: false,
      clusterDelay: '60s',
      fencingTimeout: '60s',
      batchLimit: '0',
      migrationLimit: '-1',
      stopOrphanResources: true,
      placementStrategy: 'default',
      healthStrategy: 'none',
    });
  });

  it('fall back to the default on an invalid value, and say so', () => {
    const cluster = configuredCluster({
      options: { 'symmetric-cluster': 'maybe', 'cluster-delay': 'soon', 'placement-strategy': 'best' },
    });
    expect(cluster.options.symmetric).toBe(true);
    expect(cluster.options.clusterDelay).toBe('60s');
    expect(cluster.options.placementStrategy).toBe('default');
    expect(cluster.problems.map((problem) => problem.code)).toEqual(Array(3).fill('HWS-SCH-001'));
  });

  it('take the bootstrap set before any other, whatever the scores', () => {
    const cluster = configuredCluster({
      options: { 'cluster-delay': '11s' },
      propertySets: `<cluster_property_set id="late" score="500">
        <nvpair id="l" name="cluster-delay" value="12s"/><nvpair id="k" name="batch-limit" value="3"/></cluster_property_set>`,
    });
    expect(cluster.options.clusterDelay).toBe('11s');
    expect(cluster.options.batchLimit).toBe('3');
  });

  it('turn poweroff into off, and check the fencing action with case', () => {
    expect(options({ 'stonith-action': 'poweroff' }).fencingAction).toBe('off');
    expect(options({ 'stonith-action': 'OFF' }).fencingAction).toBe('reboot');
  });

  it('force startup fencing off without fencing', () => {
    expect(options({ 'stonith-enabled': 'false', 'startup-fencing': 'true' }).startupFencing).toBe(false);
  });

  it('read the shutdown lock limit only with shutdown locks', () => {
    expect(options({ 'shutdown-lock-limit': '5min' }).shutdownLockLimitS).toBe(0);
    expect(options({ 'shutdown-lock': 'yes', 'shutdown-lock-limit': '5min' }).shutdownLockLimitS).toBe(300);
  });

  it.each([
    ['have-quorum="1"', {}, 'suicide'],
    [NO_QUORUM, {}, 'stop'],
    [`${NO_QUORUM} no-quorum-panic="1"`, {}, 'suicide'],
    ['have-quorum="1"', { 'stonith-enabled': 'false' }, 'stop'],
  ])('let suicide act only with fencing and former quorum: %s %o gives %s', (cib, more, expected) => {
    expect(options({ 'no-quorum-policy': 'suicide', ...more }, cib).noQuorumPolicy).toBe(expected);
  });

  it('give health colours the scores of the strategy', () => {
    expect(options({ 'node-health-strategy': 'only-green' })).toMatchObject({
      healthRed: -1_000_000,
      healthYellow: -1_000_000,
      healthGreen: 0,
      healthBase: 0,
    });
    expect(
      options({
        'node-health-strategy': 'progressive',
        'node-health-base': '7',
        'node-health-yellow': '-5',
      }),
    ).toMatchObject({ healthBase: 7, healthYellow: -5, healthRed: -1_000_000 });
    expect(options({ 'node-health-strategy': 'custom', 'node-health-base': '7' }).healthBase).toBe(0);
  });
});
