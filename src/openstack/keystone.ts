import * as z from 'zod/mini';
import { resolveCredential } from '../power/credential.ts';
import type { Cloud, CloudSecret } from './cloud.ts';
import { errorRule, errorWords } from './error-rule.ts';
import type { Http } from './http.ts';
import type { Outcome } from './outcome.ts';
import {
  answerMalformed,
  noEndpoint,
  notAuthenticated,
  serviceAnswered,
  serviceUnreachable,
} from './problem.ts';

/** Keystone’s own limit for passwords is larger than any in use. */
const LONGEST_SECRET = 4096;
/** A token that ends sooner is renewed before it is used: a call may take a while. */
const RENEW_BEFORE_MS = 120_000;

const TOKEN_SHAPE = z.object({
  token: z.object({
    expires_at: z.string(),
    catalog: z.array(
      z.object({
        type: z.string(),
        endpoints: z.array(
          z.object({
            interface: z.string(),
            url: z.string(),
            region_id: z.nullish(z.string()),
            region: z.nullish(z.string()),
          }),
        ),
      }),
    ),
  }),
});

/** A token and the catalog that came with it. */
export interface Session {
  readonly token: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly catalog: z.infer<typeof TOKEN_SHAPE>['token']['catalog'];
}

/** Signs in to Keystone v3, and again before a token expires. Callers that come meanwhile share one sign-in. */
export class Keystone {
  readonly #cloud: Cloud;
  readonly #http: Http;
  readonly #now: () => number;
  readonly #deadlineMs: number;
  #session: Session | null = null;
  #signingIn: Promise<Outcome<Session>> | null = null;

  constructor(cloud: Cloud, http: Http, now: () => number, deadlineMs: number) {
    this.#cloud = cloud;
    this.#http = http;
    this.#now = now;
    this.#deadlineMs = deadlineMs;
  }

  async session(): Promise<Outcome<Session>> {
    const held = this.#session;
    if (held !== null && held.expiresAt - RENEW_BEFORE_MS > this.#now()) return { kind: 'done', value: held };
    this.#signingIn ??= this.#signIn().finally(() => {
      this.#signingIn = null;
    });
    return await this.#signingIn;
  }

  /** A service has refused the token; the next call signs in anew. Another one may have done so already. */
  discard(token: string): void {
    if (this.#session?.token === token) this.#session = null;
  }

  /** The address of a service in our region, by our interface; without a slash at the end. */
  endpoint({ catalog }: Session, type: string): Outcome<string> {
    const { region, interface: face } = this.#cloud;
    for (const service of catalog) {
      if (service.type !== type) continue;
      const found = service.endpoints.find(
        (entry) =>
          entry.interface === face && (region === null || (entry.region_id ?? entry.region) === region),
      );
      if (found !== undefined) return { kind: 'done', value: found.url.replace(/\/+$/, '') };
    }
    return { kind: 'refused', problem: noEndpoint(type, region, face) };
  }

  async #signIn(): Promise<Outcome<Session>> {
    const { authUrl, identity } = this.#cloud;
    const secret = await readSecret(identity.kind === 'password' ? identity.password : identity.secret);
    if (secret.kind !== 'done') return secret;
    const answer = await this.#http({
      method: 'POST',
      url: `${authUrl}/auth/tokens`,
      headers: {},
      body: { auth: authBody(identity, secret.value) },
      deadlineMs: this.#deadlineMs,
    });
    // To sign in changes nothing: without an answer it may be asked for again.
    if (answer.kind !== 'answer')
      return { kind: 'failed', problem: serviceUnreachable(`Keystone at ${authUrl}`, answer.words) };
    if (answer.status === 401)
      return { kind: 'refused', problem: notAuthenticated(authUrl, errorWords(answer)) };
    if (answer.status !== 201) {
      const { outcome, hint } = errorRule(answer.status);
      const problem = serviceAnswered(`Keystone at ${authUrl}`, answer.status, errorWords(answer), hint);
      return { kind: outcome === 'refused' ? 'refused' : 'failed', problem };
    }
    const token = answer.headers['x-subject-token'];
    const parsed = z.safeParse(TOKEN_SHAPE, answer.body);
    const expiresAt = parsed.success ? Date.parse(parsed.data.token.expires_at) : Number.NaN;
    if (!parsed.success || typeof token !== 'string' || Number.isNaN(expiresAt))
      return {
        kind: 'failed',
        problem: answerMalformed(`Keystone at ${authUrl}`, 'no token with a catalog'),
      };
    const session = { token, expiresAt, catalog: parsed.data.token.catalog };
    this.#session = session;
    return { kind: 'done', value: session };
  }
}

function authBody(identity: Cloud['identity'], secret: string): unknown {
  if (identity.kind === 'application-credential')
    return {
      identity: {
        methods: ['application_credential'],
        application_credential: { ...identity.credential, secret },
      },
    };
  const { user, project } = identity;
  return {
    identity: { methods: ['password'], password: { user: { ...user, password: secret } } },
    scope: { project },
  };
}

async function readSecret(secret: CloudSecret): Promise<Outcome<string>> {
  if (secret.kind === 'plain') return { kind: 'done', value: secret.value };
  const read = await resolveCredential(secret, LONGEST_SECRET);
  return read.ok
    ? { kind: 'done', value: read.credential.password }
    : { kind: 'refused', problem: read.problem };
}
