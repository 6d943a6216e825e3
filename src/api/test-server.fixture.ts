import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { Authority } from './access/authority.ts';
import type { Keystone } from './access/keystone.ts';
import { hashPassword, isPassword } from './access/password.ts';
import { RevokedTokens } from './access/revoked-tokens.ts';
import { UserFile } from './access/user-file.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { PageFile } from './page-files.ts';
import { ROLES, type Role } from './schema/token.ts';
import { type Scenario, ScriptedShutdown, smallCloud } from './scripted-shutdown.fixture.ts';
import { buildServer } from './server.ts';

export const PASSWORDS: Readonly<Record<Role, string>> = {
  viewer: 'looking out of windows',
  operator: 'turning many knobs',
  admin: 'keys to every door',
};

/** A server over a scripted job, with a user for each role, whose log and clock the test holds. */
export interface TestServer {
  readonly app: FastifyInstance;
  readonly job: ScriptedShutdown;
  readonly users: UserFile;
  readonly tokenKey: Buffer;
  /** All that was logged. */
  readonly log: () => string;
  /** Passwords that were checked against a hash so far. */
  readonly hashesComputed: () => number;
  readonly advance: (ms: number) => void;
  readonly tokenOf: (role: Role) => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface TestServerOptions {
  readonly scenario?: Scenario;
  readonly job?: ScriptedShutdown;
  readonly keystone?: Keystone | null;
  readonly limits?: Partial<Limits>;
  readonly tls?: { readonly key: string; readonly certificate: string } | null;
  readonly page?: ReadonlyMap<string, PageFile> | null;
  /** Of a server before: its users and their tokens go on. */
  readonly users?: UserFile;
  readonly tokenKey?: Buffer;
  readonly revoked?: RevokedTokens;
  readonly tokenLifetimeMs?: number;
  /** Name of the node; controller1 unless said otherwise. */
  readonly server?: string;
}

/** Hashing is slow on purpose: what was computed once in a process is not computed again. */
const checked = new Map<string, Promise<boolean>>();

function checkOnce(password: string, hash: string | null): Promise<boolean> {
  const key = `${hash} ${password}`;
  const known = checked.get(key) ?? isPassword(password, hash);
  checked.set(key, known);
  return known;
}

/** Cheap to check: what is tested here is not how slow it is. */
const QUICK = { N: 16, r: 8, p: 1 } as const;

/** The file of users, one for each role. */
async function usersText(): Promise<string> {
  const users = ROLES.map(async (role) => ({
    name: role,
    role,
    hash: await hashPassword(PASSWORDS[role], QUICK),
    generation: randomUUID(),
  }));
  return JSON.stringify({ version: 1, users: await Promise.all(users) });
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'hawser-api-'));
  const users = options.users ?? new UserFile(join(folder, 'users.json'));
  if (options.users === undefined) await writeFile(users.path, await usersText(), { mode: 0o600 });
  let log = '';
  const record = (line: string): void => {
    log += line;
  };
  let ahead = 0;
  let hashes = 0;
  const now = (): number => Date.now() + ahead;
  const tokenKey = options.tokenKey ?? randomBytes(32);
  const authority = new Authority({
    users,
    tokenKey,
    tokenLifetimeMs: options.tokenLifetimeMs ?? 3_600_000,
    keystone: options.keystone ?? null,
    revoked: options.revoked ?? RevokedTokens.inMemory(),
    now,
    isPassword: (password, hash) => {
      hashes++;
      return checkOnce(password, hash);
    },
  });
  const job = options.job ?? new ScriptedShutdown(options.scenario ?? smallCloud());
  const app = await buildServer({
    job,
    authority,
    page: options.page ?? null,
    tls: options.tls ?? null,
    limits: { ...LIMITS, ...options.limits },
    logger: pino({ level: 'debug' }, { write: record }),
    server: options.server ?? 'controller1',
    now,
  });
  return {
    app,
    job,
    users,
    tokenKey,
    log: () => log,
    hashesComputed: () => hashes,
    advance: (ms) => {
      ahead += ms;
    },
    tokenOf: async (role) => (await authority.signIn(role, PASSWORDS[role], '127.0.0.9')).token,
    close: async () => {
      await app.close();
      await rm(folder, { recursive: true });
    },
  };
}
