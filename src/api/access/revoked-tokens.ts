import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { failureWords } from '../../result/failure-words.ts';
import type { Problem, Result } from '../../result/problem.ts';
import { apiProblem } from '../problem.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

const FILE = z.strictObject({
  version: z.literal(1),
  /** Ids of tokens, with when they expire (epoch ms). */
  revoked: z.record(z.string(), z.number()),
});

/** A token takes 53 bytes, and lives for a day at most: more than anybody signs out. */
const MOST_BYTES = 64 << 20;

/** Tokens given back before their time. They stay so over a restart, until they expire by themselves. */
export class RevokedTokens {
  readonly #path: string | null;
  readonly #revoked: Map<string, number>;
  #written: Promise<Problem | null> = Promise.resolve(null);

  private constructor(path: string | null, revoked: ReadonlyMap<string, number>) {
    this.#path = path;
    this.#revoked = new Map(revoked);
  }

  /** Kept in this process alone. */
  static inMemory(): RevokedTokens {
    return new RevokedTokens(null, new Map());
  }

  /** Kept in a file of mode 0600, whose folder is made. One that cannot be read is refused: it would let tokens in again. */
  static async open(path: string, now: number): Promise<Result<RevokedTokens>> {
    const refuse = (why: string): Result<never> => {
      const hint = 'Remove it: whoever signed out can then be let in by the old token until it expires';
      return {
        ok: false,
        problems: [apiProblem('HWS-API-021', `The tokens given back, ${path}: ${why}`, hint)],
      };
    };
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    } catch (error) {
      return refuse(failureWords(error));
    }
    if (!existsSync(path)) return { ok: true, value: new RevokedTokens(path, new Map()), problems: [] };
    const read = await readPrivateFile(path, 'The tokens given back', MOST_BYTES);
    if (!read.ok) return read;
    try {
      const { revoked } = FILE.parse(JSON.parse(read.value));
      const standing = Object.entries(revoked).filter(([, until]) => until >= now);
      return { ok: true, value: new RevokedTokens(path, new Map(standing)), problems: [] };
    } catch {
      return refuse('it is not what was written');
    }
  }

  has(id: string): boolean {
    return this.#revoked.has(id);
  }

  /** Takes effect at once; resolves when it is on the disk, or with why it will not outlive this process. */
  async add(id: string, expires: number, now: number): Promise<Problem | null> {
    for (const [other, until] of this.#revoked) if (until < now) this.#revoked.delete(other);
    this.#revoked.set(id, expires);
    const path = this.#path;
    if (path === null) return null;
    this.#written = this.#written.then(() =>
      writePrivateFile(
        path,
        `${JSON.stringify({ version: 1, revoked: Object.fromEntries(this.#revoked) })}\n`,
      ),
    );
    return await this.#written;
  }
}
