import { readFileSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { rootCertificates } from 'node:tls';
import { failureWords } from '../result/failure-words.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** For the whole exchange, ms. */
  readonly deadlineMs: number;
  /** Ends the exchange before its deadline. */
  readonly signal?: AbortSignal;
}

/**
 * What came of one exchange.
 * - `not-sent`: no connection was made: the service cannot have seen anything.
 * - `no-answer`: it may have been obeyed.
 */
export type HttpAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      /** `null` for an empty body, `undefined` for one that is no JSON. */
      readonly body: unknown;
      /** The body as it came; Consul writes its errors as plain text. */
      readonly text: string;
    }
  | { readonly kind: 'not-sent'; readonly words: string }
  | { readonly kind: 'no-answer'; readonly words: string };

/** One exchange, tried once. Never rejects. */
export type Http = (request: HttpRequest) => Promise<HttpAnswer>;

const LARGEST_ANSWER = 64 * 1024 * 1024;

/**
 * HTTP by Node’s own client: unlike `fetch` it tells whether a connection was made at all, which decides whether a call
 * that must not be made twice may be made again. Redirects are answers like others: a token goes nowhere else.
 */
export function httpClient(caFile: string | null): Http {
  const agent =
    caFile === null ? undefined : new Agent({ ca: [...rootCertificates, readFileSync(caFile, 'utf8')] });
  return (request) => exchange(request, agent);
}

function exchange(
  { method, url, headers, body, deadlineMs, signal }: HttpRequest,
  agent: Agent | undefined,
): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const isTls = url.startsWith('https:');
    const payload = body === null ? null : Buffer.from(JSON.stringify(body));
    let isConnected = false;
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      resolve({ kind: isConnected ? 'no-answer' : 'not-sent', words: failureWords(error) });
    };
    const options = {
      method,
      headers: {
        accept: 'application/json',
        ...headers,
        ...(payload === null
          ? {}
          : { 'content-type': 'application/json', 'content-length': `${payload.length}` }),
      },
      ...(isTls && agent !== undefined ? { agent } : {}),
      ...(signal === undefined ? {} : { signal }),
    };
    const outgoing = (isTls ? requestHttps : requestHttp)(url, options, (incoming) => {
      const parts: Buffer[] = [];
      let size = 0;
      incoming.on('data', (part: Buffer) => {
        size += part.length;
        if (size > LARGEST_ANSWER) outgoing.destroy(new Error('the answer is too large'));
        parts.push(part);
      });
      incoming.on('error', fail);
      incoming.on('end', () => {
        clearTimeout(timer);
        const text = Buffer.concat(parts).toString('utf8');
        resolve({
          kind: 'answer',
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: text === '' ? null : parseJson(text),
          text,
        });
      });
    });
    const timer = setTimeout(
      () => outgoing.destroy(new Error(`no answer within ${deadlineMs / 1000} s`)),
      deadlineMs,
    );
    outgoing.on('socket', (socket) => {
      // A connection that is used again is connected from the start, and goes on living after this exchange.
      if (!socket.connecting) isConnected = true;
      else
        socket.once(isTls ? 'secureConnect' : 'connect', () => {
          isConnected = true;
        });
    });
    outgoing.on('error', fail);
    outgoing.end(payload ?? undefined);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
