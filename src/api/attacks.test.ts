import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { InjectOptions } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { issueToken } from './access/token.ts';
import type { Role } from './schema/token.ts';
import { PASSWORDS, startTestServer, type TestServer } from './test-server.fixture.ts';

const NODES = '/v1/maintenance/devices/nodes';

let server: TestServer;
const tokens = {} as Record<Role, string>;

beforeAll(async () => {
  server = await startTestServer();
  for (const role of ['viewer', 'operator', 'admin'] as const) tokens[role] = await server.tokenOf(role);
});
afterAll(() => server.close());
/** Whatever was tried: nothing has reached the job, and no secret the log. */
afterEach(() => {
  expect(server.job.requests).toEqual([]);
  const log = server.log();
  for (const secret of [...Object.values(tokens), ...Object.values(PASSWORDS), 'a wrong guess']) {
    expect(log).not.toContain(secret);
  }
  for (const token of Object.values(tokens)) expect(log).not.toContain(token.split('.')[2]);
});

async function ask(request: InjectOptions) {
  const answer = await server.app.inject(request);
  const body = answer.body === '' ? null : answer.json();
  return { status: answer.statusCode, code: body?.code as string | undefined, body, headers: answer.headers };
}

function shutdown(token: string | null, more: InjectOptions = {}): InjectOptions {
  return {
    method: 'PUT',
    url: `${NODES}?action=shutdown`,
    ...more,
    headers: { ...(token === null ? {} : { 'x-auth-token': token }), ...more.headers },
  };
}

/** A true token with one character of it changed. */
function changed(token: string, at: number): string {
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}

describe('S0.37: a shutdown needs a valid token of somebody who may', () => {
  test('no token', async () => {
    const answer = await ask(shutdown(null));
    expect(answer).toMatchObject({ status: 401, code: 'HWS-API-001' });
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringContaining('application/problem+json'),
      'www-authenticate': 'Hawser-Token',
      'x-request-id': answer.body.requestId,
    });
    expect(server.log()).toContain(answer.body.requestId);
  });

  test('tokens that were not issued', async () => {
    const { operator } = tokens;
    const [mark, body, seal] = operator.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const asAdmin = Buffer.from(JSON.stringify({ ...claims, user: 'admin' })).toString('base64url');
    const otherKey = issueToken(Buffer.alloc(32), claims);
    const forged = [
      changed(operator, operator.length - 5),
      changed(operator, mark.length + 6),
      `${mark}.${asAdmin}.${seal}`,
      `${mark}.${body}.`,
      `${mark}.${body}`,
      `${mark}.${body}.${seal}.${seal}`,
      otherKey,
      'hws1',
      'xxx',
      'null',
    ];
    for (const token of forged) {
      expect(await ask(shutdown(token)), token).toMatchObject({ status: 401, code: 'HWS-API-002' });
    }
  });

  test('a token in the query or the body counts for nothing', async () => {
    const url = `${NODES}?action=shutdown&token=${tokens.operator}`;
    expect(await ask({ method: 'PUT', url })).toMatchObject({ status: 401, code: 'HWS-API-001' });
    const bearer = { authorization: `Bearer ${tokens.operator}` };
    expect(await ask(shutdown(null, { headers: bearer }))).toMatchObject({ status: 401 });
  });

  test('a viewer may look and nothing else', async () => {
    for (const action of ['shutdown', 'start', 'cancel']) {
      const request = {
        method: 'PUT',
        url: `${NODES}?action=${action}`,
        headers: { 'x-auth-token': tokens.viewer },
      };
      expect(await ask(request as InjectOptions), action).toMatchObject({ status: 403, code: 'HWS-API-004' });
    }
    for (const action of ['plan', 'status']) {
      const request = {
        method: 'PUT',
        url: `${NODES}?action=${action}`,
        headers: { 'x-auth-token': tokens.viewer },
      };
      expect(await ask(request as InjectOptions), action).toMatchObject({ status: 200 });
    }
    const lift = {
      method: 'DELETE',
      url: '/v1/auth/locks/viewer',
      headers: { 'x-auth-token': tokens.operator },
    };
    expect(await ask(lift as InjectOptions)).toMatchObject({ status: 403 });
  });

  test('a plan that is not the one of this moment is refused with what has changed', async () => {
    const plan = await ask({
      method: 'PUT',
      url: `${NODES}?action=plan`,
      headers: { 'x-auth-token': tokens.operator },
    });
    const { hash, machines } = plan.body.plan;
    const compute = server.job.scenario.machines.find(({ name }) => name === 'compute1')!;
    compute.power = 'off';
    const replayed = await ask(
      shutdown(tokens.operator, { payload: { planHash: hash, cluster: 'harbour' } }),
    );
    compute.power = 'on';
    expect(machines).toHaveLength(9);
    expect(replayed).toMatchObject({ status: 409, code: 'HWS-SDN-050' });
    expect(replayed.body.differences).toHaveLength(1);
    const made = await ask(
      shutdown(tokens.operator, { payload: { planHash: 'f'.repeat(64), cluster: 'harbour' } }),
    );
    expect(made).toMatchObject({ status: 409 });
  });

  test('the name of another cluster confirms nothing', async () => {
    const payload = { planHash: 'f'.repeat(64), cluster: 'harbor' };
    expect(await ask(shutdown(tokens.operator, { payload }))).toMatchObject({
      status: 422,
      code: 'HWS-API-029',
    });
  });

  test('without a confirmation nothing is done; the plan to confirm comes back', async () => {
    const answer = await ask(shutdown(tokens.operator));
    expect(answer).toMatchObject({ status: 422, code: 'HWS-SDN-057' });
    expect(answer.body.plan).toMatchObject({ action: 'shutdown', counts: { machines: 9 } });
  });
});

describe('pages of others', () => {
  const cross: readonly Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:81', host: 'localhost:80' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', origin: 'https://evil.example' },
  ];
  test.each(cross)('%o', async (headers) => {
    expect(await ask(shutdown(tokens.operator, { headers }))).toMatchObject({
      status: 403,
      code: 'HWS-API-005',
    });
  });

  test('nobody is told that another origin may ask', async () => {
    const preflight = {
      method: 'OPTIONS',
      url: NODES,
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'PUT' },
    };
    const answer = await ask(preflight as InjectOptions);
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('addresses', () => {
  const tricks = [
    '/../../etc/passwd',
    '/assets/../../../etc/passwd',
    '/assets/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%2f..%2fetc/passwd',
    '/assets/..\\..\\etc\\passwd',
    '/%00',
    '//v1/maintenance/devices/nodes?action=shutdown',
    '/v1//maintenance/devices/nodes?action=shutdown',
    '/v1/./maintenance/devices/nodes?action=shutdown',
    '/v1/x/../maintenance/devices/nodes?action=shutdown',
    '/v1/maintenance;x/devices/nodes?action=shutdown',
    '/v1/maintenance/devices/%6eodes?action=shutdown',
    '/%',
    'http://other/v1/maintenance/devices/nodes?action=shutdown',
  ];
  let port: number;
  let own: TestServer;
  beforeAll(async () => {
    own = await startTestServer();
    await own.app.listen({ host: '127.0.0.1', port: 0 });
    port = (own.app.server.address() as AddressInfo).port;
  });
  afterAll(() => own.close());

  // Over a socket: clients straighten such targets before they send them.
  test.each(tricks)('%s is refused', async (target) => {
    const head = `PUT ${target} HTTP/1.1\r\nHost: localhost\r\nX-Auth-Token: ${tokens.operator}\r\nConnection: close\r\n\r\n`;
    const answer = await raw(port, head);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toContain('root:');
    expect(own.job.requests).toEqual([]);
  });

  test('what is near an address is not it', async () => {
    const headers = { 'x-auth-token': tokens.operator };
    for (const url of [
      `${NODES}/?action=shutdown`,
      '/V1/maintenance/devices/nodes?action=shutdown',
      '/v1',
      '/users.json',
    ]) {
      expect(await ask({ method: 'PUT', url, headers }), url).toMatchObject({
        status: 404,
        code: 'HWS-API-007',
      });
    }
  });

  test('queries that say two things, or what nobody asked for', async () => {
    const queries = [
      'action=plan&action=shutdown',
      'action=Shutdown',
      'action=',
      '',
      'action[]=shutdown',
      'action=shutdown&force=1',
      'action=reboot',
    ];
    for (const query of queries) {
      const answer = await ask({
        method: 'PUT',
        url: `${NODES}?${query}`,
        headers: { 'x-auth-token': tokens.operator },
      });
      expect([400, 422], query).toContain(answer.status);
    }
  });
});

describe('bodies', () => {
  test('too large', async () => {
    const payload = { planHash: 'f'.repeat(20_000), cluster: 'harbour' };
    expect(await ask(shutdown(tokens.operator, { payload }))).toMatchObject({
      status: 413,
      code: 'HWS-API-009',
    });
    const signIn = {
      method: 'POST',
      url: '/v1/auth/tokens',
      payload: { user: 'admin', password: 'x'.repeat(20_000) },
    };
    expect(await ask(signIn as InjectOptions)).toMatchObject({ status: 413 });
  });

  test('of another type', async () => {
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const request = shutdown(tokens.operator, {
        payload: '{"planHash":"f","cluster":"harbour"}',
        headers: { 'content-type': type },
      });
      expect(await ask(request), type).toMatchObject({ status: 415, code: 'HWS-API-010' });
    }
  });

  test('that are no JSON, or not what is expected', async () => {
    const json = { 'content-type': 'application/json' };
    for (const payload of [
      '{',
      '',
      'planHash=f',
      '{"__proto__":{"role":"admin"}}',
      '{"constructor":{"prototype":{}}}',
    ]) {
      expect(await ask(shutdown(tokens.operator, { payload, headers: json })), payload).toMatchObject({
        status: 400,
      });
    }
    for (const payload of [
      [],
      { planHash: 'f' },
      { planHash: 1, cluster: 'harbour' },
      { planHash: 'f', cluster: 'harbour', x: 1 },
    ]) {
      expect(await ask(shutdown(tokens.operator, { payload })), JSON.stringify(payload)).toMatchObject({
        status: 422,
        code: 'HWS-API-011',
      });
    }
    // As good as none.
    const none = await ask(shutdown(tokens.operator, { payload: 'null', headers: json }));
    expect(none).toMatchObject({ status: 422, code: 'HWS-SDN-057' });
  });

  test('that trickle in, and heads that never end or are too large, are cut off', async () => {
    const slow = await startTestServer({ limits: { requestMs: 400, headMs: 200 } });
    await slow.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = slow.app.server.address() as AddressInfo;
    const head = 'POST /v1/auth/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    try {
      const [body, headers, large] = await Promise.all([
        raw(port, `${head}Content-Length: 100\r\n\r\n{"user":"adm`),
        raw(port, head),
        raw(port, `${head}X-Pad: ${'x'.repeat(20_000)}\r\n\r\n`),
      ]);
      expect(body).toMatch(/^HTTP\/1\.1 408 .*HWS-API-018/s);
      expect(headers).toMatch(/^HTTP\/1\.1 408 .*HWS-API-018/s);
      expect(large).toMatch(/^HTTP\/1\.1 431 .*HWS-API-019/s);
      expect(await raw(port, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*HWS-API-019/s);
    } finally {
      await slow.close();
    }
  });
});

/** Sends bytes and gathers what comes until the server closes. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (part) => {
    answer += part.toString();
  });
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}
