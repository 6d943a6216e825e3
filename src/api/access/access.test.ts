import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Refusal } from '../problem.ts';
import { PASSWORDS, startTestServer, type TestServer } from '../test-server.fixture.ts';
import { Attempts } from './attempts.ts';
import { Authority } from './authority.ts';
import { hashPassword, isPassword, parseHash } from './password.ts';
import { RevokedTokens } from './revoked-tokens.ts';
import { issueToken, readToken } from './token.ts';
import { UserFile } from './user-file.ts';

describe('passwords', () => {
  test('are kept as scrypt hashes with a salt of their own', async () => {
    const [one, other] = await Promise.all([
      hashPassword('grüne Wiese, blau'),
      hashPassword('grüne Wiese, blau'),
    ]);
    expect(one).not.toBe(other);
    expect(one).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect(await isPassword('grüne Wiese, blau', one)).toBe(true);
    // The same characters, composed otherwise.
    expect(await isPassword('gru\u0308ne Wiese, blau', one)).toBe(true);
    expect(await isPassword('grune Wiese, blau', one)).toBe(false);
    expect(await isPassword('anything', null)).toBe(false);
  });

  test('a hash that would stop the server is none', () => {
    const rest = `${'A'.repeat(22)}$${'A'.repeat(43)}`;
    expect(parseHash(`scrypt$32768$8$3$${rest}`)).not.toBeNull();
    for (const cost of ['4194304$8$1', '32767$8$1', '32768$99$1', '32768$8$0', '1$8$1']) {
      expect(parseHash(`scrypt$${cost}$${rest}`), cost).toBeNull();
    }
    expect(parseHash(`md5$1$1$1$${rest}`)).toBeNull();
  });
});

describe('the file of users', () => {
  let folder: string;
  let users: UserFile;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hawser-users-'));
    users = new UserFile(join(folder, 'users.json'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('is readable by its owner alone and holds no password', async () => {
    expect(await users.add('alice', 'operator', 'a long enough password')).toBeNull();
    expect((await stat(users.path)).mode & 0o777).toBe(0o600);
    expect(await readFile(users.path, 'utf8')).not.toContain('long enough');
    expect(await users.find('alice')).toMatchObject({ role: 'operator' });
    expect(await users.find('bob')).toBeNull();
  });

  test('is refused when others can read it, and when it is damaged', async () => {
    await users.add('alice', 'operator', 'a long enough password');
    await chmod(users.path, 0o640);
    expect(await users.list()).toMatchObject({ ok: false, problems: [{ code: 'HWS-API-021' }] });
    expect(await users.find('alice')).toBeNull();
    await chmod(users.path, 0o600);
    expect(await users.find('alice')).not.toBeNull();
    await writeFile(users.path, '{"version":1,"users":[{"name":"root"}]}');
    expect(await users.list()).toMatchObject({ ok: false, problems: [{ code: 'HWS-API-021' }] });
    expect(await users.add('bob', 'admin', 'a long enough password')).toMatchObject({ code: 'HWS-API-021' });
  });

  test('takes no weak password, odd name, second user of a name', async () => {
    expect(await users.add('alice', 'viewer', 'short')).toMatchObject({ code: 'HWS-API-024' });
    expect(await users.add('Alice!', 'viewer', 'a long enough password')).toMatchObject({
      code: 'HWS-API-025',
    });
    await users.add('alice', 'viewer', 'a long enough password');
    expect(await users.add('alice', 'admin', 'a long enough password')).toMatchObject({
      code: 'HWS-API-022',
    });
    expect(await users.remove('bob')).toMatchObject({ code: 'HWS-API-023' });
    expect(await users.setPassword('bob', 'a long enough password')).toMatchObject({ code: 'HWS-API-023' });
  });

  test('changes made at once, by several processes, lose nothing', async () => {
    for (const name of ['alice', 'bob']) await users.add(name, 'viewer', 'a long enough password');
    const before = await users.find('alice');
    const other = new UserFile(users.path);
    const changes = await Promise.all([
      users.setPassword('alice', 'another long password'),
      other.remove('bob'),
      users.add('carol', 'admin', 'a long enough password'),
    ]);
    expect(changes).toEqual([null, null, null]);
    const after = await users.list();
    expect(after.ok && after.value.map(({ name }) => name).sort()).toEqual(['alice', 'carol']);
    expect((await users.find('alice'))?.generation).not.toBe(before?.generation);
  });
});

test('a token says what was signed, and nothing without the key', () => {
  const key = Buffer.alloc(32, 7);
  const token = issueToken(key, { user: 'alice', generation: 'g', expires: 5 });
  expect(readToken(key, token)).toMatchObject({ user: 'alice', generation: 'g', expires: 5 });
  expect(readToken(Buffer.alloc(32, 8), token)).toBeNull();
  for (let i = 0; i < token.length; i++) {
    const bent = token.slice(0, i) + (token[i] === 'B' ? 'C' : 'B') + token.slice(i + 1);
    // The last character carries bits that decode to nothing.
    if (i < token.length - 1) expect(readToken(key, bent), String(i)).toBeNull();
  }
});

test('failures lock for longer and longer, and are forgotten after a time', () => {
  const attempts = new Attempts({ failures: 3, firstLockMs: 1000, longestLockMs: 3000, memoryMs: 60_000 });
  const locks: number[] = [];
  for (let i = 0; i < 6; i++) {
    attempts.failed('x', 0);
    locks.push(attempts.lockedFor('x', 0));
  }
  expect(locks).toEqual([0, 0, 1000, 2000, 3000, 3000]);
  expect(attempts.lockedFor('y', 0)).toBe(0);
  expect(attempts.lockedFor('x', 2999)).toBe(1);
  attempts.failed('x', 70_000);
  expect(attempts.lockedFor('x', 70_000)).toBe(0);
});

describe('signing in', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer();
  });
  afterEach(() => server.close());

  async function signIn(user: string, password: string, remoteAddress = '192.0.2.1') {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/v1/auth/tokens',
      payload: { user, password },
      remoteAddress,
    });
    return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
  }

  async function me(token: string): Promise<number> {
    const headers = { 'x-auth-token': token };
    return (await server.app.inject({ method: 'GET', url: '/v1/auth/tokens', headers })).statusCode;
  }

  test('gives a token that works until it expires, is given back, or the password changes', async () => {
    const { status, body } = await signIn('operator', PASSWORDS.operator);
    expect(status).toBe(201);
    expect(body).toMatchObject({ user: 'operator', role: 'operator', source: 'local' });
    const { token: second } = (await signIn('operator', PASSWORDS.operator)).body;
    expect(await me(body.token)).toBe(200);
    const headers = { 'x-auth-token': body.token };
    await server.app.inject({ method: 'DELETE', url: '/v1/auth/tokens', headers });
    expect(await me(body.token)).toBe(401);
    expect(await me(second)).toBe(200);
    server.advance(3_599_000);
    expect(await me(second)).toBe(200);
    server.advance(1000);
    const late = await server.app.inject({
      method: 'GET',
      url: '/v1/auth/tokens',
      headers: { 'x-auth-token': second },
    });
    expect(late.json()).toMatchObject({ status: 401, code: 'HWS-API-003' });
    const { token: third } = (await signIn('operator', PASSWORDS.operator)).body;
    await server.users.setPassword('operator', 'another long password');
    expect(await me(third)).toBe(401);
    expect(server.log()).not.toContain(third);
    expect(server.log()).not.toContain(PASSWORDS.operator);
  });

  test('tells nobody which names exist: same words, same work, same lock', async () => {
    const before = server.hashesComputed();
    const known = await signIn('admin', 'a wrong guess', '192.0.2.1');
    const unknown = await signIn('nobody', 'a wrong guess', '192.0.2.2');
    expect(server.hashesComputed() - before).toBe(2);
    const { requestId: _one, ...knownWords } = known.body;
    const { requestId: _other, ...unknownWords } = unknown.body;
    expect(known.status).toBe(401);
    expect(unknownWords).toEqual(knownWords);
    for (const [user, address] of [
      ['admin', '192.0.2.1'],
      ['nobody', '192.0.2.2'],
    ] as const) {
      const answers: number[] = [];
      for (let i = 0; i < 5; i++) answers.push((await signIn(user, 'a wrong guess', address)).status);
      expect(answers, user).toEqual([401, 401, 401, 401, 429]);
    }
    expect(server.log()).not.toContain('a wrong guess');
  });

  test('is locked after five failures, also for the right password, without a hash being computed', async () => {
    for (let i = 0; i < 5; i++) await signIn('admin', 'a wrong guess');
    const before = server.hashesComputed();
    const locked = await signIn('admin', PASSWORDS.admin);
    expect(locked).toMatchObject({
      status: 429,
      body: { code: 'HWS-API-012' },
      headers: { 'retry-after': '60' },
    });
    expect(server.hashesComputed()).toBe(before);
    // From elsewhere the user still comes in.
    const elsewhere = await signIn('admin', PASSWORDS.admin, '192.0.2.7');
    expect(elsewhere.status).toBe(201);
    const lift = await server.app.inject({
      method: 'DELETE',
      url: '/v1/auth/locks/admin',
      headers: { 'x-auth-token': elsewhere.body.token },
    });
    expect(lift.statusCode).toBe(204);
    expect((await signIn('admin', PASSWORDS.admin)).status).toBe(201);
  });

  test('an address that guesses names is locked, and an administrator lifts it for whom it keeps out', async () => {
    const answers: number[] = [];
    for (let i = 0; i < 26; i++) answers.push((await signIn(`user${i}`, 'a wrong guess')).status);
    expect(answers.filter((status) => status === 401)).toHaveLength(25);
    expect(answers.at(-1)).toBe(429);
    expect((await signIn('operator', PASSWORDS.operator)).status).toBe(429);
    // Who has a good token is let in all the same.
    expect(await me(await server.tokenOf('viewer'))).toBe(200);
    const lift = await server.app.inject({
      method: 'DELETE',
      url: '/v1/auth/locks/operator',
      headers: { 'x-auth-token': await server.tokenOf('admin') },
    });
    expect(lift.statusCode).toBe(204);
    expect((await signIn('operator', PASSWORDS.operator)).status).toBe(201);
  });

  test('is not hindered by made-up tokens from the same address', async () => {
    const before = server.hashesComputed();
    for (let i = 0; i < 60; i++) expect(await me(`hws1.guess.${i}`)).toBe(401);
    expect(server.hashesComputed()).toBe(before);
    expect((await signIn('operator', PASSWORDS.operator, '127.0.0.1')).status).toBe(201);
  });

  test('gets through while 16 addresses guess at the same name: always from where it was before, mostly from elsewhere', async () => {
    expect((await signIn('operator', PASSWORDS.operator, '192.0.2.50')).status).toBe(201);
    const strangers = Array.from({ length: 16 }, (_, i) => `198.51.100.${i + 1}`);
    let fromElsewhere = 0;
    for (let minute = 0; minute < 60; minute++) {
      server.advance(60_000);
      const guesses: number[] = [];
      for (const from of strangers) guesses.push((await signIn('operator', 'a wrong guess', from)).status);
      expect(guesses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
      expect((await signIn('operator', PASSWORDS.operator, '192.0.2.50')).status).toBe(201);
      const { status } = await signIn('operator', PASSWORDS.operator, `192.0.2.${100 + minute}`);
      if (status === 201) fromElsewhere++;
    }
    expect(fromElsewhere).toBeGreaterThan(30);
  });
});

describe('sign-ins that come all at once', () => {
  /** An authority whose check of a password ends when the test says so. */
  function slowAuthority() {
    const running: (() => void)[] = [];
    const authority = new Authority({
      users: { find: async () => null },
      tokenKey: Buffer.alloc(32),
      tokenLifetimeMs: 1,
      keystone: null,
      revoked: RevokedTokens.inMemory(),
      now: () => 0,
      isPassword: () => new Promise((resolve) => running.push(() => resolve(false))),
    });
    /** Ends checks until none is left; answers with how many there were, and the most at a time. */
    const finish = async () => {
      let checks = 0;
      let most = 0;
      for (await settled(); running.length > 0; await settled()) {
        most = Math.max(most, running.length);
        checks++;
        running.shift()?.();
      }
      return { checks, most };
    };
    return { authority, finish };
  }

  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const outcome = (tried: Promise<unknown>): Promise<number> =>
    tried.then(
      () => 201,
      (error) => (error instanceof Refusal ? error.status : 0),
    );
  const count = (statuses: readonly number[], status: number) =>
    statuses.filter((one) => one === status).length;

  test('do not outrun the lock', async () => {
    const { authority, finish } = slowAuthority();
    const all = Array.from({ length: 18 }, () => outcome(authority.signIn('admin', 'a guess', '192.0.2.1')));
    const { checks } = await finish();
    const statuses = await Promise.all(all);
    // Two are checked at a time, so one is under way when the fifth fails.
    expect(checks).toBe(6);
    expect([count(statuses, 401), count(statuses, 429)]).toEqual([6, 12]);
  });

  test('are taken in turn, two at a time, and too many are sent away', async () => {
    const { authority, finish } = slowAuthority();
    const all = Array.from({ length: 24 }, (_, i) =>
      outcome(authority.signIn(`user${i}`, 'x', `192.0.2.${i}`)),
    );
    expect(await finish()).toEqual({ checks: 18, most: 2 });
    const statuses = await Promise.all(all);
    expect([count(statuses, 401), count(statuses, 503)]).toEqual([18, 6]);
  });
});
