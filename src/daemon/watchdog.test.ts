import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Watchdog } from './watchdog.ts';

/** A device that takes ten seconds whatever it is asked for. */
const setSeconds = (): number => 10;

let folder: string;
let device: string;

beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), 'hawser-watchdog-'));
  device = join(folder, 'watchdog');
});

afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

it('is fed while the node may go on, not while it may not, and again after', () => {
  let mayGoOn = true;
  const watchdog = Watchdog.open({ path: device, seconds: 10, mayGoOn: () => mayGoOn, setSeconds });
  if (typeof watchdog === 'string') throw new Error(watchdog);
  vi.advanceTimersByTime(3500);
  expect(readFileSync(device, 'utf8')).toBe('\0\0\0');
  mayGoOn = false;
  vi.advanceTimersByTime(5000);
  expect(readFileSync(device, 'utf8')).toBe('\0\0\0');
  mayGoOn = true;
  vi.advanceTimersByTime(1000);
  expect(readFileSync(device, 'utf8')).toBe('\0\0\0\0');
  watchdog.disarm();
  expect(readFileSync(device, 'utf8')).toBe('\0\0\0\0V');
});

it('starved, is never fed or disarmed again', () => {
  const watchdog = Watchdog.open({ path: device, seconds: 10, mayGoOn: () => true, setSeconds });
  if (typeof watchdog === 'string') throw new Error(watchdog);
  watchdog.starve();
  vi.advanceTimersByTime(5000);
  watchdog.disarm();
  expect(readFileSync(device, 'utf8')).toBe('');
});

it('says why a device cannot be opened', () => {
  const path = join(folder, 'absent', 'watchdog');
  expect(Watchdog.open({ path, seconds: 10, mayGoOn: () => true, setSeconds })).toContain('ENOENT');
});

it('tells the time that the device took, which may be another than was asked for', () => {
  const watchdog = Watchdog.open({ path: device, seconds: 3, mayGoOn: () => true, setSeconds });
  if (typeof watchdog === 'string') throw new Error(watchdog);
  expect(watchdog.resetMs).toBe(10_000);
  watchdog.disarm();
});

it('does not claim to be a watchdog where the time cannot be set, and leaves the device disarmed', () => {
  const opened = Watchdog.open({ path: device, seconds: 10, mayGoOn: () => true });
  expect(opened).toContain('it is no watchdog');
  vi.advanceTimersByTime(5000);
  expect(readFileSync(device, 'utf8')).toBe('V');
});
