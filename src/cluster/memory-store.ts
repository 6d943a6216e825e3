import type { CibVersion } from '../cib/version.ts';
import type { KeptTransition } from '../controller/model/effect.ts';
import type { FencingRecord } from '../controller/model/fencing.ts';
import type { Problem, Result } from '../result/problem.ts';
import type { NodeStore } from './parts.ts';

/** A disk for nodes that live in one process only: outlives the node, not the process. */
export class MemoryStore implements NodeStore {
  readonly transitions: KeptTransition[] = [];
  #cib: string | null;
  #fencing: readonly FencingRecord[] = [];

  constructor(cib: string | null = null) {
    this.#cib = cib;
  }

  read(): Promise<Result<string | null>> {
    return Promise.resolve({ ok: true, value: this.#cib, problems: [] });
  }

  write(cib: string, _version: CibVersion, _digest: string): Promise<Problem | null> {
    this.#cib = cib;
    return Promise.resolve(null);
  }

  readFencing(): Promise<readonly FencingRecord[]> {
    return Promise.resolve(this.#fencing);
  }

  keepFencing(records: readonly FencingRecord[]): void {
    this.#fencing = records;
  }

  keep(input: KeptTransition): void {
    this.transitions.push(input);
  }
}
