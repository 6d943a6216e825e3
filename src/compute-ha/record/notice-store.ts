import type { DatabaseSync } from 'node:sqlite';
import type { Notification } from '../../notify/notify.ts';
import type { NotifyTargets } from '../../notify/targets.ts';
import { openRecord } from './database.ts';

/** A notice on its way to one target. Secrets are references, and stay that. */
export interface Notice {
  readonly id: number;
  readonly target: NotifyTargets;
  readonly notification: Notification;
  readonly attempts: number;
}

/** What became of a notice, for the record. Times are epoch ms. */
export interface NoticeRecord {
  readonly topic: string;
  readonly audience: string;
  readonly subject: string;
  readonly at: number;
  readonly attempts: number;
  readonly deliveredAt: number | null;
  readonly givenUpAt: number | null;
  /** Why the last attempt failed; `null` when none has. */
  readonly problem: string | null;
}

/** A notice to be sent. */
export interface NewNotice {
  /** The same key is sent once, ever. */
  readonly key: string;
  readonly incident: string | null;
  readonly topic: string;
  readonly audience: string;
  readonly target: NotifyTargets;
  readonly notification: Notification;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS notice (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    incident TEXT,
    topic TEXT NOT NULL,
    audience TEXT NOT NULL,
    target TEXT NOT NULL,
    notification TEXT NOT NULL,
    subject TEXT NOT NULL,
    at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    delivered_at INTEGER,
    given_up_at INTEGER,
    problem TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS notices_to_send ON notice (next_at) WHERE delivered_at IS NULL AND given_up_at IS NULL;
  CREATE INDEX IF NOT EXISTS notices_of_incident ON notice (incident);
`;

/** Notices that were written, sent and not sent. What is here outlives the engine, and is sent by its next life. */
export class NoticeStore {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = openRecord(path, SCHEMA);
  }

  /** Takes a notice over; `false` when it had been already. */
  add({ key, incident, topic, audience, target, notification }: NewNotice, at: number): boolean {
    const { changes } = this.#database
      .prepare(
        `INSERT OR IGNORE INTO notice (key, incident, topic, audience, target, notification, subject, at, next_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        key,
        incident,
        topic,
        audience,
        JSON.stringify(target),
        JSON.stringify(notification),
        notification.subject,
        at,
        at,
      );
    return changes === 1;
  }

  /** What is to be sent by now, oldest first. */
  due(now: number, most: number): readonly Notice[] {
    return this.#database
      .prepare(
        `SELECT id, target, notification, attempts FROM notice
         WHERE delivered_at IS NULL AND given_up_at IS NULL AND next_at <= ? ORDER BY id LIMIT ?`,
      )
      .all(now, most)
      .map(({ id, target, notification, attempts }) => ({
        id: Number(id),
        target: JSON.parse(String(target)) as NotifyTargets,
        notification: JSON.parse(String(notification)) as Notification,
        attempts: Number(attempts),
      }));
  }

  /** When the next attempt is due, epoch ms; `null` when none is. */
  nextAt(): number | null {
    const row = this.#database
      .prepare('SELECT min(next_at) AS at FROM notice WHERE delivered_at IS NULL AND given_up_at IS NULL')
      .get();
    return row === undefined || row.at === null ? null : Number(row.at);
  }

  delivered(id: number, at: number): void {
    this.#database
      .prepare('UPDATE notice SET attempts = attempts + 1, delivered_at = ? WHERE id = ?')
      .run(at, id);
  }

  /** An attempt failed; `nextAt` is `null` when it was the last. */
  failed(id: number, problem: string, at: number, nextAt: number | null): void {
    this.#database
      .prepare(
        'UPDATE notice SET attempts = attempts + 1, problem = ?, next_at = ?, given_up_at = ? WHERE id = ?',
      )
      .run(problem, nextAt ?? at, nextAt === null ? at : null, id);
  }

  /** Notices of an incident; for `null` the latest of those that belong to none. */
  list(incident: string | null, most = 1_000): readonly NoticeRecord[] {
    return this.#database
      .prepare(
        `SELECT topic, audience, subject, at, attempts, delivered_at AS deliveredAt, given_up_at AS givenUpAt, problem
         FROM notice WHERE incident IS ? ORDER BY id DESC LIMIT ?`,
      )
      .all(incident, most)
      .reverse() as unknown as readonly NoticeRecord[];
  }

  end(): void {
    this.#database.close();
  }
}
