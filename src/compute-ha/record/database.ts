import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A verb and the engine write at the same time now and then; each write is short. */
const BUSY_MS = 5_000;

/**
 * Opens a record of the engine, a file of SQLite that several processes may have open. What is written is on the disk when
 * the call returns, whatever happens to the machine. `:memory:` keeps nothing. Throws as file systems do.
 */
export function openRecord(path: string, schema: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  database.exec(schema);
  return database;
}

/** The file of all records in a state folder, which is made where it is missing. Throws as file systems do. */
export function recordPath(stateFolder: string): string {
  // It says who is where and what was done about it: nobody else’s affair.
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  return join(stateFolder, 'compute.sqlite');
}
