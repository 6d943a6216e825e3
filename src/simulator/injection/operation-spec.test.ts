import { expect, test } from 'vitest';
import { parseOperationSpec } from './operation-spec.ts';

test('an operation specification is taken apart', () => {
  expect(parseOperationSpec('my_db:1_monitor_20000@node1.example=7')).toEqual({
    resource: 'my_db:1',
    task: 'monitor',
    intervalMs: 20000,
    node: 'node1.example',
    rc: 7,
  });
  expect(parseOperationSpec('vm_migrate_to_0@n1=1')).toMatchObject({ resource: 'vm', task: 'migrate_to' });
});

test('an empty interval is none', () => {
  expect(parseOperationSpec('db_monitor_@n1=1')).toMatchObject({ task: 'monitor', intervalMs: 0 });
});

test('what is missing is told by the number of fields that were found', () => {
  expect(parseOperationSpec('db')).toEqual({ fields: 1 });
  expect(parseOperationSpec('db_monitor_0n1=1')).toEqual({ fields: 1 });
  expect(parseOperationSpec('db_monitor_0@n1')).toEqual({ fields: 2 });
  expect(parseOperationSpec('db_monitor_0@n1=x')).toEqual({ fields: 2 });
});
