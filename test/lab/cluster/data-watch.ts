import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** How often the machine's processes are looked through, ms. */
const EVERY_MS = 100;

/**
 * Looks from outside, throughout, on how many hosts a database server has opened the shared data: two at one time destroy
 * them. A host is told by the namespace of its processes.
 */
export class DataWatch {
  /** Times at which servers of several hosts had the data open, epoch ms. */
  readonly doubleUses: number[] = [];
  /** How often a server was seen with the data open. */
  uses = 0;
  readonly #folder: string;
  readonly #timer: NodeJS.Timeout;

  constructor(folder: string) {
    this.#folder = folder;
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const hosts = new Set<string>();
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue;
      try {
        const [program, ...words] = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0');
        if (program?.endsWith('/postgres') !== true || !words.includes(this.#folder)) continue;
        hosts.add(readlinkSync(`/proc/${entry}/ns/pid`));
      } catch {
        // The process has just ended.
      }
    }
    if (hosts.size > 0) this.uses++;
    if (hosts.size > 1) this.doubleUses.push(Date.now());
  }
}
