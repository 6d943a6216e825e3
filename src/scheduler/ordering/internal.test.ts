import { describe, expect, it } from 'vitest';
import { colocationLines, orderLines, read, scoresOf } from '../constraints/constraint.fixture.ts';
import type { Cluster } from '../model/cluster.ts';
import { clone, group, primitive, type Scenario, utilization } from '../placement/scenario.fixture.ts';
import { createInternalConstraints } from './internal.ts';

function internal(scenario: Scenario): Cluster {
  const cluster = read(scenario);
  createInternalConstraints(cluster);
  return cluster;
}
const BUNDLE =
  '<bundle id="b"><podman image="i" replicas="1"/><network ip-range-start="10.0.0.1"/>' +
  '<primitive id="p" class="ocf" provider="pacemaker" type="Dummy"/></bundle>';

describe('a primitive (C4.6)', () => {
  it('restarts in order, and is probed after it was forgotten', () => {
    expect(orderLines(internal({ resources: primitive('a') }))).toEqual([
      'a_stop → a_start Order+ImpliesThen+Restart',
      'a_lrm_delete → a_monitor SameNode+CancelsFirst',
    ]);
  });

  it('orders nothing when it is unmanaged', () => {
    expect(orderLines(internal({ resources: primitive('a', { 'is-managed': 'false' }) }))).toEqual([]);
  });

  it('frees capacity before taking it up', () => {
    const cluster = internal({
      resources: primitive('a', {}, utilization('a', { cpu: '1' })),
      nodes: ['n1', 'n2'],
      active: { n2: ['a'] },
      options: { 'placement-strategy': 'balanced' },
    });
    expect(orderLines(cluster).slice(2)).toEqual([
      'a_stop → load_stopped_n2 Load',
      'load_stopped_n1 → a_start Load',
      'load_stopped_n1 → a_migrate_to Load',
      'load_stopped_n2 → a_start Load',
      'load_stopped_n2 → a_migrate_to Load',
    ]);
    const loads = cluster.actions.filter((action) => action.key.startsWith('load_'));
    expect(loads.map(({ key, node, isOptional }) => [key, node?.name, isOptional])).toEqual([
      ['load_stopped_n2', 'n2', false],
      ['load_stopped_n1', 'n1', false],
    ]);
  });
});

describe('a group (C4.7, B10.1)', () => {
  it('starts its members in order, between its own start and running', () => {
    const lines = orderLines(internal({ resources: group('g', [primitive('x'), primitive('y')]) }));
    expect(lines.filter((line) => !line.includes('lrm_delete'))).toEqual([
      'g_stop → g_stopped RunnableFirst',
      'g_stopped → g_start Order',
      'g_start → g_running RunnableFirst',
      'x_stop → x_start Order+ImpliesThen+Restart',
      'g_stop → x_stop Order+PrintFirst',
      'x_stop → g_stopped ImpliesThen',
      'g_start → x_start PrintFirst',
      'x_start → g_running ImpliesThen+RunnableFirst+PrintThen',
      'g_start → x_start',
      'y_stop → y_start Order+ImpliesThen+Restart',
      'g_stop → y_stop PrintFirst',
      'y_stop → g_stopped PrintThen',
      'g_start → y_start PrintFirst',
      'y_start → g_running ImpliesThen+RunnableFirst+PrintThen',
      'x_start → y_start ImpliesThen+RunnableFirst',
      'y_stop → x_stop Order+Restart',
    ]);
  });

  it('colocates each member with the one before it, unless it is not collocated', () => {
    const members = [primitive('x'), primitive('y', { critical: 'false' })];
    const cluster = internal({ resources: group('g', members) });
    expect(colocationLines(cluster)).toEqual(['y with x INFINITY']);
    expect(cluster.colocations[0]?.influence).toBe(false);
    expect(colocationLines(internal({ resources: group('g', members, { collocated: 'false' }) }))).toEqual(
      [],
    );
  });

  it('stops what is active behind a gap before what is active ahead of it', () => {
    const resources = group('g', [primitive('x'), primitive('y'), primitive('z')]);
    expect(orderLines(internal({ resources, active: { n1: ['x', 'z'] } }))).toContain(
      'z_stop → x_stop Order',
    );
    expect(orderLines(internal({ resources, active: { n1: ['x', 'y', 'z'] } }))).not.toContain(
      'z_stop → x_stop Order',
    );
  });

  it('that is not ordered starts its members freely', () => {
    const lines = orderLines(
      internal({ resources: group('g', [primitive('x'), primitive('y')], { ordered: 'false' }) }),
    );
    expect(lines).toContain('g_start → y_start ImpliesThen+RunnableFirst+PrintFirst');
    expect(lines).not.toContain('x_start → y_start ImpliesThen+RunnableFirst');
  });
});

describe('a clone (C4.7)', () => {
  const ofInstances = (meta: Readonly<Record<string, string>>) =>
    orderLines(internal({ resources: clone('c', primitive('p'), { 'clone-max': '2', ...meta }) }));

  it('has its instances between its own actions', () => {
    expect(ofInstances({}).filter((line) => line.includes('c_'))).toEqual([
      'c_stopped → c_start Order',
      'c_start → c_running RunnableFirst',
      'c_stop → c_stopped RunnableFirst',
      ...['p:0', 'p:1'].flatMap((id) => [
        `c_start → ${id}_start RunnableFirst+PrintFirst`,
        `${id}_start → c_running PrintThen`,
        `c_stop → ${id}_stop PrintFirst`,
        `${id}_stop → c_stopped PrintThen`,
      ]),
    ]);
  });

  it('that is ordered starts one instance after the other', () => {
    const lines = ofInstances({ ordered: 'true' });
    expect(lines).toContain('p:0_start → p:1_start Order');
    expect(lines).toContain('p:1_stop → p:0_stop Order');
  });

  it('that is promotable demotes before it promotes', () => {
    const lines = ofInstances({ promotable: 'true' });
    for (const line of [
      'c_demoted → c_promote Order',
      'c_running → c_promote RunnableFirst',
      'p:0_demote → p:0_promote Order',
      'p:1_promote → c_promoted Order',
      'c_demote → p:1_demote PrintFirst',
      'p:1_demote → c_demoted PrintThen',
      'p:0_demote → p:0_stop PromotedImpliesFirst',
    ]) {
      expect(lines).toContain(line);
    }
  });
});

describe('a bundle (C4.8, B13.3)', () => {
  it('ties address and connection to the container', () => {
    const cluster = internal({ resources: BUNDLE });
    expect(colocationLines(cluster)).toEqual([
      'b-ip-10.0.0.1 with b-podman-0 INFINITY',
      'b-0 with b-podman-0 10000',
    ]);
    const lines = orderLines(cluster);
    for (const line of [
      'b_start → b-clone_start PrintFirst',
      'b_stop → p:0_stop PrintFirst',
      'b-podman-0_start → b_running PrintThen',
      'b-ip-10.0.0.1_start → b-podman-0_start RunnableFirst+Preserve',
      'b-podman-0_start → b-0_start ImpliesThen+RunnableFirst',
      'b-podman-0_monitor → b-0_stop Order',
    ]) {
      expect(lines).toContain(line);
    }
  });
});

describe('remote nodes (B16.3, B16.4)', () => {
  const guest =
    '<primitive id="vm" class="ocf" provider="heartbeat" type="VirtualDomain"><meta_attributes id="m">' +
    '<nvpair id="rn" name="remote-node" value="g"/></meta_attributes></primitive>';

  it('never run connections, fencing devices or the containers of guests', () => {
    const resources = `${guest}${primitive('a')}<primitive id="f" class="stonith" type="fence_xvm"/>`;
    const cluster = internal({ resources });
    expect(cluster.nodes.map((node) => node.name)).toEqual(['g', 'n1', 'n2', 'n3']);
    for (const id of ['g', 'vm', 'f']) expect(scoresOf(cluster, id)).toBe('-INFINITY/0/0/0');
    expect(scoresOf(cluster, 'a')).toBe('0/0/0/0');
    expect(colocationLines(cluster)).toEqual(['g with vm INFINITY']);
  });

  it('are the only place for what lives in a connection', () => {
    const resources =
      '<primitive id="r" class="ocf" provider="pacemaker" type="remote"/>' +
      primitive('a', { container: 'r' });
    expect(scoresOf(internal({ resources }), 'a')).toBe('-INFINITY/-INFINITY/-INFINITY/0');
  });
});
