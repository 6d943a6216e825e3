import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import type { InjectOptions } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apiReference } from '../../scripts/api-reference.ts';
import { describeApi } from './description.ts';
import type { PageFile } from './page-files.ts';
import { smallCloud } from './scripted-shutdown.fixture.ts';
import { makeCertificate } from './setup/certificate.ts';
import { startTestServer, type TestServer } from './test-server.fixture.ts';

const NODES = '/v1/maintenance/devices/nodes';

let server: TestServer;
let token: string;

async function start(options: Parameters<typeof startTestServer>[0] = {}): Promise<void> {
  server = await startTestServer(options);
  token = await server.tokenOf('operator');
}
beforeEach(() => start());
afterEach(() => server.close());

async function ask(request: InjectOptions) {
  const answer = await server.app.inject({
    ...request,
    headers: { 'x-auth-token': token, ...request.headers },
  });
  return {
    status: answer.statusCode,
    body: answer.body === '' ? null : answer.json(),
    headers: answer.headers,
  };
}

async function plan(of = 'shutdown') {
  return (await ask({ method: 'PUT', url: `${NODES}?action=plan&of=${of}` })).body.plan;
}

describe('S0.34–S0.38, S0.49: one address, the action in its query', () => {
  test.each(['PUT', 'POST'] as const)(
    '%s acts, bound to the plan and the name that was typed',
    async (method) => {
      const { hash, madeAt, batches } = await plan();
      expect(batches.map(({ kind, count }: { kind: string; count: number }) => [kind, count])).toEqual([
        ['compute', 5],
        ['other', 1],
        ['remote-controllers', 2],
        ['this-controller', 1],
      ]);
      const payload = { planHash: hash, madeAt, cluster: 'harbour' };
      const answer = await ask({ method, url: `${NODES}?action=shutdown`, payload });
      expect(answer).toMatchObject({
        status: 202,
        body: { kind: 'accepted', accepted: { action: 'shutdown', acceptor: 'controller1', planHash: hash } },
      });
      expect(answer.headers['x-request-id']).toMatch(/^req-[0-9a-f-]{36}$/);
      expect(server.job.requests).toMatchObject([
        { action: 'shutdown', requester: 'operator from 127.0.0.1' },
      ]);
      expect(server.log()).toContain(answer.body.accepted.run);
      // S0.16: exactly one coordinates; the second request finds the first.
      const second = await ask({ method, url: `${NODES}?action=shutdown`, payload });
      expect(second).toMatchObject({ status: 409, body: { code: 'HWS-API-030' } });
      const anew = { ...payload, madeAt: (await plan()).madeAt };
      const third = await ask({ method, url: `${NODES}?action=shutdown`, payload: anew });
      expect(third).toMatchObject({ status: 409, body: { code: 'HWS-SDN-051' } });
    },
  );

  test('every other method is answered by 405 and the ones that act', async () => {
    for (const method of ['GET', 'HEAD', 'DELETE', 'PATCH', 'OPTIONS'] as const) {
      const answer = await server.app.inject({
        method,
        url: `${NODES}?action=shutdown`,
        headers: { 'x-auth-token': token },
      });
      expect(answer.statusCode, method).toBe(405);
      expect(answer.headers.allow, method).toBe('PUT, POST');
    }
    expect(server.job.requests).toEqual([]);
  });

  test('the other spelling leads to the right one, with method and query', async () => {
    const answer = await ask({ method: 'PUT', url: '/v1/maintainance/devices/nodes?action=shutdown' });
    expect(answer).toMatchObject({ status: 308, headers: { location: `${NODES}?action=shutdown` } });
  });

  test('a confirmation is good for a quarter of an hour, and once, though the world looks the same', async () => {
    const { hash, madeAt } = await plan();
    const payload = { planHash: hash, madeAt, cluster: 'harbour' };
    const url = `${NODES}?action=shutdown`;
    const fromTomorrow = { ...payload, madeAt: madeAt + 86_400_000 };
    expect(await ask({ method: 'PUT', url, payload: fromTomorrow })).toMatchObject({ status: 409 });
    // What the client says about the age of its plan does not make it younger.
    server.advance(15 * 60_000);
    const younger = { ...payload, madeAt: madeAt + 14 * 60_000 };
    expect(await ask({ method: 'PUT', url, payload: younger })).toMatchObject({ status: 409 });
    expect(await ask({ method: 'PUT', url, payload })).toMatchObject({
      status: 409,
      body: { code: 'HWS-API-030' },
    });
    server.advance(-60_000);
    expect(await ask({ method: 'PUT', url, payload })).toMatchObject({ status: 202 });
    await ask({ method: 'PUT', url: `${NODES}?action=cancel` });
    expect((await plan()).hash).toBe(hash);
    for (const bent of [payload, { ...payload, madeAt: madeAt + 1 }]) {
      expect(await ask({ method: 'PUT', url, payload: bent })).toMatchObject({
        status: 409,
        body: { code: 'HWS-API-030' },
      });
    }
    expect(server.job.requests).toHaveLength(1);
  });

  test('a plan that was shown before the server was started again is not acted on, used or not', async () => {
    const { hash, madeAt } = await plan();
    const payload = { planHash: hash, madeAt, cluster: 'harbour' };
    const url = `${NODES}?action=shutdown`;
    const next = await startTestServer({ users: server.users, tokenKey: server.tokenKey, job: server.job });
    const answer = await next.app.inject({ method: 'PUT', url, payload, headers: { 'x-auth-token': token } });
    await next.close();
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'HWS-API-030']);
    expect(server.job.requests).toEqual([]);
  });

  test('a plan that came with a refusal can be confirmed; one confirmed twice at once acts once', async () => {
    const url = `${NODES}?action=shutdown`;
    const refused = await ask({ method: 'PUT', url });
    expect(refused.status).toBe(422);
    const { hash, madeAt } = refused.body.plan;
    const payload = { planHash: hash, madeAt, cluster: 'harbour' };
    const both = await Promise.all([
      ask({ method: 'PUT', url, payload }),
      ask({ method: 'PUT', url, payload }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(server.job.requests).toHaveLength(1);
  });

  test('a plan that was refused for another reason stays good', async () => {
    const { hash, madeAt } = await plan();
    const payload = { planHash: hash, madeAt, cluster: 'harbour' };
    const start = await ask({ method: 'PUT', url: `${NODES}?action=start`, payload });
    expect(start.status).not.toBe(202);
    expect(await ask({ method: 'PUT', url: `${NODES}?action=shutdown`, payload })).toMatchObject({
      status: 202,
    });
  });

  test('start, status, cancel and the report', async () => {
    const { hash, madeAt } = await plan('start');
    const started = await ask({
      method: 'PUT',
      url: `${NODES}?action=start`,
      payload: { planHash: hash, madeAt, cluster: 'harbour' },
    });
    expect(started).toMatchObject({ status: 202, body: { accepted: { action: 'start' } } });
    const { run } = started.body.accepted;
    server.job.step();
    expect(await ask({ method: 'PUT', url: `${NODES}?action=status` })).toMatchObject({
      status: 200,
      body: {
        kind: 'status',
        cluster: 'harbour',
        server: 'controller1',
        status: { run: { run, outcome: null } },
      },
    });
    expect(await ask({ method: 'PUT', url: `${NODES}?action=cancel` })).toMatchObject({
      body: { kind: 'cancelled', run },
    });
    expect(await ask({ method: 'PUT', url: `${NODES}?action=cancel` })).toMatchObject({ status: 404 });
    for (const name of ['latest', run]) {
      const report = await ask({ method: 'GET', url: `/v1/maintenance/reports/${name}` });
      expect(report).toMatchObject({ status: 200, body: { run, outcome: 'cancelled' } });
    }
    expect(await ask({ method: 'GET', url: '/v1/maintenance/reports/other' })).toMatchObject({ status: 404 });
  });

  test('S0.23: closed gates are told all at once, with their codes', async () => {
    const gate = (code: string) =>
      ({ code, severity: 'error', message: code, hint: '', id: null, at: null }) as const;
    const closed = [gate('HWS-SDN-030'), gate('HWS-SDN-031')];
    server.job.scenario.gates = { shutdown: closed, start: closed };
    for (const action of ['plan', 'shutdown', 'start']) {
      const answer = await ask({ method: 'PUT', url: `${NODES}?action=${action}` });
      expect(answer, action).toMatchObject({ status: 412, body: { code: 'HWS-SDN-030' } });
      expect(answer.body.problems.map(({ code }: { code: string }) => code)).toEqual([
        'HWS-SDN-030',
        'HWS-SDN-031',
      ]);
    }
  });

  test('who asks while BMCs are being asked gets the same plan', async () => {
    const asked: string[] = [];
    // The BMCs take until the last of the four has come.
    const lastCame = Promise.withResolvers<void>();
    const { job } = server;
    const original = job.plan.bind(job);
    job.plan = async (action) => {
      asked.push(action);
      if (action === 'start') lastCame.resolve();
      await lastCame.promise;
      return original(action);
    };
    const all = await Promise.all([plan(), plan(), plan(), plan('start')]);
    expect(new Set(all.map(({ hash }) => hash)).size).toBe(2);
    expect(asked).toEqual(['shutdown', 'start']);
  });
});

test('progress comes as events, whole and in order, until the token expires', async () => {
  await server.close();
  const tls = await makeCertificate(['localhost', '127.0.0.1'], Date.now());
  await start({ tls, limits: { eventPauseMs: 1, heartbeatMs: 50 }, tokenLifetimeMs: 3000 });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.app.server.address() as AddressInfo;
  const { hash, madeAt } = await plan();
  await ask({
    method: 'PUT',
    url: `${NODES}?action=shutdown`,
    payload: { planHash: hash, madeAt, cluster: 'harbour' },
  });
  const sent = httpsRequest({
    host: '127.0.0.1',
    port,
    ca: tls.certificate,
    servername: 'localhost',
    path: '/v1/maintenance/events',
    headers: { 'x-auth-token': token },
  });
  sent.end();
  const [answer] = await once(sent, 'response');
  expect(answer.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
  });
  let text = '';
  const done: number[] = [];
  answer.on('data', (part: Buffer) => {
    text += part.toString();
    const events = text.split('\n\n').slice(0, -1);
    text = text.slice(text.lastIndexOf('\n\n') + 2);
    for (const event of events.filter((one) => one.startsWith('event: status\n'))) {
      const { run } = JSON.parse(event.slice(event.indexOf('data: ') + 6));
      done.push(run.machines.filter(({ verdict }: { verdict: string | null }) => verdict !== null).length);
      server.job.step();
    }
  });
  // The stream ends by itself with the token.
  await once(answer, 'end');
  expect(done.at(-1)).toBe(9);
  expect(done).toEqual(done.toSorted((one, other) => one - other));
  expect(server.log()).not.toContain(token);
});

describe('the server', () => {
  test('speaks TLS 1.2 and later, nothing older', async () => {
    await server.close();
    const tls = await makeCertificate(['localhost', '127.0.0.1'], Date.now());
    await start({ tls });
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.app.server.address() as AddressInfo;
    const shake = async (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<string | null> => {
      const socket = connect({
        port,
        host: '127.0.0.1',
        servername: 'localhost',
        ca: tls.certificate,
        minVersion: version,
        maxVersion: version,
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
      try {
        await once(socket, 'secureConnect');
        return socket.getProtocol();
      } catch {
        return null;
      } finally {
        socket.destroy();
      }
    };
    expect(await shake('TLSv1.3')).toBe('TLSv1.3');
    expect(await shake('TLSv1.2')).toBe('TLSv1.2');
    expect(await shake('TLSv1.1')).toBeNull();
  });

  test('S0.2: page and API answer on the same node, the page with its headers and compressed', async () => {
    const file: PageFile = {
      body: Buffer.from('<!doctype html>'),
      gzip: Buffer.from('zipped'),
      type: 'text/html; charset=utf-8',
      etag: '"x"',
      isLasting: false,
    };
    await server.close();
    await start({ page: new Map([['/', file]]) });
    const plain = await server.app.inject({ url: '/' });
    expect(plain.statusCode).toBe(200);
    expect(plain.body).toBe('<!doctype html>');
    expect(plain.headers).toMatchObject({
      'content-security-policy': expect.stringContaining("script-src 'self'"),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    const zipped = await server.app.inject({ url: '/', headers: { 'accept-encoding': 'br, gzip' } });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    const known = await server.app.inject({ url: '/', headers: { 'if-none-match': '"x"' } });
    expect(known.statusCode).toBe(304);
    expect((await server.app.inject({ url: '/v1/health' })).json()).toEqual({ product: 'Hawser' });
  });

  test('without a built page says so, and the rest works', async () => {
    expect(await ask({ url: '/' })).toMatchObject({ status: 503, body: { code: 'HWS-API-028' } });
    expect((await plan()).counts.machines).toBe(smallCloud().machines.length);
  });

  test('a fault of its own stays inside: an id, no words', async () => {
    server.job.status = async () => {
      throw new Error('the secret of the house');
    };
    const answer = await ask({ method: 'PUT', url: `${NODES}?action=status` });
    expect(answer).toMatchObject({ status: 500, body: { code: 'HWS-API-016' } });
    expect(JSON.stringify(answer.body)).not.toContain('secret of the house');
    expect(server.log()).toContain('secret of the house');
    expect(server.log()).toContain(answer.body.requestId);
  });

  test('its description is served, and the reference is written from it', async () => {
    const served = await ask({ url: '/v1/openapi.json' });
    const description = JSON.parse(JSON.stringify(await describeApi()));
    expect(served.body).toEqual(description);
    expect(served.body).toMatchObject({ openapi: '3.1.0', paths: { [NODES]: { put: {}, post: {} } } });
    expect(Object.keys(served.body.paths[NODES])).toEqual(['put', 'post']);
    const references = [...JSON.stringify(description).matchAll(/#\/components\/schemas\/(\w+)/g)];
    for (const [, name] of references) expect(description.components.schemas).toHaveProperty(name as string);
    const { readFileSync } = await import('node:fs');
    expect(readFileSync('docs/reference/api.md', 'utf8')).toBe(apiReference(description));
  });
});
