import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { z } from 'zod';
import { failureWords } from '../../result/failure-words.ts';
import type { Result } from '../../result/problem.ts';
import { apiProblem } from '../problem.ts';
import { type Person, ROLES, type Role } from '../schema/token.ts';

/** Which Keystone is asked, and what its roles mean here. */
export interface KeystoneSettings {
  /** Identity endpoint with version: `https://keystone:5000/v3`. */
  readonly url: string;
  /** Certificates to trust, PEM; `null` for those the system trusts. */
  readonly authority: string | null;
  /** Projects whose members may come in; a role in any other project means nothing here. */
  readonly projects: readonly { readonly name: string; readonly domain: string }[];
  /** Keystone's roles by ours; the highest that fits counts. */
  readonly roles: Readonly<Record<Role, readonly string[]>>;
}

/** The parts of a token's description that count (Identity API v3, “Validate and show information for token”). */
const Validated = z.object({
  token: z.object({
    expires_at: z.string(),
    user: z.object({ name: z.string() }),
    project: z.object({ name: z.string(), domain: z.object({ name: z.string() }) }).optional(),
    roles: z.array(z.object({ name: z.string() })).optional(),
  }),
});
type Validated = z.infer<typeof Validated>;

const DEADLINE_MS = 5000;
const LARGEST_ANSWER = 1 << 20;
/** A token revoked at Keystone is refused here after so long at the latest, ms. */
const TRUST_MS = 30_000;
const MOST_TRUSTED = 1000;
/** Fernet tokens are about 200 bytes long; PKI tokens are no longer in use. */
const LONGEST_TOKEN = 2048;
const LONGEST_NAME = 64;

/** `null`: Keystone does not know the token, or its bearer has no role here. */
export type Vouched = Result<Person | null>;

/** Asks Keystone who a token belongs to. The token itself is the credential: every token may look at itself. */
export class Keystone {
  readonly #settings: KeystoneSettings;
  readonly #trusted = new Map<string, { readonly person: Person; readonly until: number }>();

  constructor(settings: KeystoneSettings) {
    this.#settings = settings;
  }

  async whoIs(token: string, now: number): Promise<Vouched> {
    // What cannot stand in a header is no token.
    if (token.length > LONGEST_TOKEN || !/^[\x21-\x7e]+$/.test(token)) return known(null);
    const key = createHash('sha256').update(token).digest('base64url');
    const trusted = this.#trusted.get(key);
    if (trusted !== undefined && now < trusted.until) return known(trusted.person);
    this.#trusted.delete(key);
    const answer = await this.#ask(token);
    if (!answer.ok) return answer;
    if (answer.value === null) return known(null);
    const person = this.#judge(answer.value, now);
    if (person !== null) {
      if (this.#trusted.size >= MOST_TRUSTED) this.#trusted.clear();
      this.#trusted.set(key, { person, until: Math.min(now + TRUST_MS, Date.parse(person.expires)) });
    }
    return known(person);
  }

  #judge({ token }: Validated, now: number): Person | null {
    const { project } = token;
    const isOurs = this.#settings.projects.some(
      ({ name, domain }) => project?.name === name && project.domain.name === domain,
    );
    const expires = Date.parse(token.expires_at);
    if (!isOurs || !(expires > now)) return null;
    const theirs = new Set((token.roles ?? []).map(({ name }) => name));
    const role = ROLES.findLast((one) => this.#settings.roles[one].some((name) => theirs.has(name)));
    if (role === undefined) return null;
    // It goes into the log and into reports.
    const user = token.user.name.replace(/\p{C}/gu, '?').slice(0, LONGEST_NAME);
    return { user, role, source: 'keystone', expires: new Date(expires).toISOString() };
  }

  async #ask(token: string): Promise<Result<Validated | null>> {
    const url = `${this.#settings.url.replace(/\/+$/, '')}/auth/tokens?nocatalog`;
    try {
      const { status, body } = await get(url, this.#settings.authority, {
        'X-Auth-Token': token,
        'X-Subject-Token': token,
        Accept: 'application/json',
      });
      if (status === 401 || status === 403 || status === 404) return known(null);
      if (status !== 200) return unavailable(`it answered with status ${status}`);
      const answer = Validated.safeParse(JSON.parse(body));
      return answer.success ? known(answer.data) : unavailable('its answer is none of Identity v3');
    } catch (error) {
      return unavailable(failureWords(error));
    }
  }
}

function known<T>(value: T): Result<T> {
  return { ok: true, value, problems: [] };
}

function unavailable(why: string): Result<never> {
  const problem = apiProblem(
    'HWS-API-014',
    `Keystone cannot say whether the token is valid: ${why}`,
    'Sign in as a local user, or repair Keystone',
  );
  return { ok: false, problems: [problem] };
}

/** One GET with a deadline for all of it. Redirects are not followed: the token goes where it was meant to go. */
function get(
  url: string,
  authority: string | null,
  headers: Record<string, string>,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const isSecure = url.startsWith('https:');
    const options = { headers, signal: AbortSignal.timeout(DEADLINE_MS), agent: false as const };
    const sent = isSecure
      ? httpsRequest(url, authority === null ? options : { ...options, ca: authority })
      : httpRequest(url, options);
    sent.on('error', reject);
    sent.on('response', (answer) => {
      const parts: Buffer[] = [];
      let length = 0;
      answer.on('data', (part: Buffer) => {
        parts.push(part);
        length += part.length;
        if (length > LARGEST_ANSWER) sent.destroy(new Error('its answer is too large'));
      });
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
      );
    });
    sent.end();
  });
}
