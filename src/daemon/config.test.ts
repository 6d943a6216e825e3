import { describe, expect, test } from 'vitest';
import { judgeConfig } from './config.ts';

describe('configuration of the daemon', () => {
  test('is complete by itself: an empty object means Corosync and the usual folders', () => {
    const config = judgeConfig({}, 'daemon.json');
    expect(config).toMatchObject({
      ok: true,
      value: {
        engine: { kind: 'corosync', group: 'hawser' },
        stateFolder: '/var/lib/hawser',
        socket: { path: '/run/hawser/hawser.sock', mode: 0o660, group: 'haclient' },
        metrics: { port: 9664 },
        watchdog: null,
        resetsItself: false,
      },
    });
  });

  test('takes what is given, and null where nothing is wanted', () => {
    const given = {
      engine: { kind: 'embedded', nodeId: 3, name: 'alone' },
      runtimeFolder: '/tmp/x',
      socket: { mode: '0600', group: null },
      metrics: null,
    };
    expect(judgeConfig(given, 'daemon.json')).toMatchObject({
      ok: true,
      value: {
        engine: { kind: 'embedded', nodeId: 3, name: 'alone' },
        socket: { path: '/tmp/x/hawser.sock', mode: 0o600, group: null },
        metrics: null,
      },
    });
  });

  test('names everything that is wrong at once, and where', () => {
    const given = { engine: { kind: 'heartbeat' }, socket: { mode: 660 }, watchdgo: '/dev/watchdog' };
    const config = judgeConfig(given, 'daemon.json');
    expect(config.ok).toBe(false);
    expect(config.problems.map(({ message }) => message)).toEqual([
      'daemon.json: engine: kind is to be one of corosync, embedded',
      'daemon.json: socket: mode is to be an octal file mode as text, "0660"',
      expect.stringContaining('daemon.json: watchdgo is not known'),
    ]);
  });

  test('is no list and no number', () => {
    expect(judgeConfig([], 'daemon.json').ok).toBe(false);
    expect(judgeConfig(7, 'daemon.json').ok).toBe(false);
  });
});
