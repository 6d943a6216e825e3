import { parseBoolean } from '../../result/boolean.ts';
import { isValidInterval, parseIntervalMs } from '../../result/interval.ts';
import type { Cluster } from '../model/cluster.ts';
import { report } from './report.ts';

/** Reads single cluster options with validation: an invalid value counts as its default (spec A2.1.2). */
export class OptionReader {
  readonly #cluster: Cluster;
  readonly #table: ReadonlyMap<string, string>;

  constructor(cluster: Cluster, table: ReadonlyMap<string, string>) {
    this.#cluster = cluster;
    this.#table = table;
  }

  boolean(name: string, fallback: boolean): boolean {
    const text = this.#table.get(name);
    if (text === undefined) return fallback;
    const value = parseBoolean(text);
    if (value === null) this.#refuse(name, text, fallback ? 'true' : 'false');
    return value ?? fallback;
  }

  /** One of a set of words, any case. */
  word<T extends string>(name: string, words: readonly T[], fallback: T): T {
    const text = this.#table.get(name);
    if (text === undefined) return fallback;
    const lower = text.toLowerCase();
    for (const word of words) if (word === lower) return word;
    this.#refuse(name, text, fallback);
    return fallback;
  }

  /** A time as written. */
  intervalText(name: string, fallback: string): string {
    const text = this.#table.get(name);
    if (text === undefined) return fallback;
    if (isValidInterval(text)) return text;
    this.#refuse(name, text, fallback);
    return fallback;
  }

  /** A time in whole seconds. */
  seconds(name: string): number {
    return Math.floor(parseIntervalMs(this.intervalText(name, '0')) / 1000);
  }

  /** A number as written; the spellings of infinity count as numbers. */
  integerText(name: string, fallback: string): string {
    const text = this.#table.get(name);
    if (text === undefined) return fallback;
    if (/^\s*[+-]?\d+|^[+-]?INFINITY$/.test(text)) return text;
    this.#refuse(name, text, fallback);
    return fallback;
  }

  /** As written, without validation. */
  text(name: string): string | null {
    return this.#table.get(name) ?? null;
  }

  #refuse(name: string, text: string, fallback: string): void {
    report(
      this.#cluster,
      'warning',
      'HWS-SCH-001',
      name,
      `Cluster option ${name} has the invalid value "${text}"; ${fallback} is used`,
      `Set ${name} to a valid value or remove it`,
    );
  }
}
