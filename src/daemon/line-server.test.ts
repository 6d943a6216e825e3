import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askLine } from './line-client.ts';
import { LineServer } from './line-server.ts';

describe('requests over a Unix socket', () => {
  let folder: string;
  let path: string;
  const servers: LineServer[] = [];

  function serve(answer: (request: unknown) => Promise<unknown>): LineServer {
    const server = new LineServer({ path, mode: 0o600, groupId: null, answer });
    servers.push(server);
    return server;
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hawser-'));
    path = join(folder, 'test.sock');
  });

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    rmSync(folder, { recursive: true });
  });

  test('are answered, and nobody else may connect', async () => {
    expect(await serve(async (request) => ({ got: request })).start()).toBeNull();
    expect(await askLine(path, { kind: 'x' }, 5000)).toMatchObject({
      ok: true,
      value: { got: { kind: 'x' } },
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('may be large', async () => {
    await serve(async (request) => request).start();
    const text = `${'ü'.repeat(2_000_000)}x${'😀'.repeat(300_000)}`;
    expect(await askLine(path, { text }, 20_000)).toMatchObject({ ok: true, value: { text } });
  });

  test('are answered out of order when an earlier one takes longer', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await serve(async (request) => {
      if (request === 'slow') await held;
      return request;
    }).start();
    const lines: string[] = [];
    const socket = createConnection(path);
    socket.write('{"id":1,"request":"slow"}\n{"id":2,"request":"fast"}\n');
    await new Promise<void>((resolve) => {
      socket.on('data', (piece) => {
        lines.push(...String(piece).trim().split('\n'));
        if (lines.length === 1) release();
        if (lines.length === 2) resolve();
      });
    });
    socket.destroy();
    expect(lines).toEqual(['{"id":2,"answer":"fast"}', '{"id":1,"answer":"slow"}']);
  });

  test('that are none are refused in words', async () => {
    await serve(async () => 'never').start();
    const socket = createConnection(path);
    socket.write('hello\n');
    const text = await new Promise<string>((resolve) => {
      socket.once('data', (piece) => resolve(String(piece)));
    });
    socket.destroy();
    expect(JSON.parse(text)).toMatchObject({
      answer: { kind: 'refused', problems: [{ code: 'HWS-DMN-004' }] },
    });
  });

  test('find out that nobody serves', async () => {
    expect(await askLine(path, {}, 5000)).toMatchObject({ ok: false, problems: [{ code: 'HWS-DMN-001' }] });
  });

  test('are given up when no answer comes', async () => {
    await serve(() => new Promise(() => {})).start();
    expect(await askLine(path, {}, 20)).toMatchObject({ ok: false, problems: [{ code: 'HWS-DMN-003' }] });
  });

  test('of a client that does not read are answered as far as it takes them, and then it is let go', async () => {
    let answered = 0;
    const large = 'x'.repeat(1 << 20);
    const server = new LineServer({
      path,
      mode: 0o600,
      groupId: null,
      answer: async () => {
        answered++;
        return large;
      },
      stalledMs: 200,
    });
    servers.push(server);
    await server.start();
    const socket = createConnection(path);
    socket.on('error', () => undefined);
    socket.pause();
    socket.write('{"id":1,"request":{}}\n'.repeat(1_000));
    // Who does not read learns of the end by writing.
    const isGone = (): boolean => {
      if (!socket.destroyed) socket.write('\n');
      return socket.destroyed;
    };
    await expect.poll(isGone, { timeout: 20_000 }).toBe(true);
    expect(answered).toBeGreaterThan(0);
    expect(answered).toBeLessThan(100);
  });

  test('of a client that reads slowly but steadily are answered whole', async () => {
    const large = 'x'.repeat(4 << 20);
    const stalledMs = 300;
    const server = new LineServer({ path, mode: 0o600, groupId: null, answer: async () => large, stalledMs });
    servers.push(server);
    await server.start();
    const socket = createConnection(path);
    socket.on('error', () => undefined);
    socket.write('{"id":1,"request":{}}\n');
    let received = 0;
    const isWhole = await new Promise<boolean>((resolve) => {
      socket.on('close', () => resolve(false));
      socket.on('data', (piece) => {
        received += piece.length;
        if (received > large.length) resolve(true);
        // Slower than the whole may take, faster than a stall.
        socket.pause();
        setTimeout(() => socket.resume(), 20);
      });
    });
    expect(isWhole, `${received} bytes`).toBe(true);
    socket.destroy();
  });

  test('take the place of a client that waits for nothing, longest idle first, and of no other', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const answer = async (request: unknown): Promise<unknown> => {
      if (request === 'slow') await held;
      return request;
    };
    const server = new LineServer({ path, mode: 0o600, groupId: null, answer, mostConnections: 2 });
    servers.push(server);
    await server.start();
    const busy = createConnection(path);
    const told = new Promise((resolve) => busy.once('data', (piece) => resolve(String(piece))));
    busy.write('{"id":1,"request":"slow"}\n');
    const idle = createConnection(path);
    const closed = new Promise((resolve) => idle.once('close', resolve));
    idle.resume();
    await new Promise((resolve) => idle.once('connect', resolve));
    expect(await askLine(path, 'new', 5000)).toMatchObject({ ok: true, value: 'new' });
    await closed;
    release();
    expect(await told).toBe('{"id":1,"answer":"slow"}\n');
    busy.destroy();
  });

  test('have one server: a socket that is served is not taken, one left over is', async () => {
    writeFileSync(path, '');
    expect(await serve(async () => 1).start()).toBeNull();
    const second = new LineServer({ path, mode: 0o600, groupId: null, answer: async () => 2 });
    expect(await second.start()).toMatchObject({ code: 'HWS-DMN-007' });
  });
});
