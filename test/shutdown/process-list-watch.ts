import { readFileSync } from 'node:fs';
import { childrenOf } from '../lab/namespace.ts';

/** Words of every process that descends from this one, namespaces included, while it lasts. Others may run here, too. */
export class ProcessListWatch {
  readonly seen = new Set<string>();
  readonly #timer = setInterval(() => this.#look(process.pid), 15);

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(parent: number): void {
    for (const pid of childrenOf(parent)) {
      try {
        this.seen.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
      } catch {
        // It has ended.
      }
      this.#look(pid);
    }
  }
}
