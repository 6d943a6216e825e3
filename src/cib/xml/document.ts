import type { SourcePosition } from '../../result/problem.ts';
import type { XmlElement } from './element.ts';

/** A parsed document: its root element and what stands before and after it (declaration, comments), verbatim. */
export class XmlDocument {
  readonly root: XmlElement;
  readonly prolog: string;
  readonly epilog: string;
  readonly #source: string;
  #lineStarts: Uint32Array | null = null;

  constructor(root: XmlElement, source = '', prolog = '', epilog = '') {
    this.root = root;
    this.prolog = prolog;
    this.epilog = epilog;
    this.#source = source;
  }

  /** Line and column of an offset in the source; `null` for elements that were not read from it (offset −1). */
  positionAt(offset: number): SourcePosition | null {
    if (offset < 0 || this.#source === '') return null;
    this.#lineStarts ??= findLineStarts(this.#source);
    return positionIn(this.#lineStarts, offset);
  }
}

/** Offsets at which lines begin. */
function findLineStarts(source: string): Uint32Array {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
}

function positionIn(starts: Uint32Array, offset: number): SourcePosition {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] as number) + 1 };
}

/** Line and column of one offset, for documents that could not be parsed. */
export function positionInText(source: string, offset: number): SourcePosition {
  return positionIn(findLineStarts(source), offset);
}
