const ZERO = 48;
const NINE = 57;

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

/** Position after the run of digits that starts at `from`. */
function runEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && isDigit(text.charCodeAt(end))) end++;
  return end;
}

function skipZeros(text: string, from: number, end: number): number {
  let at = from;
  while (at < end - 1 && text.charCodeAt(at) === ZERO) at++;
  return at;
}

/** Compares two runs of digits by value, then by length: `7` is less than `07`. */
function compareRuns(a: string, aFrom: number, aEnd: number, b: string, bFrom: number, bEnd: number): number {
  let i = skipZeros(a, aFrom, aEnd);
  let j = skipZeros(b, bFrom, bEnd);
  if (aEnd - i !== bEnd - j) return aEnd - i - (bEnd - j);
  for (; i < aEnd; i++, j++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(j);
    if (difference !== 0) return difference;
  }
  return aEnd - aFrom - (bEnd - bFrom);
}

/**
 * Natural order of names (spec A1.12, B0.9): runs of digits compare as numbers, other characters without regard to
 * case, a proper prefix sorts first. Negative, zero or positive.
 */
export function compareNatural(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(j);
    if (isDigit(x) && isDigit(y)) {
      const aEnd = runEnd(a, i);
      const bEnd = runEnd(b, j);
      const difference = compareRuns(a, i, aEnd, b, j, bEnd);
      if (difference !== 0) return difference;
      i = aEnd;
      j = bEnd;
    } else {
      const difference = lower(x) - lower(y);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
  }
  return a.length - i - (b.length - j);
}

/** UTF-16 puts characters beyond the basic plane before U+E000…U+FFFF; UTF-8 bytes put them after. */
function byteRank(code: number): number {
  return code >= 0xd800 && code <= 0xdfff ? code + 0x10000 : code;
}

/** Order of the UTF-8 bytes of two texts, case-sensitive (spec B0.9). Negative, zero or positive. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return byteRank(x) - byteRank(y);
  }
  return a.length - b.length;
}
