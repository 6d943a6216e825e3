import { createHash } from 'node:crypto';
import type { Problem } from '../../result/problem.ts';
import { apiProblem, Refusal } from '../problem.ts';
import type { IssuedToken, Person, Role } from '../schema/token.ts';
import { ROLES } from '../schema/token.ts';
import { addressKey } from './address.ts';
import { type AttemptLimits, Attempts } from './attempts.ts';
import type { Keystone } from './keystone.ts';
import { Pace, type PaceLimits } from './pace.ts';
import type { isPassword } from './password.ts';
import { RecentKeys } from './recent-keys.ts';
import type { RevokedTokens } from './revoked-tokens.ts';
import { type Claims, isOurs, issueToken, readToken } from './token.ts';
import type { LocalUser } from './user-file.ts';

/** What the authority stands on; the clock and the check of passwords are given, so that tests can count and wait. */
export interface AuthorityParts {
  readonly users: { find(name: string): Promise<LocalUser | null> };
  readonly tokenKey: Buffer;
  readonly tokenLifetimeMs: number;
  readonly keystone: Keystone | null;
  readonly revoked: RevokedTokens;
  readonly now: () => number;
  readonly isPassword: typeof isPassword;
}

const MINUTE = 60_000;
/** One name from one address: a person who mistypes. */
const PAIR: AttemptLimits = {
  failures: 5,
  firstLockMs: MINUTE,
  longestLockMs: 15 * MINUTE,
  memoryMs: 60 * MINUTE,
};
/** One address: somebody who tries names. */
const ADDRESS: AttemptLimits = { ...PAIR, failures: 25 };
/**
 * One name from addresses it has not come from: at most 600 guesses an hour, however many addresses there are. Short,
 * since it also keeps the user out who comes from a new address.
 */
const NAME: PaceLimits = { failures: 10, windowMs: MINUTE };
/** Tokens that Keystone does not know, from one address: each is work for Keystone. */
const STRANGE_TOKENS: PaceLimits = { failures: 25, windowMs: MINUTE };
/** After a token was not known Keystone is not asked for it again for so long. */
const UNKNOWN_TOKEN: PaceLimits = { failures: 1, windowMs: MINUTE };
/** Pairs of name and address remembered. */
const MOST_REMEMBERED = 10_000;

/** Hashes computed at a time, and sign-ins that wait for one. */
const HASHES = { atOnce: 2, waiting: 16 } as const;

/** Who may come in, and as what. */
export class Authority {
  readonly #parts: AuthorityParts;
  readonly #pairs = new Attempts(PAIR);
  readonly #addresses = new Attempts(ADDRESS);
  readonly #names = new Pace(NAME);
  readonly #strangeTokens = new Pace(STRANGE_TOKENS);
  /** Pairs that have signed in: a lock of the name does not hold them. */
  readonly #known = new RecentKeys(MOST_REMEMBERED);
  /** Pairs that were sent away because of a lock. */
  readonly #sentAway = new RecentKeys(MOST_REMEMBERED);
  /** By digest. */
  readonly #unknownTokens = new Pace(UNKNOWN_TOKEN);
  #hashing = 0;
  readonly #queue: (() => void)[] = [];

  constructor(parts: AuthorityParts) {
    this.#parts = parts;
  }

  /** A token for a name and password. Refuses with the same words and after the same work, whether the name exists or not. */
  async signIn(name: string, password: string, from: string): Promise<IssuedToken> {
    const address = addressKey(from);
    const { users, tokenKey, tokenLifetimeMs, now } = this.#parts;
    const pair = `${address} ${name}`;
    const refuseLocked = (): void => {
      const wait = Math.max(
        this.#pairs.lockedFor(pair, now()),
        this.#addresses.lockedFor(address, now()),
        this.#known.has(pair) ? 0 : this.#names.waitFor(name, now()),
      );
      if (wait === 0) return;
      this.#sentAway.add(pair);
      throw tooMany(wait);
    };
    refuseLocked();
    const user = await users.find(name);
    const isRight = await this.#inTurn(async () => {
      // Guesses that came all at once and waited are not to outrun the lock.
      refuseLocked();
      const fits = await this.#parts.isPassword(password, user?.hash ?? null);
      if (!fits) {
        this.#pairs.failed(pair, now());
        this.#addresses.failed(address, now());
        this.#names.failed(name, now());
      }
      return fits;
    });
    if (user === null || !isRight) {
      throw new Refusal(
        401,
        apiProblem(
          'HWS-API-013',
          'User or password is not right',
          'Try again; hawser user passwd sets a new one',
        ),
        { 'www-authenticate': 'Hawser-Token' },
      );
    }
    this.#pairs.forget(pair);
    this.#sentAway.delete(pair);
    this.#known.add(pair);
    const expires = now() + tokenLifetimeMs;
    return {
      token: issueToken(tokenKey, { user: name, generation: user.generation, expires }),
      ...localPerson(user, expires),
    };
  }

  /** Who a token belongs to. */
  async whoIs(token: string | undefined, from: string): Promise<Person> {
    if (token === undefined || token === '') {
      throw unauthorized('HWS-API-001', 'This needs a token', 'Put one into the header X-Auth-Token');
    }
    // One that is forged costs next to nothing and cannot be guessed: who sends it is not locked out, nor is anybody
    // else behind that address.
    if (isOurs(token)) return this.#whoIsLocal(token);
    const { keystone } = this.#parts;
    return keystone === null ? refuseUnknown() : this.#whoIsAtKeystone(keystone, token, addressKey(from));
  }

  /**
   * Ends one of our tokens on this controller; its expiry ends it on the others. Resolves when that is on the disk, or with
   * why it will not outlive this process.
   */
  async revoke(token: string): Promise<Problem | null> {
    const { tokenKey, revoked, now } = this.#parts;
    const claims = readToken(tokenKey, token);
    return claims === null ? null : await revoked.add(claims.id, claims.expires, now());
  }

  /** Lets a user try again at once, from everywhere: also from an address that is locked because others failed there. */
  liftLock(name: string): void {
    this.#names.forget(name);
    for (const pair of [...this.#sentAway]) {
      const [address, ...who] = pair.split(' ');
      if (address === undefined || who.join(' ') !== name) continue;
      this.#addresses.forget(address);
      this.#sentAway.delete(pair);
    }
    this.#pairs.forgetWhere((pair) => pair.endsWith(` ${name}`));
  }

  async #whoIsAtKeystone(keystone: Keystone, token: string, address: string): Promise<Person> {
    const { now } = this.#parts;
    const digest = createHash('sha256').update(token).digest('base64url');
    // A page that goes on with a token that has expired asks for the same one again and again.
    if (this.#unknownTokens.waitFor(digest, now()) > 0) return refuseUnknown();
    const wait = this.#strangeTokens.waitFor(address, now());
    if (wait > 0) throw tooMany(wait);
    const vouched = await keystone.whoIs(token, now());
    if (!vouched.ok) throw new Refusal(503, vouched.problems[0] as (typeof vouched.problems)[number]);
    if (vouched.value !== null) return vouched.value;
    this.#unknownTokens.failed(digest, now());
    this.#strangeTokens.failed(address, now());
    return refuseUnknown();
  }

  async #whoIsLocal(token: string): Promise<Person> {
    const claims = readToken(this.#parts.tokenKey, token);
    if (claims === null) return refuseUnknown();
    if (claims.expires <= this.#parts.now()) {
      throw unauthorized('HWS-API-003', 'The token has expired', 'Sign in again');
    }
    const user = await this.#parts.users.find(claims.user);
    if (!isStillGood(claims, user) || this.#parts.revoked.has(claims.id)) {
      throw unauthorized('HWS-API-002', 'The token is not valid any more', 'Sign in again');
    }
    return localPerson(user, claims.expires);
  }

  /** Hashing takes memory and time: a few at once, some waiting, the rest is sent away. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#hashing >= HASHES.atOnce) {
      if (this.#queue.length >= HASHES.waiting) {
        throw new Refusal(
          503,
          apiProblem('HWS-API-017', 'Too many sign-ins at once', 'Try again in a few seconds'),
          { 'retry-after': '5' },
        );
      }
      // Whoever ends hands the place over.
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    } else this.#hashing++;
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next === undefined) this.#hashing--;
      else next();
    }
  }
}

/** Whether a role may do what needs another one. */
export function isEnough(has: Role, needed: Role): boolean {
  return ROLES.indexOf(has) >= ROLES.indexOf(needed);
}

function isStillGood(claims: Claims, user: LocalUser | null): user is LocalUser {
  return user !== null && user.generation === claims.generation;
}

function localPerson({ name, role }: LocalUser, expires: number): Person {
  return { user: name, role, source: 'local', expires: new Date(expires).toISOString() };
}

function refuseUnknown(): never {
  throw unauthorized('HWS-API-002', 'The token is not valid', 'Sign in');
}

function tooMany(waitMs: number): Refusal {
  const seconds = Math.ceil(waitMs / 1000);
  return new Refusal(
    429,
    apiProblem(
      'HWS-API-012',
      `Too many tries failed; the next one is taken in ${seconds} s`,
      'Wait, or let an administrator lift the lock',
    ),
    { 'retry-after': String(seconds) },
  );
}

function unauthorized(
  code: 'HWS-API-001' | 'HWS-API-002' | 'HWS-API-003',
  message: string,
  hint: string,
): Refusal {
  return new Refusal(401, apiProblem(code, message, hint), { 'www-authenticate': 'Hawser-Token' });
}
