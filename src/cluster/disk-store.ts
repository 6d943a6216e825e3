import { join } from 'node:path';
import type { CibVersion } from '../cib/version.ts';
import { parseTree } from '../controller/cib/tree.ts';
import type { KeptTransition } from '../controller/model/effect.ts';
import type { FencingRecord } from '../controller/model/fencing.ts';
import type { Problem, Result } from '../result/problem.ts';
import { CibStore } from '../store/cib-store.ts';
import { FencingStore } from '../store/fencing-store.ts';
import { cibUnreadable } from '../store/problem.ts';
import { TransitionStore } from '../store/transition-store.ts';
import type { NodeStore } from './parts.ts';

export interface DiskStoreOptions {
  readonly folder: string;
  /** Name of this node, for the history; known when the first decision is taken. */
  readonly nodeName: () => string;
  readonly release: string;
  readonly localOffset: (epochSeconds: number) => number;
  readonly timeZone: string;
  /** Takes what goes wrong and stops nothing. */
  readonly report: (problem: Problem) => void;
}

/** What a daemon keeps on disk: the CIB with its backups, the fencing history, and the input of every decision. */
export class DiskStore implements NodeStore {
  readonly transitions: TransitionStore;
  readonly #cib: CibStore;
  readonly #fencing: FencingStore;
  readonly #options: DiskStoreOptions;

  constructor(options: DiskStoreOptions) {
    this.#options = options;
    this.#cib = new CibStore(join(options.folder, 'cib'), options.report);
    this.#fencing = new FencingStore(join(options.folder, 'fencing'), options.report);
    this.transitions = new TransitionStore(join(options.folder, 'transitions'), options.report);
  }

  /** Opens the folders. A failure means that the node must not join: it would lose what it acknowledged. */
  async read(): Promise<Result<string | null>> {
    const opened = await this.transitions.open();
    for (const problem of opened.problems) this.#options.report(problem);
    const cib = await this.#cib.open();
    for (const problem of cib.problems) this.#options.report(problem);
    if (!cib.ok) return cib;
    if (cib.value === null) return { ok: true, value: null, problems: cib.problems };
    const { xml, source } = cib.value;
    const parsed = parseTree(xml);
    const [why] = parsed.problems.filter(({ severity }) => severity === 'error');
    if (!parsed.ok) return unreadable(source, why?.message ?? 'it is no XML');
    if (parsed.value.name !== 'cib') return unreadable(source, `it is a <${parsed.value.name}>`);
    return { ok: true, value: xml, problems: cib.problems };
  }

  write(cib: string, version: CibVersion, _digest: string): Promise<Problem | null> {
    return this.#cib.save({ xml: cib, version, at: Date.now() });
  }

  readFencing(): Promise<readonly FencingRecord[]> {
    return this.#fencing.open();
  }

  keepFencing(records: readonly FencingRecord[]): void {
    void this.#fencing.keep(records);
  }

  keep(input: KeptTransition): void {
    const { nodeName, release, localOffset, timeZone, report } = this.#options;
    const epoch = Math.floor(input.at / 1000);
    const effectiveTime = { epoch, offset: localOffset(epoch) };
    void this.transitions
      .keep({ input, dc: nodeName(), effectiveTime, timeZone, summary: [], release })
      .then((problem) => {
        if (problem !== null) report(problem);
      });
  }
}

/** What was written cannot be read: beginning with anything else would be written over it. */
function unreadable(source: string, why: string): Result<never> {
  return { ok: false, problems: [cibUnreadable(source, why)] };
}
