import { describe, expect, it } from 'vitest';
import { intervalOfKey, keyOf, parseKey } from './key.ts';

describe('operation keys', () => {
  it('join id, task and interval', () => {
    expect(keyOf('db', 'monitor', 10000)).toBe('db_monitor_10000');
  });

  it('are split at their two underscores when there are only two', () => {
    expect(parseKey('db_start_0')).toEqual({ id: 'db', task: 'start', intervalMs: 0 });
  });

  it('keep underscores in ids', () => {
    expect(parseKey('db_on_san_monitor_10000')).toEqual({
      id: 'db_on_san',
      task: 'monitor',
      intervalMs: 10000,
    });
  });

  it('know the tasks of live migration, which have an underscore themselves', () => {
    expect(parseKey('vm_migrate_to_0')).toEqual({ id: 'vm', task: 'migrate_to', intervalMs: 0 });
    expect(parseKey('my_vm_migrate_from_0')).toEqual({ id: 'my_vm', task: 'migrate_from', intervalMs: 0 });
  });

  it('know notifications with the notified task', () => {
    expect(parseKey('db-clone_post_notify_running_0')).toEqual({
      id: 'db-clone',
      task: 'post_notify_running',
      intervalMs: 0,
    });
  });

  it('are no keys without id, task or number', () => {
    for (const text of ['', 'db', 'db_start', '_start_0', 'db_start_soon', 'db_start_']) {
      expect(parseKey(text), text).toBeNull();
    }
  });

  it('tell their interval, 0 when they have none', () => {
    expect(intervalOfKey('db_monitor_10000')).toBe(10000);
    expect(intervalOfKey('do_shutdown-node1')).toBe(0);
  });
});
