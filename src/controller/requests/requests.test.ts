import { expect, it } from 'vitest';
import { create, dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';
import type { CibChange } from '../model/cib-change.ts';

function formed(count = 2, resources = dummy('A')): TestCluster {
  const cluster = new TestCluster(count, testCib({ resources }));
  cluster.form(Array.from({ length: count }, (_, i) => i + 1));
  return cluster;
}

it('changes the configuration on all nodes and answers when it is on disk', () => {
  const cluster = formed(3);
  const request = cluster.ask(2, { kind: 'change-cib', changes: [create('B')], condition: null });
  expect(cluster.answers.get(request)?.kind).toBe('done');
  for (const id of [1, 2, 3]) expect(cluster.node(id).disk).toContain('id="B"');
  expect(cluster.runsOn('B')).toHaveLength(1);
});

it('counts the epoch up for the configuration and num_updates for the status', () => {
  const cluster = formed(1);
  const version = (): string =>
    /epoch="(\d+)" num_updates="(\d+)"/.exec(cluster.cib(1))?.slice(1, 3).join('.') ?? '';
  const [epoch, updates] = version().split('.').map(Number) as [number, number];
  cluster.ask(1, {
    kind: 'set-attribute',
    nodes: ['node1'],
    name: 'x',
    value: '1',
    lifetime: 'transient',
    dampeningMs: null,
  });
  expect(version()).toBe(`${epoch}.${updates + 1}`);
  cluster.ask(1, {
    kind: 'set-attribute',
    nodes: ['node1'],
    name: 'x',
    value: '1',
    lifetime: 'transient',
    dampeningMs: null,
  });
  expect(version()).toBe(`${epoch}.${updates + 1}`);
  cluster.ask(1, {
    kind: 'set-attribute',
    nodes: ['node1'],
    name: 'x',
    value: '1',
    lifetime: 'permanent',
    dampeningMs: null,
  });
  expect(version()).toBe(`${epoch + 1}.0`);
});

it('refuses a change made on an old configuration, and all of a change of which a part is wrong', () => {
  const cluster = formed(1);
  const before = cluster.cib(1);
  const stale = cluster.ask(1, {
    kind: 'change-cib',
    changes: [create('B')],
    condition: { configurationOf: { adminEpoch: 0, epoch: 1 } },
  });
  const twice = cluster.ask(1, { kind: 'change-cib', changes: [create('B'), create('A')], condition: null });
  const broken = cluster.ask(1, {
    kind: 'change-cib',
    changes: [{ ...create('C'), xml: '<primitive' } as CibChange],
    condition: null,
  });
  const missing: CibChange = {
    kind: 'delete-element',
    target: { by: 'id', id: 'none', element: null },
    isOptional: false,
  };
  const absent = cluster.ask(1, { kind: 'change-cib', changes: [create('D'), missing], condition: null });
  const codes = [stale, twice, broken, absent].map((id) => {
    const answer = cluster.answers.get(id);
    return answer?.kind === 'refused' ? answer.problems[0]?.code : answer?.kind;
  });
  expect(codes).toEqual(['HWS-CTL-001', 'HWS-CTL-004', 'HWS-CIB-001', 'HWS-CTL-002']);
  expect(cluster.cib(1)).toBe(before);
});

it('replaces the configuration by a whole CIB that is not older', () => {
  const cluster = formed(1);
  const replace = (epoch: number): string =>
    cluster.ask(1, {
      kind: 'change-cib',
      changes: [{ kind: 'replace-configuration', xml: testCib({ epoch, resources: dummy('Z') }) }],
      condition: null,
    });
  expect(cluster.answers.get(replace(1))?.kind).toBe('refused');
  expect(cluster.answers.get(replace(50))?.kind).toBe('done');
  // One for the replacement, one for the node that was missing in it.
  expect(cluster.cib(1)).toContain('epoch="52"');
  expect(cluster.runsOn('Z')).toEqual(['node1']);
});

it('waits for nothing when an agent says again what an attribute has already, dampened or not', () => {
  const cluster = new TestCluster(3, testCib({}));
  cluster.form([1, 2, 3]);
  const say = (value: string): string =>
    cluster.ask(2, {
      kind: 'set-attribute',
      nodes: ['node2'],
      name: 'load',
      value,
      lifetime: 'transient',
      dampeningMs: 5000,
    });
  say('1');
  cluster.pass(6000);
  const before = cluster.cib(1);
  const again = say('1');
  expect(cluster.answers.get(again)).toMatchObject({ kind: 'done' });
  expect(cluster.node(1).state.waits.has('dampening/load')).toBe(false);
  expect(cluster.cib(1)).toBe(before);
  say('2');
  expect(cluster.node(1).state.waits.has('dampening/load')).toBe(true);
});

it('writes changes of an attribute together when its dampening has run out', () => {
  const cluster = formed(2);
  const set = (node: string, value: string): string =>
    cluster.ask(2, {
      kind: 'set-attribute',
      nodes: [node],
      name: 'pingd',
      value,
      lifetime: 'transient',
      dampeningMs: 5000,
    });
  set('node1', '100');
  cluster.pass(2000);
  set('node2', '200');
  expect(cluster.cib(1)).not.toContain('pingd');
  const read = cluster.ask(1, { kind: 'read-attribute', node: null, name: 'pingd', lifetime: 'transient' });
  expect(cluster.answers.get(read)).toEqual({
    kind: 'attributes',
    values: [
      { node: 'node1', value: '100' },
      { node: 'node2', value: '200' },
    ],
  });
  cluster.pass(3000);
  expect(cluster.cib(1)).toMatch(/name="pingd" value="100".*name="pingd" value="200"/);
  expect(cluster.cib(1)).toBe(cluster.cib(2));
});

it('counts attributes up from what is there', () => {
  const cluster = formed(1);
  for (const value of ['value++', 'value+=5', 'value++']) {
    cluster.ask(1, {
      kind: 'set-attribute',
      nodes: ['node1'],
      name: 'n',
      value,
      lifetime: 'transient',
      dampeningMs: null,
    });
  }
  expect(cluster.cib(1)).toContain('name="n" value="7"');
});

it('holds changes back while members synchronize', () => {
  const cluster = new TestCluster(1, testCib({ resources: dummy('A') }));
  const request = cluster.ask(1, { kind: 'change-cib', changes: [create('B')], condition: null });
  expect(cluster.answers.get(request)).toBeUndefined();
  cluster.form([1]);
  expect(cluster.answers.get(request)?.kind).toBe('done');
});

it('tells a client when its change could not be confirmed in time', () => {
  const cluster = new TestCluster(1, testCib({}));
  cluster.form([1]);
  cluster.mute.add(1);
  const request = cluster.ask(1, { kind: 'change-cib', changes: [create('B')], condition: null });
  cluster.pass(31_000);
  expect(cluster.answers.get(request)).toMatchObject({
    kind: 'refused',
    problems: [{ code: 'HWS-CTL-006' }],
  });
});

it('cleans up failures so that the resource may come back, and refreshes so that it is probed', () => {
  const cluster = formed(1);
  cluster.agent = ({ task }) => (task === 'start' ? { rc: 1 } : {});
  cluster.node(1).active.delete('A');
  cluster.report(1, 'A_monitor_10000', { rc: 7 });
  expect(cluster.cib(1)).toContain('fail-count-A#start_0');
  cluster.agent = () => ({});
  cluster.ask(1, { kind: 'clear-history', mode: 'cleanup', resource: 'A', node: null, operation: null });
  expect(cluster.cib(1)).not.toContain('fail-count-A');
  expect(cluster.runsOn('A')).toEqual(['node1']);
  cluster.node(1).operations.length = 0;
  cluster.ask(1, { kind: 'clear-history', mode: 'refresh', resource: null, node: null, operation: null });
  expect(cluster.node(1).operations.map(({ task, intervalMs }) => `${task} ${intervalMs}`)).toEqual([
    'monitor 0',
    'monitor 10000',
  ]);
  expect(cluster.runsOn('A')).toEqual(['node1']);
});

it('shows members, DC and every wait with its deadline', () => {
  const cluster = formed(2);
  const request = cluster.ask(2, { kind: 'status' });
  const answer = cluster.answers.get(request);
  if (answer?.kind !== 'status') throw new Error('no status');
  expect(answer.status).toMatchObject({ phase: 'ready', dc: 'node1', isQuorate: true });
  expect(answer.status.members.map(({ name }) => name)).toEqual(['node1', 'node2']);
  expect(cluster.node(1).state.waits.get('recheck')?.deadline).toBeGreaterThan(cluster.now);
});

it('keeps tickets', () => {
  const cluster = formed(1);
  cluster.ask(1, {
    kind: 'change-cib',
    changes: [{ kind: 'ticket', ticket: 'T', values: { granted: 'true' } }],
    condition: null,
  });
  expect(cluster.cib(1)).toContain('<tickets><ticket_state id="T" granted="true"/></tickets>');
  cluster.ask(1, { kind: 'change-cib', changes: [{ kind: 'delete-ticket', ticket: 'T' }], condition: null });
  expect(cluster.cib(1)).not.toContain('ticket_state');
});

it('has a ticket on disk as soon as it is granted or revoked, on all nodes', () => {
  const cluster = formed(2);
  for (const granted of ['true', 'false']) {
    const changes = [{ kind: 'ticket', ticket: 'site', values: { granted } } as const];
    cluster.ask(1, { kind: 'change-cib', changes, condition: null });
    for (const id of [1, 2]) expect(cluster.node(id).disk).toContain(`granted="${granted}"`);
  }
});

it('does not call a revocation of a ticket done before it is on any disk', () => {
  const cluster = new TestCluster(1, testCib({}));
  cluster.form([1]);
  const grant = (value: string): CibChange => ({ kind: 'ticket', ticket: 't', values: { granted: value } });
  cluster.ask(1, { kind: 'change-cib', changes: [grant('true')], condition: null });
  expect(cluster.node(1).disk).toContain('granted="true"');
  // The disk takes its time.
  const kept = cluster.node(1).disk;
  let diskWhenAnswered: string | null = null;
  const answers = cluster.answers;
  const set = answers.set.bind(answers);
  answers.set = (id, answer) => {
    diskWhenAnswered = cluster.node(1).disk;
    return set(id, answer);
  };
  const request = cluster.ask(1, { kind: 'change-cib', changes: [grant('false')], condition: null });
  expect(answers.get(request)).toMatchObject({ kind: 'done' });
  expect(kept).toContain('granted="true"');
  // With the power lost at the moment of the answer, the ticket would be granted again.
  expect(diskWhenAnswered).toContain('granted="false"');
});

it('does not call a revocation of a ticket done in a minority, whose word does not count', () => {
  const cluster = new TestCluster(3, testCib({}));
  cluster.form([1, 2, 3]);
  const grant = (value: string): CibChange => ({ kind: 'ticket', ticket: 't', values: { granted: value } });
  cluster.ask(1, { kind: 'change-cib', changes: [grant('true')], condition: null });
  cluster.form([1, 2], [3]);
  const request = cluster.ask(3, { kind: 'change-cib', changes: [grant('false')], condition: null });
  const answer = cluster.answers.get(request);
  cluster.form([1, 2, 3]);
  const isRevoked = cluster.cib(1).includes('granted="false"');
  expect({ isDone: answer?.kind === 'done', isRevoked }).not.toEqual({ isDone: true, isRevoked: false });
});
