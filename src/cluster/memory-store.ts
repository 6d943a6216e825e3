import type { CibVersion } from '../cib/version.ts';
import type { KeptTransition } from '../controller/model/effect.ts';
import type { Problem } from '../result/problem.ts';
import type { NodeStore } from './parts.ts';

/** A disk for nodes that live in one process only: outlives the node, not the process. */
export class MemoryStore implements NodeStore {
  readonly transitions: KeptTransition[] = [];
  #cib: string | null;

  constructor(cib: string | null = null) {
    this.#cib = cib;
  }

  read(): Promise<string | null> {
    return Promise.resolve(this.#cib);
  }

  write(cib: string, _version: CibVersion, _digest: string): Promise<Problem | null> {
    this.#cib = cib;
    return Promise.resolve(null);
  }

  keep(input: KeptTransition): void {
    this.transitions.push(input);
  }
}
