import { expect, test } from 'vitest';
import { plannedFailure } from './planned-failure.ts';

test('a failure is planned for the operation it names, in any case', () => {
  expect(plannedFailure(['DB_start_0@N1=5'], ['db'], 'start', 0, 'n1')).toBe(5);
  expect(plannedFailure(['db_start_0@n1=5'], ['db:0', 'db'], 'start', 0, 'n1')).toBe(5);
});

test('other operations, intervals and nodes are left alone', () => {
  const specifications = ['db_monitor_10000@n1=5'];
  expect(plannedFailure(specifications, ['db'], 'monitor', 0, 'n1')).toBeNull();
  expect(plannedFailure(specifications, ['db'], 'start', 0, 'n1')).toBeNull();
  expect(plannedFailure(specifications, ['db'], 'monitor', 10000, 'n2')).toBeNull();
});
