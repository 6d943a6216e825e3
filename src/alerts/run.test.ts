import { describe, expect, test } from 'vitest';
import { parseTree } from '../controller/cib/tree.ts';
import type { AlertEvent } from './event.ts';
import { type AlertRun, alertRuns } from './run.ts';

const TIME = {
  moment: { epoch: 1_767_225_600, offset: 3600 },
  microseconds: 1234,
  localOffset: () => 3600,
};

const NODE: AlertEvent = { kind: 'node', node: 'node2', nodeId: '2', change: 'lost' };
const FENCING: AlertEvent = {
  kind: 'fencing',
  target: 'node2',
  operation: 'reboot',
  executor: 'node1',
  client: 'scheduler',
  result: 'OK',
  isDone: true,
  reference: 'f-1',
};
const RESOURCE: AlertEvent = {
  kind: 'resource',
  node: 'node1',
  resource: 'web',
  task: 'monitor',
  intervalMs: 10_000,
  rc: 7,
  targetRc: 0,
  status: 0,
  executionMs: 12,
};
const ATTRIBUTE: AlertEvent = {
  kind: 'attribute',
  node: 'node1',
  nodeId: '1',
  name: 'pingd',
  value: '100',
};
const EVENTS = [NODE, FENCING, RESOURCE, ATTRIBUTE];

function runs(event: AlertEvent, alerts: string, sequence = 0): readonly AlertRun[] {
  const tree = parseTree(`<cib><configuration><alerts>${alerts}</alerts></configuration><status/></cib>`);
  if (!tree.ok) throw new Error('the test has no CIB');
  return alertRuns(event, tree.value, TIME, sequence);
}

function kindsOf(alerts: string): string[] {
  return EVENTS.filter((event) => runs(event, alerts).length > 0).map(({ kind }) => kind);
}

function pairs(set: string, id: string, values: Record<string, string>): string {
  const all = Object.entries(values).map(
    ([name, value], i) => `<nvpair id="${id}-${i}" name="${name}" value="${value}"/>`,
  );
  return `<${set} id="${id}">${all.join('')}</${set}>`;
}

function told(event: AlertEvent, alert = '<alert id="a" path="/bin/a"/>'): Record<string, string> {
  const [run] = runs(event, alert, 6) as [AlertRun];
  return Object.fromEntries(
    Object.entries(run.environment)
      .filter(([name]) => name.startsWith('CRM_alert_'))
      .map(([name, value]) => [name.slice('CRM_alert_'.length), value]),
  );
}

const GENERAL = {
  version: '2.1.5',
  recipient: '',
  node_sequence: '7',
  timestamp: '01:00:00.001234',
  timestamp_epoch: '1767225600',
  timestamp_usec: '1234',
};
const ALL_KINDS =
  '<alert id="a" path="/bin/a"><select><select_nodes/><select_fencing/><select_resources/><select_attributes/></select></alert>';

describe('variables', () => {
  test('of a node', () => {
    expect(told(NODE)).toEqual({ ...GENERAL, kind: 'node', node: 'node2', nodeid: '2', desc: 'lost' });
  });

  test('of a fencing, done and failed', () => {
    const desc = 'Operation reboot of node2 by node1 for scheduler: OK (ref=f-1)';
    const all = { ...GENERAL, kind: 'fencing', node: 'node2', task: 'st_notify_fence', desc, rc: '0' };
    expect(told(FENCING)).toEqual(all);
    const failed: AlertEvent = { ...FENCING, isDone: false, executor: null, result: 'no device' };
    const text = 'Operation reboot of node2 by <anyone> for scheduler: no device (ref=f-1)';
    expect(told(failed)).toEqual({ ...all, desc: text, rc: '1' });
  });

  test('of an operation', () => {
    expect(told(RESOURCE)).toEqual({
      ...GENERAL,
      kind: 'resource',
      node: 'node1',
      rsc: 'web',
      task: 'monitor',
      interval: '10000',
      rc: '7',
      target_rc: '0',
      status: '0',
      exec_time: '12',
      desc: 'not running',
    });
    expect(told({ ...RESOURCE, rc: 1, status: 2 }).desc).toBe('Timed Out');
    expect(told({ ...RESOURCE, status: 1 }).desc).toBe('Cancelled');
  });

  test('of an attribute, set and gone', () => {
    const all = { ...GENERAL, kind: 'attribute', node: 'node1', nodeid: '1', attribute_name: 'pingd' };
    expect(told(ATTRIBUTE, ALL_KINDS)).toEqual({ ...all, attribute_value: '100' });
    expect(told({ ...ATTRIBUTE, value: null }, ALL_KINDS)).toEqual({ ...all, attribute_value: '' });
  });

  test('have the older name, too', () => {
    const [{ environment }] = runs(RESOURCE, '<alert id="a" path="/bin/a"/>') as [AlertRun];
    for (const [name, value] of Object.entries(environment)) {
      if (name.startsWith('CRM_alert_'))
        expect(environment[name.replace('CRM_alert_', 'CRM_notify_')]).toBe(value);
    }
    expect(Object.keys(environment).length % 2).toBe(0);
  });

  test('instance attributes are variables, and cannot pretend to be the cluster', () => {
    const alert = `<alert id="a" path="/bin/a">${pairs('instance_attributes', 'i', { mail: 'x y', 'a=b': '1', CRM_alert_kind: 'lie' })}</alert>`;
    const [{ environment }] = runs(NODE, alert) as [AlertRun];
    expect(environment.mail).toBe('x y');
    expect(environment['a=b']).toBeUndefined();
    expect(environment.CRM_alert_kind).toBe('node');
  });
});

describe('which agents are run', () => {
  test('without alerts none, without path none', () => {
    expect(runs(NODE, '')).toEqual([]);
    expect(runs(NODE, '<alert id="a" path=""/>')).toEqual([]);
  });

  test('without select: nodes, fencing and resources', () => {
    expect(kindsOf('<alert id="a" path="/bin/a"/>')).toEqual(['node', 'fencing', 'resource']);
    expect(kindsOf('<alert id="a" path="/bin/a"><select/></alert>')).toEqual(['node', 'fencing', 'resource']);
  });

  test.each([
    ['select_nodes', 'node'],
    ['select_fencing', 'fencing'],
    ['select_resources', 'resource'],
    ['select_attributes', 'attribute'],
  ])('%s is %s and nothing else', (select, kind) => {
    expect(kindsOf(`<alert id="a" path="/bin/a"><select><${select}/></select></alert>`)).toEqual([kind]);
  });

  test('several kinds add up', () => {
    expect(kindsOf(ALL_KINDS)).toEqual(['node', 'fencing', 'resource', 'attribute']);
  });

  test('attributes by their names', () => {
    const select = (name: string): string =>
      `<alert id="a" path="/bin/a"><select><select_attributes><attribute id="n1" name="${name}"/><attribute id="n2" name="other"/></select_attributes></select></alert>`;
    expect(runs(ATTRIBUTE, select('pingd'))).toHaveLength(1);
    expect(runs(ATTRIBUTE, select('ping'))).toHaveLength(0);
    expect(runs(ATTRIBUTE, select('PINGD'))).toHaveLength(0);
  });

  test('one run a recipient, in their order, each with its own number', () => {
    const alerts =
      '<alert id="a" path="/bin/a"><recipient id="r1" value="one"/><recipient id="r2" value="two"/></alert><alert id="b" path="/bin/b"/>';
    const all = runs(NODE, alerts, 10);
    expect(all.map(({ program, recipient }) => `${program} ${recipient}`)).toEqual([
      '/bin/a one',
      '/bin/a two',
      '/bin/b ',
    ]);
    expect(all.map(({ environment }) => environment.CRM_alert_node_sequence)).toEqual(['11', '12', '13']);
    expect(all[1]?.environment.CRM_alert_recipient).toBe('two');
  });

  test('what a recipient says goes before what its alert says', () => {
    const alerts =
      `<alert id="a" path="/bin/a">${pairs('meta_attributes', 'm', { timeout: '5s', 'timestamp-format': '%s' })}` +
      `${pairs('instance_attributes', 'i', { mail: 'base', own: 'base' })}` +
      `<recipient id="r1" value="one">${pairs('meta_attributes', 'rm', { timeout: '1500ms' })}${pairs('instance_attributes', 'ri', { mail: 'over' })}</recipient>` +
      '<recipient id="r2" value="two"/></alert>';
    const [one, two] = runs(NODE, alerts) as [AlertRun, AlertRun];
    expect(one).toMatchObject({ timeoutMs: 1500, environment: { mail: 'over', own: 'base' } });
    expect(two).toMatchObject({ timeoutMs: 5000, environment: { mail: 'base', own: 'base' } });
    expect(one.environment.CRM_alert_timestamp).toBe('1767225600');
  });

  test.each([
    ['', 30_000],
    ['0', 30_000],
    ['-1', 30_000],
    ['soon', 30_000],
    ['2', 2000],
    ['2min', 120_000],
  ])('timeout "%s" is %i ms', (timeout, timeoutMs) => {
    const alerts = `<alert id="a" path="/bin/a">${pairs('meta_attributes', 'm', { timeout })}</alert>`;
    expect(runs(NODE, alerts)[0]?.timeoutMs).toBe(timeoutMs);
  });

  test('enabled="false" turns an alert or one recipient off', () => {
    const off = pairs('meta_attributes', 'm', { enabled: 'false' });
    const on = pairs('meta_attributes', 'rm', { enabled: 'true' });
    const one = (meta: string): string => `<recipient id="r1" value="one">${meta}</recipient>`;
    const two = `<recipient id="r2" value="two">${on}</recipient>`;
    expect(runs(NODE, `<alert id="a" path="/bin/a">${off}</alert>`)).toEqual([]);
    expect(runs(NODE, `<alert id="a" path="/bin/a">${off}${one('')}${two}</alert>`)).toEqual([]);
    const [only, ...rest] = runs(NODE, `<alert id="a" path="/bin/a">${one(off)}${two}</alert>`);
    expect([only?.recipient, rest.length]).toEqual(['two', 0]);
  });
});
