import { firstDisallowed, isSpace, nameEnd, skipSpaces } from './characters.ts';
import { referenceEnd } from './references.ts';
import { Fault } from './start-tag.ts';

const NO_SUCH_CHARACTER = 'a character that no document may hold';

const DECLARATION =
  /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(["'])1\.[0-9]+\1(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(["'])[A-Za-z][A-Za-z0-9._-]*\2)?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(["'])(?:yes|no)\3)?[ \t\r\n]*\?>/y;

/** Offset behind an XML declaration; versions 1.1 and later are read by the rules of 1.0, as the field does. */
export function declarationEnd(text: string, at: number): number | Fault {
  DECLARATION.lastIndex = at;
  return DECLARATION.test(text) ? DECLARATION.lastIndex : new Fault(at, 'the XML declaration is malformed');
}

function closed(text: string, from: number, end: number, length: number): number | Fault {
  const bad = firstDisallowed(text, from, end);
  return bad >= 0 ? new Fault(bad, NO_SUCH_CHARACTER) : end + length;
}

/** Offset behind the processing instruction that begins at an offset. */
export function instructionEnd(text: string, at: number): number | Fault {
  const behind = nameEnd(text, at + 2);
  if (behind === at + 2) return new Fault(at, 'a processing instruction needs a name');
  if (text.slice(at + 2, behind).toLowerCase() === 'xml') {
    return new Fault(at, 'an XML declaration must be at the start of the document');
  }
  const end = text.indexOf('?>', behind);
  if (end < 0) return new Fault(at, 'the processing instruction does not end');
  if (end > behind && !isSpace(text.charCodeAt(behind))) {
    return new Fault(behind, 'a character that no name of a processing instruction may hold');
  }
  return closed(text, behind, end, 2);
}

/** Offset behind the comment that begins at an offset. */
export function commentEnd(text: string, at: number): number | Fault {
  const end = text.indexOf('--', at + 4);
  if (end < 0) return new Fault(at, 'the comment does not end');
  if (text.charCodeAt(end + 2) !== 62) return new Fault(end, '-- within a comment');
  return closed(text, at + 4, end, 3);
}

/** Offset behind the CDATA section that begins at an offset. */
export function cdataEnd(text: string, at: number): number | Fault {
  const end = text.indexOf(']]>', at + 9);
  return end < 0 ? new Fault(at, 'the CDATA section does not end') : closed(text, at + 9, end, 3);
}

/** How the parts of a document type declaration end in which brackets do not count. */
const DOCTYPE_PARTS: readonly (readonly [start: string, end: string])[] = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['"', '"'],
  ["'", "'"],
];

/** Offset behind the document type declaration that begins at an offset; nothing in it is used. */
export function doctypeEnd(text: string, start: number): number | Fault {
  const unclosed = new Fault(start, 'the document type declaration does not end');
  let isWithin = false;
  for (let at = start + 9; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === 62 && !isWithin) return closed(text, start, at, 1);
    const part = DOCTYPE_PARTS.find(([opening]) => text.startsWith(opening, at));
    if (part === undefined) {
      if (code === 91 || code === 93) isWithin = code === 91;
      at++;
      continue;
    }
    const end = text.indexOf(part[1], at + part[0].length);
    if (end < 0) return unclosed;
    at = end + part[1].length;
  }
  return unclosed;
}

/** The fault in a text between tags, if there is one. */
export function textFault(text: string, from: number, to: number): Fault | null {
  if (skipSpaces(text, from) >= to) return null;
  const bad = firstDisallowed(text, from, to);
  if (bad >= 0) return new Fault(bad, NO_SUCH_CHARACTER);
  const piece = text.slice(from, to);
  const end = piece.indexOf(']]>');
  if (end >= 0) return new Fault(from + end, ']]> between tags');
  for (let at = piece.indexOf('&'); at >= 0; at = piece.indexOf('&', at + 1)) {
    if (referenceEnd(text, from + at) < 0)
      return new Fault(from + at, 'a reference to nothing known between tags');
  }
  return null;
}
