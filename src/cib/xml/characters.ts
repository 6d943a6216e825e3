/** Characters as XML 1.0 (fifth edition) sorts them. */

const NAME_START = 1;
const NAME = 2;

/** Classes of the ASCII characters. */
const CLASSES = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_:]/.test(character)) CLASSES[code] = NAME_START | NAME;
  else if (/[0-9.-]/.test(character)) CLASSES[code] = NAME;
}

/** Code points beyond ASCII a name may begin with: first and last of each range, ascending. */
const WIDE_NAME_START = [
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xd7ff],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfffd],
  [0x10000, 0xeffff],
] as const;
/** Those that a name may only go on with. */
const WIDE_NAME_ONLY = [
  [0xb7, 0xb7],
  [0x300, 0x36f],
  [0x203f, 0x2040],
] as const;

function isWithin(ranges: readonly (readonly [number, number])[], point: number): boolean {
  return ranges.some(([first, last]) => point >= first && point <= last);
}

/** Space, tab, line feed or carriage return. */
export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13;
}

/** Offset of the first character from `at` on that is no white space. */
export function skipSpaces(text: string, at: number): number {
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Offset behind the name that begins at `at`; `at` itself when none does. */
export function nameEnd(text: string, at: number): number {
  let wanted = NAME_START;
  for (let i = at; ; wanted = NAME) {
    const code = text.charCodeAt(i);
    if (code < 128) {
      if (((CLASSES[code] as number) & wanted) === 0) return i;
      i++;
      continue;
    }
    const point = text.codePointAt(i);
    if (point === undefined) return i;
    const isStart = isWithin(WIDE_NAME_START, point);
    if (!isStart && (wanted === NAME_START || !isWithin(WIDE_NAME_ONLY, point))) return i;
    i += point > 0xffff ? 2 : 1;
  }
}

/** Whether a document may hold the character with this code point at all. */
export function isAllowed(point: number): boolean {
  if (point < 0x20) return point === 9 || point === 10 || point === 13;
  return point < 0xd800 || (point >= 0xe000 && point <= 0xfffd) || (point >= 0x10000 && point <= 0x10ffff);
}

/** Offset of the first character in a range that no document may hold; −1 when all are allowed. */
export function firstDisallowed(text: string, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x20 && code < 0xd800) continue;
    const point = text.codePointAt(i) as number;
    if (!isAllowed(point)) return i;
    if (point > 0xffff) i++;
  }
  return -1;
}

/** Stands for what no document may hold. */
const REPLACEMENT = '\ufffd';

/** A text for a document, in which what no document may hold is replaced by the character for that (U+FFFD). */
export function replaceDisallowed(text: string): string {
  let at = firstDisallowed(text, 0, text.length);
  if (at < 0) return text;
  let allowed = '';
  let from = 0;
  for (; at >= 0; at = firstDisallowed(text, from, text.length)) {
    allowed += text.slice(from, at) + REPLACEMENT;
    from = at + 1;
  }
  return allowed + text.slice(from);
}
