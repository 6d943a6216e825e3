import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as the double saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly version: string | undefined;
  readonly token: string | undefined;
  readonly body: unknown;
}

/** What a rule answers with: a status with a body, or a connection that is cut after the request was read. */
export type DoubleAnswer = { readonly status: number; readonly body?: unknown } | 'cut';
export type DoubleRule = (request: SeenRequest) => DoubleAnswer | null;

/** Keystone and Nova on loopback, speaking the public API: rules come first, then what a healthy cloud says. */
export class CloudDouble {
  readonly seen: SeenRequest[] = [];
  rules: DoubleRule[] = [];
  maxVersion = '2.93';
  tokenLifeMs = 3_600_000;
  password = 'secret';
  #tokens = 0;
  readonly #server: Server;
  readonly #scheme: 'http' | 'https';

  /** With a key and a certificate (PEM) it speaks TLS. */
  constructor(tls: { readonly key: string; readonly cert: string } | null = null) {
    const serve = (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response);
    this.#scheme = tls === null ? 'http' : 'https';
    this.#server = tls === null ? createServer(serve) : createTlsServer(tls, serve);
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Requests to Nova but for its versions. */
  get nova(): readonly SeenRequest[] {
    return this.seen.filter(({ path }) => path.startsWith('/compute/') && path !== '/compute/v2.1/');
  }

  get signIns(): number {
    return this.seen.filter(({ path }) => path === '/v3/auth/tokens').length;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString();
    const one = (name: string): string | undefined => request.headers[name] as string | undefined;
    const seen: SeenRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      version: one('openstack-api-version'),
      token: one('x-auth-token'),
      body: text === '' ? null : JSON.parse(text),
    };
    this.seen.push(seen);
    const answer =
      this.rules.map((rule) => rule(seen)).find((found) => found !== null) ?? this.#usual(seen, response);
    if (answer === 'cut') {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  }

  #usual({ path, body, token }: SeenRequest, response: ServerResponse): DoubleAnswer {
    if (path === '/v3/auth/tokens') {
      if (!JSON.stringify(body).includes(`"${this.password}"`))
        return { status: 401, body: { error: { code: 401, message: 'wrong', title: 'Unauthorized' } } };
      response.setHeader('x-subject-token', `token${++this.#tokens}`);
      const endpoint = (face: string, region: string, at: string) => ({
        interface: face,
        region_id: region,
        url: `${this.url}${at}`,
      });
      const endpoints = [
        endpoint('internal', 'RegionOne', '/internal'),
        endpoint('public', 'RegionTwo', '/two'),
        endpoint('public', 'RegionOne', '/compute/v2.1/'),
      ];
      const expires = new Date(Date.now() + this.tokenLifeMs).toISOString();
      return {
        status: 201,
        body: { token: { expires_at: expires, catalog: [{ type: 'compute', endpoints }] } },
      };
    }
    if (token !== `token${this.#tokens}`)
      return { status: 401, body: { error: { code: 401, message: 'old token' } } };
    if (path === '/compute/v2.1/')
      return { status: 200, body: { version: { version: this.maxVersion, min_version: '2.1' } } };
    return { status: 200 };
  }
}
