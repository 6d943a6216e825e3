import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { type AddressInfo, createConnection, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../test-server.fixture.ts';

let server: TestServer;
let port: number;
const sockets: Socket[] = [];
const agents: Agent[] = [];

beforeEach(async () => {
  server = await startTestServer({ limits: { connections: 3 } });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  port = (server.app.server.address() as AddressInfo).port;
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const agent of agents.splice(0)) agent.destroy();
  await server.close();
});

/** A connection over which nothing is said. */
async function idle(localAddress: string): Promise<Socket> {
  const socket = createConnection({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => undefined);
  socket.resume();
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** Asks who the token belongs to over one connection that is kept. */
function client(localAddress: string, token: string): () => Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agents.push(agent);
  const headers = { 'x-auth-token': token };
  return () =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path: '/v1/auth/tokens', agent, headers, localAddress };
      const asked = request(options, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      });
      asked.on('error', reject).end();
    });
}

test('idle connections keep nobody out, and nobody who has signed in loses his', async () => {
  const operator = client('127.0.0.2', await server.tokenOf('operator'));
  expect(await operator()).toBe(200);
  const oldest = await idle('127.0.0.3');
  const younger = await idle('127.0.0.3');
  const closed = once(oldest, 'close');
  const newcomer = client('127.0.0.4', await server.tokenOf('viewer'));
  expect(await newcomer()).toBe(200);
  await closed;
  expect(younger.destroyed).toBe(false);
  expect(await operator()).toBe(200);
  expect(await newcomer()).toBe(200);
});

test('who holds many places takes none from others', async () => {
  const quiet = await idle('127.0.0.2');
  const first = await idle('127.0.0.3');
  await idle('127.0.0.3');
  const closed = once(first, 'close');
  await idle('127.0.0.3');
  await closed;
  expect(quiet.destroyed).toBe(false);
});
