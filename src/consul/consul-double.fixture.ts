import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ConsulState } from './consul-state.fixture.ts';

/** How a server of the double misbehaves. */
export type Misbehaviour = 'none' | 'no-leader' | 'silent' | 'cut' | 'html' | 'overloaded';

interface Answer {
  readonly status: number;
  /** Text is sent as it is, everything else as JSON. */
  readonly body: unknown;
}

const STATUS_NUMBERS: Readonly<Record<string, number>> = { alive: 1, leaving: 2, left: 3, failed: 4 };

/** One server of a Consul cluster on loopback, speaking the public HTTP API; servers of one cluster share a state. */
export class ConsulDouble {
  readonly state: ConsulState;
  /** Paths with queries, as they came. */
  readonly seen: string[] = [];
  misbehaviour: Misbehaviour = 'none';
  /** What has to stand in the token’s header; `null`: everybody may. */
  token: string | null = null;
  /** Nodes that access rules hide from those who ask. */
  hidden: ReadonlySet<string> = new Set();
  lastContactMs = 0;
  /** What this agent’s gossip says where it differs from the checks. */
  readonly members = new Map<string, string>();
  readonly #server: Server;
  readonly #scheme: 'http' | 'https';
  readonly #waiting = new Set<() => void>();

  constructor(
    state: ConsulState = new ConsulState(),
    tls: { readonly key: string; readonly cert: string } | null = null,
  ) {
    this.state = state;
    this.#scheme = tls === null ? 'http' : 'https';
    const serve = (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response);
    this.#server = tls === null ? createServer(serve) : createTlsServer(tls, serve);
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Changes a node’s check, and ends the waiting of blocking queries. */
  setCheck(node: string, status: string | null): void {
    this.state.setCheck(node, status);
    this.wake();
  }

  wake(): void {
    for (const end of this.#waiting) end();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    this.seen.push(`${request.method} ${request.url}`);
    if (this.misbehaviour === 'silent') return;
    if (this.misbehaviour === 'cut') {
      request.socket.destroy();
      return;
    }
    const url = new URL(request.url ?? '', 'http://double');
    const index = Number(url.searchParams.get('index') ?? 0);
    if (index >= this.state.index && this.#misbehaved() === null)
      await this.#change(Number.parseInt(url.searchParams.get('wait') ?? '', 10));
    const answer = this.#misbehaved() ?? this.#answer(request, url);
    const headers: Record<string, string> = {
      'x-consul-index': `${this.state.index}`,
      'x-consul-knownleader': `${this.misbehaviour !== 'no-leader'}`,
      'x-consul-lastcontact': `${this.lastContactMs}`,
    };
    if (this.hidden.size > 0 && request.headers['x-consul-token'] !== undefined)
      headers['x-consul-results-filtered-by-acls'] = 'true';
    const isText = typeof answer.body === 'string';
    headers['content-type'] = isText ? 'text/plain' : 'application/json';
    response.writeHead(answer.status, headers);
    response.end(isText ? answer.body : JSON.stringify(answer.body));
  }

  async #change(waitMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    const timer = setTimeout(resolve, waitMs);
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(resolve);
  }

  #misbehaved(): Answer | null {
    if (this.misbehaviour === 'html') return { status: 200, body: '<html>Welcome</html>' };
    if (this.misbehaviour === 'overloaded') return { status: 429, body: 'rate limit exceeded' };
    return null;
  }

  #answer(request: IncomingMessage, { pathname, searchParams }: URL): Answer {
    const now = Date.now();
    const isStale = searchParams.has('stale');
    if (this.token !== null && request.headers['x-consul-token'] !== this.token)
      return { status: 403, body: 'Permission denied: token with AccessorID lacks permission' };
    // An agent tells of its own gossip without a leader.
    if (pathname === '/v1/agent/members') return { status: 200, body: this.#membersBody() };
    if (this.misbehaviour === 'no-leader' && !isStale) return { status: 500, body: 'No cluster leader' };
    if (pathname === '/v1/health/state/any') return { status: 200, body: this.#checksBody() };
    const [, , family, ...rest] = pathname.split('/');
    if (family === 'session' && rest[0] === 'create')
      return { status: 200, body: { ID: this.state.createSession(15_000, 15_000, now) } };
    if (family === 'session' && rest[0] === 'renew')
      return this.state.renewSession(rest[1] ?? '', now)
        ? { status: 200, body: [{ ID: rest[1] }] }
        : { status: 404, body: `Session id '${rest[1]}' not found` };
    if (family === 'session' && rest[0] === 'destroy') {
      this.state.invalidate(rest[1] ?? '', now);
      return { status: 200, body: true };
    }
    if (family === 'kv') return this.#kv(request.method ?? '', rest.join('/'), searchParams, now);
    return { status: 404, body: 'Invalid URL path' };
  }

  #kv(method: string, key: string, query: URLSearchParams, now: number): Answer {
    if (method === 'GET') {
      this.state.expire(now);
      const entry = this.state.entries.get(key);
      if (entry === undefined) return { status: 404, body: '' };
      const { lockIndex: LockIndex, modifyIndex: ModifyIndex, session } = entry;
      const held = session === null ? {} : { Session: session };
      return { status: 200, body: [{ Key: key, LockIndex, ModifyIndex, Flags: 0, Value: null, ...held }] };
    }
    const acquire = query.get('acquire');
    if (acquire === null)
      return { status: 200, body: this.state.release(key, query.get('release') ?? '', now) };
    const isTaken = this.state.acquire(key, acquire, now);
    return isTaken === null
      ? { status: 500, body: `invalid session "${acquire}"` }
      : { status: 200, body: isTaken };
  }

  #checksBody() {
    return [...this.state.checks]
      .filter(([Node]) => !this.hidden.has(Node))
      .flatMap(([Node, Status]) => [
        { Node, CheckID: 'serfHealth', Name: 'Serf Health Status', Status, Output: '', ServiceID: '' },
        { Node, CheckID: 'service:disk', Name: 'disk', Status: 'critical', Output: '', ServiceID: 'disk' },
      ]);
  }

  #membersBody() {
    return [...this.state.checks]
      .filter(([Node]) => !this.hidden.has(Node))
      .map(([Name, check]) => {
        const state = this.members.get(Name) ?? (check === 'passing' ? 'alive' : 'failed');
        return { Name, Addr: '127.0.0.1', Port: 8301, Tags: {}, Status: STATUS_NUMBERS[state] ?? 0 };
      });
  }
}
