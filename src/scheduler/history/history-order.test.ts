import { describe, expect, it } from 'vitest';
import type { OperationHistory } from '../../cib/model/status-entry.ts';
import { activeWindow, compareHistory, sortHistory } from './history-order.ts';

const UUID = '0bfdf3b8-2fd3-483e-a4da-60cb59b14678';

function entry(id: string, fields: Partial<OperationHistory> & { transition?: number; uuid?: string }) {
  const { transition = 1, uuid = UUID, ...rest } = fields;
  return {
    id,
    key: id,
    task: 'start',
    intervalMs: 0,
    callId: 1,
    rc: 0,
    status: 0,
    transitionKey: null,
    transitionMagic: `0:0;1:${transition}:0:${uuid}`,
    onNode: null,
    lastRcChange: null,
    ...rest,
  } as OperationHistory;
}

describe('the order of history entries (A5.5.1)', () => {
  it('goes by call id on one node', () => {
    expect(compareHistory(entry('a', { callId: 1 }), entry('b', { callId: 2 }), true)).toBeLessThan(0);
    expect(compareHistory(entry('a', { callId: 9 }), entry('b', { callId: 2 }), true)).toBeGreaterThan(0);
  });

  it('goes by time of change for equal call ids and across nodes, unless a time is missing', () => {
    const early = { callId: 5, lastRcChange: 10 };
    const late = { callId: 5, lastRcChange: 20 };
    expect(compareHistory(entry('a', early), entry('b', late), true)).toBeLessThan(0);
    expect(compareHistory(entry('a', { ...late, callId: 1 }), entry('b', early), false)).toBeGreaterThan(0);
    expect(compareHistory(entry('a', { callId: 5 }), entry('b', late), true)).toBe(0);
  });

  it('believes the recorded node rather than the assumption', () => {
    const a = entry('a', { callId: 9, onNode: 'N1', lastRcChange: 10 });
    expect(compareHistory(a, entry('b', { callId: 2, onNode: 'n2', lastRcChange: 20 }), true)).toBeLessThan(
      0,
    );
    expect(
      compareHistory(a, entry('b', { callId: 2, onNode: 'n1', lastRcChange: 20 }), false),
    ).toBeGreaterThan(0);
  });

  it('takes a pending entry of the same or of another run as the newer one', () => {
    const pending = entry('p', { callId: -1, transition: 4 });
    expect(compareHistory(pending, entry('a', { callId: 7, transition: 4 }), true)).toBeGreaterThan(0);
    const other = entry('a', { callId: 7, transition: 9, uuid: UUID.replace('0b', '1c') });
    expect(compareHistory(pending, other, true)).toBeGreaterThan(0);
    expect(compareHistory(pending, entry('a', { callId: 7, transition: 9 }), true)).toBeLessThan(0);
    expect(compareHistory(pending, entry('a', { callId: 7, transition: -1 }), true)).toBeLessThan(0);
  });

  it('keeps reverse document order among equals', () => {
    const sorted = sortHistory([
      entry('a', { callId: 3 }),
      entry('b', { callId: 3 }),
      entry('c', { callId: 1 }),
    ]);
    expect(sorted.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('sorts circles the way the reference does', () => {
    const stop = entry('stop', { callId: 1, transition: -1 });
    const probe = entry('probe', { callId: 2, transition: 2 });
    const pending = entry('pending', { callId: -1, transition: 2 });
    expect(sortHistory([stop, probe, pending]).map(({ id }) => id)).toEqual(['pending', 'stop', 'probe']);
  });
});

describe('the active window (A5.5.2)', () => {
  it('begins with the last start and ends with the last successful stop', () => {
    const entries = [
      entry('1', { task: 'start' }),
      entry('2', { task: 'stop' }),
      entry('3', { task: 'migrate_from', status: 4 }),
      entry('4', { task: 'stop', status: 4 }),
    ];
    expect(activeWindow(entries)).toEqual({ start: 2, stop: 1 });
  });

  it('is implied by promotions, or else by a monitor that found it running', () => {
    expect(activeWindow([entry('1', { task: 'monitor', rc: 8 }), entry('2', { task: 'demote' })])).toEqual({
      start: 1,
      stop: -1,
    });
    const monitored = [
      entry('1', { task: 'monitor', rc: 0 }),
      entry('2', { task: 'stop' }),
      entry('3', { task: 'monitor', rc: 0 }),
      entry('4', { task: 'monitor', rc: 0 }),
    ];
    expect(activeWindow(monitored)).toEqual({ start: 2, stop: 1 });
    expect(activeWindow([entry('1', { task: 'monitor', rc: 7 })])).toEqual({ start: -1, stop: -1 });
  });
});
