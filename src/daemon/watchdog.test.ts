import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Watchdog } from './watchdog.ts';

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
  const watchdog = Watchdog.open(device, () => mayGoOn);
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
  const watchdog = Watchdog.open(device, () => true);
  if (typeof watchdog === 'string') throw new Error(watchdog);
  watchdog.starve();
  vi.advanceTimersByTime(5000);
  watchdog.disarm();
  expect(readFileSync(device, 'utf8')).toBe('');
});

it('says why a device cannot be opened', () => {
  expect(Watchdog.open(join(folder, 'absent', 'watchdog'), () => true)).toContain('ENOENT');
});
