import type { DatabaseSync } from 'node:sqlite';
import type { ResponseOrder } from '../../evacuation/model/order.ts';
import type { IncidentEnd, ResponseEvent } from '../../evacuation/run/event.ts';
import { newResponse, type ResponseState } from '../../evacuation/run/state.ts';
import { step } from '../../evacuation/run/step.ts';
import type { HostRecord } from '../../evacuation/watch/host-record.ts';
import { openRecord } from './database.ts';

/** One incident as the list shows it. Times are epoch ms. */
export interface IncidentSummary {
  readonly incident: string;
  readonly host: string;
  readonly beganAt: number;
  readonly endedAt: number | null;
  readonly end: string | null;
}

/** A host that was disabled and forced down, and has not been given back. */
export interface FenceMark {
  readonly host: string;
  readonly incident: string;
  readonly end: string;
  /** Epoch ms. */
  readonly at: number;
}

/** Ends before which the host was disabled, or may have been (S3.11). */
const ISOLATING: readonly IncidentEnd[] = [
  'evacuated',
  'not-all-evacuated',
  'not-powered-off',
  'nova-does-not-agree',
];

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS incident (
    id TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    response_order TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    ended_at INTEGER,
    end TEXT,
    released_at INTEGER
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
    this.#database = openRecord(path, SCHEMA);
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

  /** What is on record of each host that ever had an incident. */
  hostRecords(): ReadonlyMap<string, HostRecord> {
    const rows = this.#database
      .prepare('SELECT host, began_at AS beganAt, ended_at AS endedAt, end FROM incident ORDER BY began_at')
      .all();
    const records = new Map<string, HostRecord>();
    for (const { host, beganAt, endedAt, end } of rows) {
      const at = endedAt === null ? null : Number(endedAt);
      records.set(String(host), {
        isOpen: at === null,
        beganAt: Number(beganAt),
        end: end as IncidentEnd | null,
        endedAt: at,
      });
    }
    return records;
  }

  /** Hosts that were given up and are still so, by host. */
  fenceMarks(): readonly FenceMark[] {
    const holes = ISOLATING.map(() => '?').join();
    return this.#database
      .prepare(
        `SELECT host, id AS incident, end, max(ended_at) AS at FROM incident
         WHERE end IN (${holes}) AND released_at IS NULL GROUP BY host ORDER BY host`,
      )
      .all(...ISOLATING) as unknown as readonly FenceMark[];
  }

  /** The host was given back. */
  release(host: string, at: number): void {
    this.#database
      .prepare(
        'UPDATE incident SET released_at = ? WHERE host = ? AND ended_at IS NOT NULL AND released_at IS NULL',
      )
      .run(at, host);
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
