import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PASSWORDS, startTestServer, type TestServer } from '../test-server.fixture.ts';
import { RevokedTokens } from './revoked-tokens.ts';

describe('a token that was given back', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hawser-revoked-'));
    path = join(folder, 'state', 'revoked.json');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function opened(now = 0): Promise<RevokedTokens> {
    const read = await RevokedTokens.open(path, now);
    if (!read.ok) expect.fail(JSON.stringify(read.problems));
    return read.value;
  }

  async function isIn(server: TestServer, token: string): Promise<boolean> {
    const headers = { 'x-auth-token': token };
    const { statusCode } = await server.app.inject({ method: 'GET', url: '/v1/auth/tokens', headers });
    return statusCode === 200;
  }

  test('stays so over a restart, and the others stay good', async () => {
    const tokenKey = randomBytes(32);
    const first = await startTestServer({ tokenKey, revoked: await opened() });
    const signIn = async (): Promise<string> => {
      const payload = { user: 'operator', password: PASSWORDS.operator };
      const answer = await first.app.inject({ method: 'POST', url: '/v1/auth/tokens', payload });
      return (answer.json() as { token: string }).token;
    };
    const [given, kept] = [await signIn(), await signIn()];
    const headers = { 'x-auth-token': given };
    const out = await first.app.inject({ method: 'DELETE', url: '/v1/auth/tokens', headers });
    expect(out.statusCode).toBe(204);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const second = await startTestServer({ tokenKey, users: first.users, revoked: await opened() });
    expect(await isIn(second, given)).toBe(false);
    expect(await isIn(second, kept)).toBe(true);
    await second.close();
    await first.close();
  });

  test('is said to be good again after a restart when it cannot be written', async () => {
    const revoked = await opened();
    const server = await startTestServer({ revoked });
    const token = await server.tokenOf('operator');
    await rm(join(folder, 'state'), { recursive: true });
    const headers = { 'x-auth-token': token };
    const out = await server.app.inject({ method: 'DELETE', url: '/v1/auth/tokens', headers });
    expect(out.json()).toMatchObject({ status: 503, code: 'HWS-API-021' });
    expect(await isIn(server, token)).toBe(false);
    await server.close();
  });

  test('is forgotten when it would have expired', async () => {
    const revoked = await opened();
    await Promise.all([revoked.add('a', 1_000, 0), revoked.add('b', 5_000, 0)]);
    await revoked.add('c', 9_000, 2_000);
    const again = await opened();
    expect(['a', 'b', 'c'].map((id) => again.has(id))).toEqual([false, true, true]);
    const later = await opened(6_000);
    expect(['b', 'c'].map((id) => later.has(id))).toEqual([false, true]);
  });

  test('does not keep the service from starting, however many there are', async () => {
    await (await opened()).add('a', 1_000, 0);
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`id-${i}`, 9_000]));
    await writeFile(path, JSON.stringify({ version: 1, revoked: many }));
    expect((await opened()).has('id-99999')).toBe(true);
  });

  test('cannot come back by a file that is not what was written', async () => {
    await (await opened()).add('a', 1_000, 0);
    await writeFile(path, '{"version":1,"revoked":');
    expect(await RevokedTokens.open(path, 0)).toMatchObject({
      ok: false,
      problems: [{ code: 'HWS-API-021' }],
    });
  });
});
