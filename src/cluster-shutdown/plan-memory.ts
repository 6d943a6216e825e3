import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ShutdownPlan } from '../shutdown-plan/model/plan.ts';
import { DISK } from '../store/file-system.ts';
import { writeWholeFile } from './whole-file.ts';

const MOST_PLANS = 16;
const HASH = /^[0-9a-f]{64}$/;
/** Who confirms a plan has just looked at it. */
const GOOD_FOR_MS = 15 * 60_000;

/**
 * Plans that were shown: what is confirmed is one of these, once and soon, and a difference from it can be told. A folder
 * of files, shared by all processes; the newest ones are kept. Where nothing can be written a process knows its own.
 */
export class PlanMemory {
  readonly #folder: string;
  /** Those that could not be written. */
  readonly #own = new Map<string, ShutdownPlan>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async remember(plan: ShutdownPlan): Promise<void> {
    const folder = this.#folder;
    this.#own.delete(plan.hash);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeWholeFile(DISK, join(folder, `${plan.hash}.json`), `${JSON.stringify(plan)}\n`);
      const ages = await Promise.all(
        (await readdir(folder)).map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
      );
      ages.sort((one, other) => other.at - one.at);
      for (const { name } of ages.slice(MOST_PLANS)) await DISK.remove(join(folder, name));
    } catch {
      // A full disk must not keep the cluster on.
      this.#own.set(plan.hash, plan);
      const [oldest] = this.#own.keys();
      if (this.#own.size > MOST_PLANS && oldest !== undefined) this.#own.delete(oldest);
    }
  }

  /** Whether the plan of a hash may be confirmed at this moment, epoch ms. */
  async isGood(hash: string, now: number): Promise<boolean> {
    const plan = await this.recall(hash);
    return plan !== null && Math.abs(now - plan.madeAt) <= GOOD_FOR_MS;
  }

  /** It has been confirmed. The same hash may come back with a later plan. */
  async forget(hash: string): Promise<void> {
    this.#own.delete(hash);
    if (HASH.test(hash)) await DISK.remove(join(this.#folder, `${hash}.json`)).catch(() => undefined);
  }

  /** The plan of a hash; `null` when it is not known. */
  async recall(hash: string): Promise<ShutdownPlan | null> {
    // The hash becomes a path.
    if (!HASH.test(hash)) return null;
    try {
      const value: unknown = JSON.parse(await readFile(join(this.#folder, `${hash}.json`), 'utf8'));
      return typeof value === 'object' && value !== null && 'format' in value && value.format === 1
        ? (value as ShutdownPlan)
        : null;
    } catch {
      return this.#own.get(hash) ?? null;
    }
  }
}
