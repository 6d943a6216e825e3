import { describe, expect, it } from 'vitest';
import { ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { checkConfigurationChanges } from './configuration-changes.ts';
import {
  clusterOf,
  dummy,
  dummyWith,
  EMPTY_DIGEST,
  type Entry,
  history,
  nodeState,
  primitive,
  requiredActions,
} from './history.fixture.ts';

const START: Entry = { task: 'start' };
const MONITOR: Entry = { task: 'monitor', interval: 10000 };

function checked(
  entries: readonly Entry[],
  resources = dummy('r'),
  agent = '',
  options: Record<string, string> = {},
  attributes: Record<string, string> = {},
): Cluster {
  const cluster = clusterOf({
    resources,
    options,
    status: nodeState(1, history('r', entries, agent), { attributes }),
  });
  checkConfigurationChanges(cluster);
  return cluster;
}

describe('changes of the configuration (C1.7, A5.11.6)', () => {
  it('are none while the digests agree', () => {
    const cluster = checked([START, MONITOR]);
    expect(requiredActions(cluster)).toEqual([]);
    expect(cluster.actions.some((action) => action.has(ActionFlag.Reschedule))).toBe(false);
  });

  it('restart what was started with other parameters, also when nothing is known of them', () => {
    for (const digest of ['other', null]) {
      const cluster = checked([{ ...START, digest }, MONITOR]);
      const start = cluster.actions.find(({ key }) => key === 'r_start_0');
      expect(start).toMatchObject({ node: null, reason: 'resource definition change' });
      expect(start?.isOptional).toBe(false);
    }
  });

  it('reload what can take over other parameters, unless they are among those that need a restart', () => {
    const reloadable = { ...START, digest: 'other' };
    const reload = checked([
      { ...reloadable, more: `op-force-restart=" x " op-restart-digest="${EMPTY_DIGEST}"` },
    ]);
    expect(requiredActions(reload)).toEqual(['r_reload-agent_0 n1']);
    expect(primitive(reload, 'r').isReloading).toBe(true);
    expect(reload.orderings.map(({ thenKey }) => thenKey)).toEqual(['r_stop_0', 'r_demote_0']);
    const restart = checked([{ ...reloadable, more: 'op-force-restart=" x " op-restart-digest="other"' }]);
    expect(requiredActions(restart)).toEqual(['r_start_0 -']);
  });

  it('send a recurring operation anew, or cancel one that is configured no more', () => {
    const anew = checked([START, { ...MONITOR, digest: 'other' }]);
    expect(anew.actions.find(({ key }) => key === 'r_monitor_10000')?.has(ActionFlag.Reschedule)).toBe(true);
    const gone = checked([START, { ...MONITOR, interval: 7000 }]);
    expect(requiredActions(gone)).toEqual(['r_monitor_7000 n1']);
    expect(gone.actions.find(({ key }) => key === 'r_monitor_7000')?.task).toBe('cancel');
    const kept = checked([START, { ...MONITOR, interval: 7000 }], dummy('r'), '', {
      'stop-orphan-actions': 'false',
    });
    expect(requiredActions(kept)).toEqual([]);
  });

  it('clear the fail count of an operation that changed', () => {
    const cluster = checked(
      [START, { ...MONITOR, digest: 'other' }],
      dummy('r'),
      '',
      {},
      {
        'fail-count-r#monitor_10000': '1',
      },
    );
    expect(requiredActions(cluster)).toEqual(['r_clear_failcount_0 n1']);
  });

  it('do nothing about private parameters but tell of them', () => {
    const cluster = checked([
      { ...START, digest: 'other', more: `op-secure-params=" pw " op-secure-digest="${EMPTY_DIGEST}"` },
    ]);
    expect(requiredActions(cluster)).toEqual([]);
    expect(cluster.records).toMatchObject([
      { kind: 'info', text: expect.stringContaining("Only 'private' parameters to 0s-interval start for r") },
    ]);
  });

  it('replace what another agent runs, and clean up where it does not run', () => {
    const other = 'class="ocf" provider="pacemaker" type="Other"';
    expect(requiredActions(checked([START], dummy('r'), other))).toEqual(['r_stop_0 n1', 'r_delete_0 n1']);
    const stopped = checked([START, { task: 'stop' }], dummy('r'), other);
    expect(requiredActions(stopped)).toEqual(['r_delete_0 n1']);
  });

  it('forget orphans, and cancel recurring operations in maintenance', () => {
    const orphan = checked([{ task: 'monitor', rc: 7 }], '');
    expect(requiredActions(orphan)).toEqual(['r_delete_0 n1']);
    const maintained = checked([START, MONITOR], dummyWith('r', { maintenance: 'true' }));
    expect(maintained.actions.map(({ task }) => task)).toContain('cancel');
  });

  it('do not matter once it has stopped', () => {
    const cluster = checked([{ ...START, digest: 'other' }, { task: 'stop' }]);
    expect(requiredActions(cluster)).toEqual([]);
  });
});
