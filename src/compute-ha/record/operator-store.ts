import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Disarming, Intent } from '../../evidence/brakes/brakes.ts';
import { openRecord } from './database.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS disarming (
    id TEXT PRIMARY KEY,
    -- JSON list of hosts that are meant; NULL: all.
    hosts TEXT,
    owner TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    withdrawn_at INTEGER
  ) STRICT;
`;

/** What operators have said: that nothing is to be done, for a while, to all hosts or to some. */
export class OperatorStore {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = openRecord(path, SCHEMA);
  }

  /** `hosts`: `null` for all. */
  disarm(hosts: readonly string[] | null, { reason, owner, at, expiresAt }: Disarming): void {
    this.#database
      .prepare('INSERT INTO disarming (id, hosts, owner, reason, at, expires_at) VALUES (?, ?, ?, ?, ?, ?)')
      .run(randomUUID(), hosts === null ? null : JSON.stringify(hosts), owner, reason, at, expiresAt);
  }

  /**
   * Withdraws what holds all hosts, or what was said of these; what was said of others in the same breath stands. Answers
   * with how much that was.
   */
  arm(hosts: readonly string[] | null, now: number): number {
    const withdraw = this.#database.prepare('UPDATE disarming SET withdrawn_at = ? WHERE id = ?');
    const narrow = this.#database.prepare('UPDATE disarming SET hosts = ? WHERE id = ?');
    const meant = this.#standing(now).filter((entry) =>
      hosts === null ? entry.hosts === null : (entry.hosts?.some((host) => hosts.includes(host)) ?? false),
    );
    for (const { id, hosts: named } of meant) {
      const others = named?.filter((host) => hosts?.includes(host) !== true) ?? [];
      if (others.length === 0) withdraw.run(now, id);
      else narrow.run(JSON.stringify(others), id);
    }
    return meant.length;
  }

  /** What holds all hosts; of several, what lasts longest. */
  disarming(now: number): Disarming | null {
    return this.#standing(now).find(({ hosts }) => hosts === null)?.disarming ?? null;
  }

  /** What holds some hosts: they are worked at (S3.16). */
  intents(now: number): readonly Intent[] {
    return this.#standing(now).flatMap(({ hosts, disarming: { owner, reason, expiresAt } }) =>
      hosts === null ? [] : [{ kind: 'maintenance', hosts, by: owner, reason, until: expiresAt } as const],
    );
  }

  end(): void {
    this.#database.close();
  }

  #standing(now: number) {
    const rows = this.#database
      .prepare(
        `SELECT id, hosts, owner, reason, at, expires_at FROM disarming
         WHERE withdrawn_at IS NULL AND expires_at > ? ORDER BY expires_at DESC`,
      )
      .all(now);
    return rows.map(({ id, hosts, owner, reason, at, expires_at }) => ({
      id: String(id),
      hosts: hosts === null ? null : (JSON.parse(String(hosts)) as readonly string[]),
      disarming: {
        owner: String(owner),
        reason: String(reason),
        at: Number(at),
        expiresAt: Number(expires_at),
      },
    }));
  }
}
