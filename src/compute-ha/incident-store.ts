import { DatabaseSync } from 'node:sqlite';
import type { ResponseOrder } from '../evacuation/model/order.ts';
import type { ResponseEvent } from '../evacuation/run/event.ts';
import { newResponse, type ResponseState } from '../evacuation/run/state.ts';
import { step } from '../evacuation/run/step.ts';

/** One incident as the list shows it. Times are epoch ms. */
export interface IncidentSummary {
  readonly incident: string;
  readonly host: string;
  readonly beganAt: number;
  readonly endedAt: number | null;
  readonly end: string | null;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS incident (
    id TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    response_order TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    ended_at INTEGER,
    end TEXT
  ) STRICT;
  -- One incident of a host at a time, whoever asks (S3.19).
  CREATE UNIQUE INDEX IF NOT EXISTS one_open_incident_a_host ON incident (host) WHERE ended_at IS NULL;
  CREATE TABLE IF NOT EXISTS event (
    incident TEXT NOT NULL REFERENCES incident (id),
    number INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (incident, number)
  ) STRICT, WITHOUT ROWID;
`;

/** Incidents and all that happened to them, in one SQLite file. Synchronous, so that nothing overtakes the record. */
export class IncidentStore {
  readonly #database: DatabaseSync;

  /** `:memory:` keeps nothing. Throws as file systems do. */
  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    // FULL: an event is on the disk when `record` returns, whatever happens to the machine.
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    this.#database.exec(SCHEMA);
  }

  /** Begins an incident; `false` when one of this host is open. */
  begin(order: ResponseOrder, at: number): boolean {
    const { changes } = this.#database
      .prepare('INSERT OR IGNORE INTO incident (id, host, response_order, began_at) VALUES (?, ?, ?, ?)')
      .run(order.incident, order.host, JSON.stringify(order), at);
    return changes === 1;
  }

  /** The event is on the disk when this returns. */
  record(incident: string, event: ResponseEvent): void {
    this.#database
      .prepare(
        'INSERT INTO event (incident, number, event) SELECT ?, coalesce(max(number), 0) + 1, ? FROM event WHERE incident = ?',
      )
      .run(incident, JSON.stringify(event), incident);
  }

  close(incident: string, end: string, at: number): void {
    this.#database
      .prepare('UPDATE incident SET ended_at = ?, end = ? WHERE id = ? AND ended_at IS NULL')
      .run(at, end, incident);
  }

  /** Newest first. */
  list(most: number): readonly IncidentSummary[] {
    return this.#database
      .prepare(
        'SELECT id AS incident, host, began_at AS beganAt, ended_at AS endedAt, end FROM incident ORDER BY began_at DESC, id LIMIT ?',
      )
      .all(most) as unknown as readonly IncidentSummary[];
  }

  /** Incidents that another life of the engine left open. */
  open(): readonly string[] {
    const rows = this.#database
      .prepare('SELECT id FROM incident WHERE ended_at IS NULL ORDER BY began_at')
      .all();
    return rows.map(({ id }) => String(id));
  }

  /** The state that all events of an incident lead to; `null` when there is none of this id. */
  replay(incident: string): ResponseState | null {
    const row = this.#database.prepare('SELECT response_order FROM incident WHERE id = ?').get(incident);
    if (row === undefined) return null;
    const state = newResponse(JSON.parse(String(row.response_order)) as ResponseOrder);
    const events = this.#database
      .prepare('SELECT event FROM event WHERE incident = ? ORDER BY number')
      .all(incident);
    for (const { event } of events) step(state, JSON.parse(String(event)) as ResponseEvent);
    return state;
  }

  end(): void {
    this.#database.close();
  }
}
