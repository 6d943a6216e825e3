import { apiProblem, Refusal } from '../problem.ts';
import type { IssuedToken, Person, Role } from '../schema/token.ts';
import { ROLES } from '../schema/token.ts';
import { type AttemptLimits, Attempts } from './attempts.ts';
import type { Keystone } from './keystone.ts';
import type { isPassword } from './password.ts';
import { type Claims, isOurs, issueToken, readToken } from './token.ts';
import type { LocalUser } from './user-file.ts';

/** What the authority stands on; the clock and the check of passwords are given, so that tests can count and wait. */
export interface AuthorityParts {
  readonly users: { find(name: string): Promise<LocalUser | null> };
  readonly tokenKey: Buffer;
  readonly tokenLifetimeMs: number;
  readonly keystone: Keystone | null;
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
/** One address: somebody who tries names, or tokens. */
const ADDRESS: AttemptLimits = { ...PAIR, failures: 25 };
/** One name from many addresses. The lock is short: it also keeps the user out who knows the password. */
const NAME: AttemptLimits = { ...PAIR, failures: 50, longestLockMs: 2 * MINUTE };

/** Hashes computed at a time, and sign-ins that wait for one. */
const HASHES = { atOnce: 2, waiting: 16 } as const;

/** Who may come in, and as what. */
export class Authority {
  readonly #parts: AuthorityParts;
  readonly #pairs = new Attempts(PAIR);
  readonly #addresses = new Attempts(ADDRESS);
  readonly #names = new Attempts(NAME);
  /** Tokens given back before their time: id and expiry. */
  readonly #revoked = new Map<string, number>();
  #hashing = 0;
  readonly #queue: (() => void)[] = [];

  constructor(parts: AuthorityParts) {
    this.#parts = parts;
  }

  /** A token for a name and password. Refuses with the same words and after the same work, whether the name exists or not. */
  async signIn(name: string, password: string, address: string): Promise<IssuedToken> {
    const { users, tokenKey, tokenLifetimeMs, now } = this.#parts;
    const pair = `${address} ${name}`;
    this.#refuseLocked(
      this.#pairs.lockedFor(pair, now()),
      this.#addresses.lockedFor(address, now()),
      this.#names.lockedFor(name, now()),
    );
    const user = await users.find(name);
    const isRight = await this.#inTurn(() => this.#parts.isPassword(password, user?.hash ?? null));
    if (user === null || !isRight) {
      this.#pairs.failed(pair, now());
      this.#addresses.failed(address, now());
      this.#names.failed(name, now());
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
    const expires = now() + tokenLifetimeMs;
    return {
      token: issueToken(tokenKey, { user: name, generation: user.generation, expires }),
      ...localPerson(user, expires),
    };
  }

  /** Who a token belongs to. */
  async whoIs(token: string | undefined, address: string): Promise<Person> {
    const { keystone, now } = this.#parts;
    if (token === undefined || token === '') {
      throw unauthorized('HWS-API-001', 'This needs a token', 'Put one into the header X-Auth-Token');
    }
    this.#refuseLocked(this.#addresses.lockedFor(address, now()));
    if (isOurs(token)) return this.#whoIsLocal(token, address);
    const vouched = keystone === null ? null : await keystone.whoIs(token, now());
    if (vouched !== null && !vouched.ok) {
      throw new Refusal(503, vouched.problems[0] as (typeof vouched.problems)[number]);
    }
    if (vouched === null || vouched.value === null) return this.#refuseForged(address);
    return vouched.value;
  }

  /** Ends one of our tokens on this controller; its expiry ends it on the others. */
  revoke(token: string): void {
    const claims = readToken(this.#parts.tokenKey, token);
    if (claims === null) return;
    const now = this.#parts.now();
    for (const [id, expires] of this.#revoked) if (expires < now) this.#revoked.delete(id);
    this.#revoked.set(claims.id, claims.expires);
  }

  /** Lets a user try again at once, from everywhere. */
  liftLock(name: string): void {
    this.#names.forget(name);
    this.#pairs.forgetWhere((pair) => pair.endsWith(` ${name}`));
  }

  async #whoIsLocal(token: string, address: string): Promise<Person> {
    const claims = readToken(this.#parts.tokenKey, token);
    if (claims === null) return this.#refuseForged(address);
    if (claims.expires <= this.#parts.now()) {
      throw unauthorized('HWS-API-003', 'The token has expired', 'Sign in again');
    }
    const user = await this.#parts.users.find(claims.user);
    if (!isStillGood(claims, user) || this.#revoked.has(claims.id)) {
      throw unauthorized('HWS-API-002', 'The token is not valid any more', 'Sign in again');
    }
    return localPerson(user, claims.expires);
  }

  #refuseForged(address: string): never {
    this.#addresses.failed(address, this.#parts.now());
    throw unauthorized('HWS-API-002', 'The token is not valid', 'Sign in');
  }

  #refuseLocked(...waits: readonly number[]): void {
    const seconds = Math.ceil(Math.max(...waits) / 1000);
    if (seconds === 0) return;
    throw new Refusal(
      429,
      apiProblem(
        'HWS-API-012',
        `Too many tries failed; the next one is taken in ${seconds} s`,
        'Wait, or let an administrator lift the lock',
      ),
      { 'retry-after': String(seconds) },
    );
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#hashing >= HASHES.atOnce) {
      if (this.#queue.length >= HASHES.waiting) {
        throw new Refusal(
          503,
          apiProblem('HWS-API-017', 'Too many sign-ins at once', 'Try again in a few seconds'),
          { 'retry-after': '5' },
        );
      }
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
    this.#hashing++;
    try {
      return await work();
    } finally {
      this.#hashing--;
      this.#queue.shift()?.();
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

function unauthorized(
  code: 'HWS-API-001' | 'HWS-API-002' | 'HWS-API-003',
  message: string,
  hint: string,
): Refusal {
  return new Refusal(401, apiProblem(code, message, hint), { 'www-authenticate': 'Hawser-Token' });
}
