import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { failureWords } from '../result/failure-words.ts';
import type { SourcePosition } from '../result/problem.ts';

/** Keys and list indices that lead from the top of a document to a value. */
export type DocumentPath = readonly (string | number)[];

/** Where a value stands; of one that is missing, where the nearest thing around it does. `null` when nothing is there. */
export type Locate = (path: DocumentPath) => SourcePosition | null;

/** One thing that keeps a text from being YAML. */
export interface YamlFault {
  readonly words: string;
  readonly at: SourcePosition | null;
}

export type YamlText =
  | { readonly ok: true; readonly value: unknown; readonly locate: Locate }
  | { readonly ok: false; readonly faults: readonly YamlFault[] };

/** Aliases could blow a small file up. */
const MOST_ALIASES = 100;

/** Reads one YAML (or JSON) document with the places of its values. A key that is given twice is a fault. */
export function parseYaml(text: string): YamlText {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const positionOf = (offset: number): SourcePosition => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ message, pos }) => ({ words: message, at: positionOf(pos[0]) }));
    return { ok: false, faults };
  }
  const locate: Locate = (path) => {
    let node: unknown = document.contents;
    let offset: number | undefined = document.contents?.range?.[0];
    for (const step of path) {
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
        if (pair === undefined) break;
        if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
        node = pair.value;
      } else if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
        node = node.items[step];
        if (isMap(node) || isSeq(node) || isScalar(node)) offset = node.range?.[0] ?? offset;
      } else break;
    }
    return offset === undefined ? null : positionOf(offset);
  };
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown, locate };
  } catch (error) {
    return { ok: false, faults: [{ words: failureWords(error), at: null }] };
  }
}
