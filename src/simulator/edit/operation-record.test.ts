import { describe, expect, test } from 'vitest';
import { XmlElement } from '../../cib/xml/element.ts';
import { createHistory, findHistory, type OperationRecord, recordOperation } from './operation-record.ts';

const RESOURCE = { id: 'db', class: 'ocf', provider: 'heartbeat', type: 'pgsql' };

function record(change: Partial<OperationRecord>): OperationRecord {
  return {
    key: 'db_start_0',
    task: 'start',
    intervalMs: 0,
    rc: 0,
    targetRc: 0,
    exitReason: '',
    notification: null,
    migrateSource: null,
    migrateTarget: null,
    digest: null,
    time: 1000,
    ...change,
  };
}

/** History of `db` on a node that has none yet. */
function freshHistory(): XmlElement {
  return createHistory(new XmlElement('node_state', ['id', '1', 'uname', 'n1']), RESOURCE);
}

/** Ids of the entries with their call ids. */
function entries(history: XmlElement): string[] {
  return [...history.elements()].map((entry) => `${entry.get('id')} ${entry.get('call-id')}`);
}

describe('recording an operation', () => {
  test('makes the sections of a node that has no history', () => {
    const state = new XmlElement('node_state', ['id', '1', 'uname', 'n1']);
    createHistory(state, RESOURCE);
    expect(state.first('lrm')?.get('id')).toBe('1');
    expect(findHistory(state, ['db'])?.get('type')).toBe('pgsql');
  });

  test('keeps a success of a one-time operation as the last one', () => {
    const history = freshHistory();
    recordOperation(history, 'db', record({}));
    expect(entries(history)).toEqual(['db_last_0 1']);
  });

  test('keeps recurring operations under their own name', () => {
    const history = freshHistory();
    recordOperation(history, 'db', record({ key: 'db_monitor_10000', task: 'monitor', intervalMs: 10000 }));
    expect(entries(history)).toEqual(['db_monitor_10000 1']);
  });

  test('keeps a failure of a one-time operation twice and one of a recurring operation once', () => {
    const once = freshHistory();
    recordOperation(once, 'db', record({ rc: 1 }));
    expect(entries(once)).toEqual(['db_last_failure_0 1', 'db_last_0 1']);
    const recurring = freshHistory();
    recordOperation(recurring, 'db', record({ task: 'monitor', intervalMs: 10000, rc: 7 }));
    expect(entries(recurring)).toEqual(['db_last_failure_0 1']);
  });

  test('keeps migrations under their key and notifications under what they tell of', () => {
    const history = freshHistory();
    recordOperation(history, 'db', record({ key: 'db_migrate_to_0', task: 'migrate_to' }));
    recordOperation(
      history,
      'db',
      record({ key: 'db_notify_0', task: 'notify', notification: { type: 'pre', operation: 'stop' } }),
    );
    expect(entries(history)).toEqual(['db_migrate_to_0 1', 'db_pre_notify_stop_0 2']);
  });

  test('changes an entry in place and counts calls on', () => {
    const history = freshHistory();
    const entry = new XmlElement('lrm_rsc_op', ['id', 'db_last_0', 'call-id', '17', 'on_node', 'n1']);
    history.children.push(entry);
    recordOperation(history, 'db', record({ key: 'db_stop_0', task: 'stop' }));
    expect(entries(history)).toEqual(['db_last_0 18']);
    expect(entry.attributes.slice(0, 6)).toEqual(['id', 'db_last_0', 'call-id', '18', 'on_node', 'n1']);
    expect(entry.get('operation')).toBe('stop');
    expect(entry.get('transition-magic')).toBe('0:0;18:-1:0:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx');
  });

  test('does not find history that is there twice', () => {
    const state = new XmlElement('node_state', ['id', '1', 'uname', 'n1']);
    createHistory(state, RESOURCE);
    createHistory(state, RESOURCE);
    expect(findHistory(state, ['db'])).toBeNull();
  });
});
