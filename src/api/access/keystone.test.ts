import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { PASSWORDS, startTestServer } from '../test-server.fixture.ts';
import { Keystone } from './keystone.ts';

const SHARED = process.env.HAWSER_SHARED ?? resolve(import.meta.dirname, '../../../../shared');
const RECORDS = resolve(SHARED, 'lab/nova-records');

/** What a Keystone answers to `GET /v3/auth/tokens` with this subject token; `null`: it does not know it. */
type Known = (token: string) => { readonly status: number; readonly body: unknown } | null;

const asked: { readonly url: string; readonly auth: unknown; readonly subject: unknown }[] = [];
let fake: Server | null = null;

async function startKeystone(known: Known): Promise<string> {
  asked.length = 0;
  fake = createServer((request, response) => {
    const subject = request.headers['x-subject-token'];
    asked.push({ url: request.url ?? '', auth: request.headers['x-auth-token'], subject });
    const answer = known(String(subject)) ?? {
      status: 404,
      body: { error: { code: 404, message: 'Could not find token', title: 'Not Found' } },
    };
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((done) => fake?.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(fake.address() as AddressInfo).port}/v3/`;
}

afterEach(() => {
  fake?.closeAllConnections();
  fake?.close();
});

function keystone(url: string): Keystone {
  return new Keystone({
    url,
    authority: null,
    projects: [{ name: 'admin', domain: 'Default' }],
    roles: { viewer: ['reader'], operator: ['member'], admin: ['admin'] },
  });
}

/** A token's description as the Identity API v3 gives it. */
function description(project: string, roles: readonly string[], expires: number): unknown {
  return {
    token: {
      methods: ['password'],
      user: { id: 'u1', name: 'casey', domain: { id: 'default', name: 'Default' } },
      project: { id: 'p1', name: project, domain: { id: 'default', name: 'Default' } },
      roles: roles.map((name) => ({ id: name, name })),
      expires_at: new Date(expires).toISOString().replace('Z', '000Z'),
    },
  };
}

describe('S0.37: tokens of Keystone v3', () => {
  test('the highest role counts; a token is asked for by itself, and not again at once', async () => {
    const url = await startKeystone((token) =>
      token === 'gAAAA-good'
        ? { status: 200, body: description('admin', ['reader', 'member'], 10_000) }
        : null,
    );
    const door = keystone(url);
    const first = await door.whoIs('gAAAA-good', 0);
    expect(first).toMatchObject({ ok: true, value: { user: 'casey', role: 'operator', source: 'keystone' } });
    await door.whoIs('gAAAA-good', 5000);
    expect(asked).toEqual([{ url: '/v3/auth/tokens?nocatalog', auth: 'gAAAA-good', subject: 'gAAAA-good' }]);
    // Its own end comes before that of our trust.
    expect(await door.whoIs('gAAAA-good', 10_000)).toMatchObject({ ok: true, value: null });
  });

  test('a name that would write into the log does not', async () => {
    const url = await startKeystone(() => {
      const { token } = description('admin', ['reader'], 10_000) as { token: { user: { name: string } } };
      return { status: 200, body: { token: { ...token, user: { name: 'casey\n<4>forged line' } } } };
    });
    expect(await keystone(url).whoIs('odd', 0)).toMatchObject({ value: { user: 'casey?<4>forged line' } });
  });

  test('another project, no role of ours, an unknown token: nobody', async () => {
    const url = await startKeystone((token) => {
      if (token === 'elsewhere') return { status: 200, body: description('demo', ['admin'], 10_000) };
      if (token === 'roleless') return { status: 200, body: description('admin', ['swift'], 10_000) };
      return null;
    });
    const door = keystone(url);
    for (const token of ['elsewhere', 'roleless', 'unknown', 'with\nbreak', 'x'.repeat(3000)]) {
      expect(await door.whoIs(token, 0), token).toMatchObject({ ok: true, value: null });
    }
  });

  test('a Keystone that is gone or talks nonsense is told apart from a token that is not valid', async () => {
    const url = await startKeystone((token) => ({ status: token === 'broken' ? 500 : 200, body: { x: 1 } }));
    const door = keystone(url);
    expect(await door.whoIs('broken', 0)).toMatchObject({ ok: false, problems: [{ code: 'HWS-API-014' }] });
    expect(await door.whoIs('nonsense', 0)).toMatchObject({ ok: false, problems: [{ code: 'HWS-API-014' }] });
    fake?.closeAllConnections();
    fake?.close();
    expect(await door.whoIs('gone', 0)).toMatchObject({ ok: false, problems: [{ code: 'HWS-API-014' }] });
  });

  test('the API takes such a token, and answers 503 without Keystone', async () => {
    const url = await startKeystone((token) =>
      token === 'gAAAA-reader'
        ? { status: 200, body: description('admin', ['reader'], Date.now() + 60_000) }
        : null,
    );
    const server = await startTestServer({ keystone: keystone(url) });
    const act = async (action: string, token: string): Promise<number> =>
      (
        await server.app.inject({
          method: 'PUT',
          url: `/v1/maintenance/devices/nodes?action=${action}`,
          headers: { 'x-auth-token': token },
        })
      ).statusCode;
    expect(await act('status', 'gAAAA-reader')).toBe(200);
    expect(await act('shutdown', 'gAAAA-reader')).toBe(403);
    expect(await act('status', 'gAAAA-other')).toBe(401);
    fake?.closeAllConnections();
    fake?.close();
    expect(await act('status', 'gAAAA-new')).toBe(503);
    expect(server.log()).not.toContain('gAAAA');
    await server.close();
  });

  test('a page that goes on with an expired token asks Keystone once a minute, and locks nobody out', async () => {
    let asked = 0;
    const url = await startKeystone(() => {
      asked++;
      return null;
    });
    const server = await startTestServer({ keystone: keystone(url) });
    const headers = { 'x-auth-token': 'gAAAA-expired' };
    for (let i = 0; i < 60; i++) {
      const answer = await server.app.inject({ method: 'GET', url: '/v1/auth/tokens', headers });
      expect(answer.statusCode).toBe(401);
    }
    expect(asked).toBe(1);
    const payload = { user: 'operator', password: PASSWORDS.operator };
    const signedIn = await server.app.inject({ method: 'POST', url: '/v1/auth/tokens', payload });
    expect(signedIn.statusCode).toBe(201);
    server.advance(60_000);
    await server.app.inject({ method: 'GET', url: '/v1/auth/tokens', headers });
    expect(asked).toBe(2);
    await server.close();
  });

  test.skipIf(!existsSync(RECORDS))('what a real Keystone has answered is understood', async () => {
    const recorded = (name: string): unknown =>
      JSON.parse(readFileSync(resolve(RECORDS, name), 'utf8').split(/\r?\n\r?\n/)[1] as string);
    const admin = recorded('auth-admin.txt');
    const demo = recorded('auth-demo.txt');
    const refusal = recorded('err-ks-401.txt');
    const url = await startKeystone((token) => {
      if (token === 'admin') return { status: 200, body: admin };
      if (token === 'demo') return { status: 200, body: demo };
      return { status: 401, body: refusal };
    });
    const door = keystone(url);
    const during = Date.parse('2026-11-23T12:00:00Z');
    expect(await door.whoIs('admin', during)).toMatchObject({
      value: { user: 'admin', role: 'admin', expires: '2026-11-24T11:36:23.000Z' },
    });
    expect(await door.whoIs('demo', during)).toMatchObject({ ok: true, value: null });
    expect(await door.whoIs('other', during)).toMatchObject({ ok: true, value: null });
    expect(await door.whoIs('admin', during + 86_400_000)).toMatchObject({ ok: true, value: null });
  });
});
