import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../shutdown-plan/run/event.ts';
import { exampleHandOver } from '../hand-over/example.fixture.ts';
import { FileJournal, journaledRuns, journalPath, readJournal } from './journal.ts';

const disk = vi.hoisted(() => ({ takes: Number.POSITIVE_INFINITY, room: Number.POSITIVE_INFINITY }));

vi.mock('node:fs', async (original) => {
  const files = await original<typeof import('node:fs')>();
  return {
    ...files,
    writeSync: (file: number, bytes: Uint8Array, offset: number, length: number, position: number) => {
      if (disk.room <= 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      const taken = Math.min(length, disk.takes, disk.room);
      disk.room -= taken;
      return files.writeSync(file, bytes, offset, taken, position);
    },
  };
});

const HAND_OVER = exampleHandOver();
const { run } = HAND_OVER.order;
const EVENTS: readonly RunEvent[] = [
  { kind: 'begin', at: 5 },
  { kind: 'disarmed', at: 6, notes: [] },
  { kind: 'cancel', at: 7, by: 'me' },
];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-journal-'));
  disk.takes = Number.POSITIVE_INFINITY;
  disk.room = Number.POSITIVE_INFINITY;
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(events: readonly RunEvent[]): void {
  const journal = FileJournal.begin(folder, HAND_OVER);
  for (const event of events) journal.record(event, true);
  journal.close();
}

describe('a journal', () => {
  it('is read as it was written, also on a disk that takes writes in parts', () => {
    disk.takes = 7;
    write(EVENTS);
    expect(readJournal(folder, run)).toEqual({
      handOver: HAND_OVER,
      events: EVENTS,
      damagedLine: null,
      cancelledBy: 'me',
    });
  });

  it('is not begun where there is no room for the whole of the hand-over', () => {
    disk.room = 100;
    expect(() => FileJournal.begin(folder, HAND_OVER)).toThrow('no space');
    expect([readdirSync(folder), journaledRuns(folder)]).toEqual([[], []]);
  });

  it('keeps what was written when there is no room for more, and goes on from there', () => {
    const journal = FileJournal.begin(folder, HAND_OVER);
    journal.record(EVENTS[0] as RunEvent, true);
    disk.room = 10;
    expect(() => journal.record(EVENTS[1] as RunEvent, true)).toThrow('no space');
    journal.close();
    disk.room = Number.POSITIVE_INFINITY;
    expect(readJournal(folder, run)).toMatchObject({ events: EVENTS.slice(0, 1), damagedLine: null });
    const again = FileJournal.goOn(folder, run);
    again.record(EVENTS[2] as RunEvent, true);
    again.close();
    expect(readJournal(folder, run)?.events).toEqual([EVENTS[0], EVENTS[2]]);
  });

  it('is the same whatever of its last line a crash has left', () => {
    write(EVENTS);
    const whole = readFileSync(journalPath(folder, run));
    const before = whole.subarray(0, whole.length - 1).lastIndexOf('\n') + 1;
    for (let length = before; length < whole.length; length++) {
      writeFileSync(journalPath(folder, run), whole.subarray(0, length));
      FileJournal.goOn(folder, run).close();
      expect(readJournal(folder, run)).toMatchObject({ events: EVENTS.slice(0, 2), damagedLine: null });
    }
  });

  it('says from where on it is damaged, whichever bit of a line is another', () => {
    write(EVENTS);
    const whole = readFileSync(journalPath(folder, run));
    const begin = whole.indexOf('\n') + 1;
    for (let at = begin; whole[at] !== 0x0a; at++)
      for (const bit of [0, 3, 6]) {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] as number) ^ (1 << bit);
        writeFileSync(journalPath(folder, run), damaged);
        expect(readJournal(folder, run)).toMatchObject({ events: [], damagedLine: 2, cancelledBy: 'me' });
      }
  });
});
