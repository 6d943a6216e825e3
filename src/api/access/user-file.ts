import { randomUUID } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { ProcessLock } from '../../cluster-shutdown/process-lock.ts';
import { failureWords } from '../../result/failure-words.ts';
import type { Problem, Result } from '../../result/problem.ts';
import { apiProblem } from '../problem.ts';
import { Role, UserName } from '../schema/token.ts';
import { hashPassword, LONGEST_PASSWORD, parseHash, SHORTEST_PASSWORD } from './password.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** A change takes as long as its password is hashed. */
const LONGEST_TURN_MS = 10_000;
const LOOK_MS = 20;

const LocalUser = z.strictObject({
  name: UserName,
  role: Role,
  hash: z.string().refine((hash) => parseHash(hash) !== null),
  /** Changes with the password: tokens name it, so that a new password ends the old one's tokens. */
  generation: z.string().min(8).max(64),
});
const UserList = z.strictObject({ version: z.literal(1), users: z.array(LocalUser).max(1000) });

/** A user of this cluster's own, with the hash of the password. */
export type LocalUser = z.infer<typeof LocalUser>;

/** Local users in a JSON file of mode 0600. The same file may be put on every controller. */
export class UserFile {
  readonly path: string;
  #seen: { readonly stamp: string; readonly users: Result<readonly LocalUser[]> } | null = null;

  constructor(path: string) {
    this.path = path;
  }

  /** All users; a file that is not there has none. Read anew only when it has changed. */
  async list(): Promise<Result<readonly LocalUser[]>> {
    let stamp: string;
    try {
      const facts = await stat(this.path);
      stamp = `${facts.ino} ${facts.mtimeMs} ${facts.ctimeMs} ${facts.size}`;
    } catch {
      return { ok: true, value: [], problems: [] };
    }
    if (this.#seen?.stamp !== stamp) this.#seen = { stamp, users: await this.#read() };
    return this.#seen.users;
  }

  async find(name: string): Promise<LocalUser | null> {
    const users = await this.list();
    return users.ok ? (users.value.find((user) => user.name === name) ?? null) : null;
  }

  async add(name: string, role: Role, password: string): Promise<Problem | null> {
    if (!UserName.safeParse(name).success) {
      return apiProblem(
        'HWS-API-025',
        `${JSON.stringify(name)} is no name for a user`,
        'Use up to 32 of a–z, 0–9, dot, dash and underscore, beginning with a letter or underscore',
      );
    }
    return this.#change(async (users) => {
      if (users.some((user) => user.name === name)) {
        return apiProblem('HWS-API-022', `There is a user ${name} already`, 'hawser user passwd changes one');
      }
      return weakness(password) ?? [...users, await withPassword({ name, role }, password)];
    });
  }

  async setPassword(name: string, password: string): Promise<Problem | null> {
    return this.#change(async (users) => {
      const user = users.find((one) => one.name === name);
      if (user === undefined) return unknownUser(name);
      const weak = weakness(password);
      if (weak !== null) return weak;
      const changed = await withPassword(user, password);
      return users.map((one) => (one === user ? changed : one));
    });
  }

  async remove(name: string): Promise<Problem | null> {
    return this.#change(async (users) =>
      users.some((user) => user.name === name)
        ? users.filter((user) => user.name !== name)
        : unknownUser(name),
    );
  }

  async #change(
    edit: (users: readonly LocalUser[]) => Promise<Problem | readonly LocalUser[]>,
  ): Promise<Problem | null> {
    const lock = await this.#lock();
    if (!(lock instanceof ProcessLock)) return lock;
    try {
      return await this.#changeAlone(edit);
    } finally {
      lock.release();
    }
  }

  /** Waits for the turn: two changes at once would lose one of them. */
  async #lock(): Promise<ProcessLock | Problem> {
    const folder = dirname(this.path);
    const deadline = performance.now() + LONGEST_TURN_MS;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      for (;;) {
        const lock = ProcessLock.take(folder, `.${basename(this.path)}`);
        if (lock instanceof ProcessLock) return lock;
        if (performance.now() > deadline) {
          const who = lock.pid === null ? 'another process' : `process ${lock.pid}`;
          return notChanged(this.path, `${who} is changing it`);
        }
        await pause(LOOK_MS);
      }
    } catch (error) {
      return notChanged(this.path, failureWords(error));
    }
  }

  async #changeAlone(
    edit: (users: readonly LocalUser[]) => Promise<Problem | readonly LocalUser[]>,
  ): Promise<Problem | null> {
    const users = await this.list();
    if (!users.ok) return users.problems[0] as Problem;
    const changed = await edit(users.value);
    if ('code' in changed) return changed;
    const text = JSON.stringify({ version: 1, users: changed }, null, 2);
    return writePrivateFile(this.path, `${text}\n`);
  }

  async #read(): Promise<Result<readonly LocalUser[]>> {
    const text = await readPrivateFile(this.path, 'The file of users');
    if (!text.ok) return text;
    let value: unknown = null;
    try {
      value = JSON.parse(text.value);
    } catch {
      // Judged below: null is no list of users.
    }
    const list = UserList.safeParse(value);
    if (list.success) {
      const { users } = list.data;
      if (new Set(users.map(({ name }) => name)).size === users.length) {
        return { ok: true, value: users, problems: [] };
      }
    }
    const problem = apiProblem(
      'HWS-API-021',
      `The file of users ${this.path} is not as hawser user writes it`,
      'Put a good copy in its place, or remove it and add the users again',
    );
    return { ok: false, problems: [problem] };
  }
}

function notChanged(path: string, why: string): Problem {
  return apiProblem(
    'HWS-API-031',
    `The file of users ${path} cannot be changed: ${why}`,
    'Try again; nothing was changed',
  );
}

async function withPassword(user: { name: string; role: Role }, password: string): Promise<LocalUser> {
  const { name, role } = user;
  return { name, role, hash: await hashPassword(password), generation: randomUUID() };
}

function weakness(password: string): Problem | null {
  const length = [...password].length;
  if (length >= SHORTEST_PASSWORD && length <= LONGEST_PASSWORD) return null;
  return apiProblem(
    'HWS-API-024',
    `The password has ${length} characters`,
    `Choose one of ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters; a few words in a row are good`,
  );
}

function unknownUser(name: string): Problem {
  return apiProblem('HWS-API-023', `There is no user ${name}`, 'hawser user list shows all');
}
