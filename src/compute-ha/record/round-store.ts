import type { DatabaseSync } from 'node:sqlite';
import type { Verdict } from '../../evidence/policy/policy.ts';
import { openRecord } from './database.ts';

/** How a host stood after the engine’s last round. */
export interface RoundHost {
  readonly host: string;
  readonly verdict: Verdict;
  /** The latest sample, and how many of those that count say the same. */
  readonly single: Verdict;
  readonly agreeing: number;
  readonly needed: number;
  readonly rule: string;
  /** In the words of the brakes. */
  readonly holds: readonly string[];
}

/** The engine’s last round, as the verbs show it. */
export interface RoundRecord {
  /** Epoch ms. */
  readonly at: number;
  readonly tookMs: number;
  readonly intervalMs: number;
  readonly engine: { readonly pid: number };
  /** Rounds that were left out because the one before had not ended, in this life of the engine. */
  readonly skipped: number;
  readonly hosts: readonly RoundHost[];
  /** What is worth a warning: Nova says nothing, hosts nobody watches. */
  readonly warnings: readonly string[];
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS memory (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

/** What the engine leaves for others, and for its next life. */
export class RoundStore {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = openRecord(path, SCHEMA);
  }

  last(): RoundRecord | null {
    return this.#read('round') as RoundRecord | null;
  }

  keep(round: RoundRecord): void {
    this.#write('round', round);
  }

  /**
   * Which cloud these records are of: the first that is named. Another one’s hosts may have the same names. Answers with
   * the one on record.
   */
  cloud(named: string): string {
    const known = this.#read('cloud');
    if (typeof known === 'string') return known;
    this.#write('cloud', named);
    return named;
  }

  /** What people know of each host. */
  told(): readonly (readonly [string, string])[] {
    return (this.#read('told') ?? []) as readonly (readonly [string, string])[];
  }

  keepTold(told: ReadonlyMap<string, string>): void {
    this.#write('told', [...told]);
  }

  end(): void {
    this.#database.close();
  }

  #read(key: string): unknown {
    const row = this.#database.prepare('SELECT value FROM memory WHERE key = ?').get(key);
    return row === undefined ? null : JSON.parse(String(row.value));
  }

  #write(key: string, value: unknown): void {
    this.#database
      .prepare(
        'INSERT INTO memory (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      )
      .run(key, JSON.stringify(value));
  }
}
