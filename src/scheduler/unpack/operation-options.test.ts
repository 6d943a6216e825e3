import { describe, expect, it } from 'vitest';
import type { Cluster } from '../model/cluster.ts';
import type { Primitive } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { configuredCluster } from './cluster-fixture.ts';
import { findResource } from './find.ts';
import { findOperation, needsOf, operationOptions, operationParameters } from './operation-options.ts';

function unpacked(
  operations: string,
  more: {
    agent?: string;
    options?: Record<string, string>;
    defaults?: string;
    inside?: string;
    now?: number;
  } = {},
): {
  cluster: Cluster;
  primitive: Primitive;
  of: (task: string, ms?: number) => ReturnType<typeof operationOptions>;
} {
  const cluster = configuredCluster({
    options: more.options ?? {},
    operationDefaults: more.defaults ?? '',
    ...(more.now === undefined ? {} : { now: more.now }),
    resources: `<primitive id="r" ${more.agent ?? 'class="ocf" provider="heartbeat" type="Dummy"'}>
      ${more.inside ?? ''}<operations>${operations}</operations></primitive>`,
  });
  const primitive = findResource(cluster, 'r') as Primitive;
  return { cluster, primitive, of: (task, ms = 0) => operationOptions(cluster, primitive, task, ms, null) };
}

describe('options of an operation (A3.8)', () => {
  it('are twenty seconds and recovery when nothing is configured', () => {
    const { of } = unpacked('');
    expect(of('start')).toMatchObject({
      timeoutMs: 20_000,
      onFail: 'recover',
      failRole: Role.Started,
      definition: null,
    });
    expect([...of('monitor', 10_000).meta]).toEqual([
      ['interval', '10000'],
      ['timeout', '20000'],
    ]);
  });

  it('come from defaults, then meta sets, then attributes of the op', () => {
    const { of } = unpacked(
      `<op id="o" name="start" interval="0" timeout="7s"><meta_attributes id="m">
        <nvpair id="p" name="timeout" value="8s"/><nvpair id="q" name="record-pending" value="no"/></meta_attributes></op>`,
      {
        defaults:
          '<meta_attributes id="d"><nvpair id="e" name="timeout" value="9s"/><nvpair id="f" name="on-fail" value="block"/></meta_attributes>',
      },
    );
    expect(of('start')).toMatchObject({ timeoutMs: 7000, onFail: 'block' });
    expect(of('start').meta.get('record-pending')).toBe('no');
    expect(of('start').meta.has('id')).toBe(false);
    expect(of('promote').timeoutMs).toBe(9000);
  });

  it('let a probe borrow the timeout of the most frequent enabled monitor', () => {
    const { of } = unpacked(`<op id="a" name="monitor" interval="30s" timeout="3s"/>
      <op id="b" name="monitor" interval="10s" timeout="1s" enabled="false"/>
      <op id="c" name="monitor" interval="20s" timeout="2s"/>`);
    expect(of('monitor').timeoutMs).toBe(2000);
  });

  it('find an op by task and interval, live migrations also under the name migrate', () => {
    const { primitive } = unpacked(
      '<op id="a" name="migrate" interval="0"/><op id="b" name="monitor" interval="1min" enabled="false"/>',
    );
    expect(findOperation(primitive, 'migrate_to', 0, true)?.id).toBe('a');
    expect(findOperation(primitive, 'monitor', 60_000, true)?.id).toBe('b');
    expect(findOperation(primitive, 'monitor', 60_000, false)).toBeNull();
  });

  it('give a fencing device its monitor timeout for starts and probes only', () => {
    const { of } = unpacked('<op id="a" name="start" interval="0" timeout="5s"/>', {
      agent: 'class="stonith" type="fence_x"',
      inside:
        '<instance_attributes id="i"><nvpair id="p" name="pcmk_monitor_timeout" value="77s"/></instance_attributes>',
    });
    expect([of('start').timeoutMs, of('monitor').timeoutMs, of('monitor', 1000).timeoutMs]).toEqual([
      77_000, 77_000, 20_000,
    ]);
  });

  it('compute the start delay to the next multiple of the interval after the origin', () => {
    const op = (attributes: string) => `<op id="a" name="monitor" interval="1h" ${attributes}/>`;
    const now = 1_700_000_000;
    const origin = new Date((now - 600) * 1000).toISOString().slice(0, 19);
    expect(
      unpacked(op(`interval-origin="${origin}Z"`), { now })
        .of('monitor', 3_600_000)
        .meta.get('start-delay'),
    ).toBe('3000000');
    expect(unpacked(op('start-delay="2min"')).of('monitor', 3_600_000).meta.get('start-delay')).toBe(
      '120000',
    );
    expect(unpacked(op('')).of('monitor', 3_600_000).meta.has('start-delay')).toBe(false);
  });

  it('share one object for one task and interval', () => {
    const { of } = unpacked('');
    expect(of('start')).toBe(of('start'));
  });
});

describe('what a failure leads to (A3.8.5)', () => {
  const handling = (operations: string, task: string, ms = 0, more = {}) => {
    const { onFail, failRole } = unpacked(operations, more).of(task, ms);
    return [onFail, failRole];
  };

  it('is fencing for a stop, or blocking without fencing', () => {
    expect(handling('', 'stop')).toEqual(['fence', Role.Started]);
    expect(handling('', 'stop', 0, { options: { 'stonith-enabled': 'false' } })).toEqual([
      'block',
      Role.Started,
    ]);
    expect(handling('<op id="a" name="stop" interval="0" on-fail="stop"/>', 'stop')).toEqual([
      'fence',
      Role.Started,
    ]);
  });

  it('stops instead of fencing when fencing is disabled', () => {
    const op = '<op id="a" name="monitor" interval="10s" on-fail="fence"/>';
    expect(handling(op, 'monitor', 10_000, { options: { 'stonith-enabled': 'false' } })).toEqual([
      'stop',
      Role.Stopped,
    ]);
  });

  it('allows demote for promotions and for monitors of the promoted role only', () => {
    const op = (role: string) => `<op id="a" name="monitor" interval="10s" ${role} on-fail="demote"/>`;
    expect(handling(op('role="Master"'), 'monitor', 10_000)).toEqual(['demote', Role.Started]);
    expect(handling(op(''), 'monitor', 10_000)).toEqual(['recover', Role.Started]);
  });

  it('takes that of a demote from the promoted monitor', () => {
    const op = '<op id="a" name="monitor" interval="10s" role="Promoted" on-fail="block"/>';
    expect(handling(op, 'demote')).toEqual(['block', Role.Started]);
    expect(handling(op, 'promote')).toEqual(['recover', Role.Unpromoted]);
  });

  it('resets a remote node whose connection fails', () => {
    const agent = 'class="ocf" provider="pacemaker" type="remote"';
    expect(handling('', 'monitor', 10_000, { agent })).toEqual(['reset-remote', Role.Started]);
    expect(handling('', 'start', 0, { agent })).toEqual(['recover', Role.Started]);
    const { primitive, of } = unpacked('', { agent });
    primitive.isManaged = false;
    expect(of('monitor', 10_000)).toMatchObject({ onFail: 'stop', failRole: Role.Stopped });
  });

  it('says so when the configured reaction is impossible', () => {
    const { cluster, of } = unpacked('<op id="a" name="start" interval="0" on-fail="restart-container"/>');
    expect(of('start').onFail).toBe('recover');
    expect(cluster.problems.map((problem) => problem.code)).toEqual(['HWS-SCH-014']);
  });
});

describe('needs and parameters of an operation', () => {
  it('needs something only to start or promote (A3.8.6)', () => {
    const { primitive } = unpacked('');
    expect(['start', 'promote', 'stop', 'monitor'].map((task) => needsOf(primitive, task))).toEqual([
      'fencing',
      'fencing',
      'nothing',
      'nothing',
    ]);
  });

  it('has the instance attributes of its op, rules seeing the node (C1.2.5b)', () => {
    const { cluster, primitive } = unpacked(`<op id="a" name="start" interval="0"><instance_attributes id="i">
      <rule id="ru"><expression id="e" attribute="#uname" operation="eq" value="n1"/></rule>
      <nvpair id="p" name="depth" value="3"/></instance_attributes></op>`);
    const on = (i: number) =>
      operationParameters(cluster, primitive, 'start', 0, cluster.nodes[i] ?? null).get('depth');
    expect([on(0), on(1)]).toEqual(['3', undefined]);
  });
});
