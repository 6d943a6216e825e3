import type { Problem, Result } from '../../result/problem.ts';
import { skipSpaces } from './characters.ts';
import { positionInText, XmlDocument } from './document.ts';
import type { XmlNode } from './element.ts';
import { commentEnd, declarationEnd, doctypeEnd, instructionEnd } from './markup.ts';
import { Fault } from './start-tag.ts';
import { MAX_DEPTH, TreeReader } from './tree-reader.ts';

const HINT = 'Repair the document at this place; nothing of it was used.';

function malformed(code: string, message: string, source: string, offset: number): Problem {
  const at = positionInText(source, Math.max(0, Math.min(offset, source.length - 1)));
  return { code, severity: 'error', message, hint: HINT, id: null, at };
}

/** Offset of the next tag outside the root element, or of the end: comments and instructions are skipped. */
function nextTag(source: string, from: number, mayDeclareType: boolean): number | Fault {
  let isTypeDeclared = !mayDeclareType;
  let at = from;
  for (;;) {
    at = skipSpaces(source, at);
    if (at >= source.length) return at;
    if (source.charCodeAt(at) !== 60) return new Fault(at, 'text outside the root element');
    let end: number | Fault;
    if (source.startsWith('<?', at)) end = instructionEnd(source, at);
    else if (source.startsWith('<!--', at)) end = commentEnd(source, at);
    else if (source.startsWith('<!DOCTYPE', at) && !isTypeDeclared) {
      end = doctypeEnd(source, at);
      isTypeDeclared = true;
    } else if (source.startsWith('<!', at)) return new Fault(at, 'a declaration that is out of place');
    else return at;
    if (end instanceof Fault) return end;
    at = end;
  }
}

function startOf(source: string): number | Fault {
  const at = source.charCodeAt(0) === 0xfeff ? 1 : 0;
  return /^\uFEFF?<\?xml[ \t\r\n?]/.test(source) ? declarationEnd(source, at) : at;
}

function readRoot(reader: TreeReader, into: XmlNode[]): { rootAt: number; end: number } | Fault {
  const source = reader.text;
  const start = startOf(source);
  if (start instanceof Fault) return start;
  const rootAt = nextTag(source, start, true);
  if (rootAt instanceof Fault) return rootAt;
  if (rootAt >= source.length) return new Fault(source.length, 'no element found');
  const end = reader.read(rootAt, into);
  if (end instanceof Fault) return end;
  const another = nextTag(source, end, false);
  if (another instanceof Fault) return another;
  if (another < source.length) return new Fault(another, 'markup behind the end of the root element');
  return { rootAt, end };
}

/** Parses a text into an element tree that can be written back unchanged; never returns half a document. */
export function parseDocument(source: string): Result<XmlDocument> {
  const reader = new TreeReader(source);
  const top: XmlNode[] = [];
  const found = readRoot(reader, top);
  if (found instanceof Fault) {
    const problem = malformed('HWS-CIB-001', `malformed XML: ${found.message}`, source, found.offset);
    return { ok: false, problems: [problem] };
  }
  if (reader.tooDeepAt >= 0) {
    const message = `elements are nested deeper than ${MAX_DEPTH} levels`;
    return { ok: false, problems: [malformed('HWS-CIB-002', message, source, reader.tooDeepAt)] };
  }
  const [root] = top;
  if (root?.kind !== 'element') throw new Error('a document without a fault has no root element');
  const document = new XmlDocument(root, source, source.slice(0, found.rootAt), source.slice(found.end));
  return { ok: true, value: document, problems: [] };
}
