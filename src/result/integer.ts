const MAX_INT32 = 2 ** 31 - 1;
const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);
const LEADING = /^[ \t\n\v\f\r]*([+-]?[0-9]+)/;

/**
 * The integer a text starts with: white space and a sign may precede the digits, anything may follow them. `null` when
 * there are no digits or the number does not fit into 64 bits (spec A1.6.3, A1.10).
 */
export function parseLeadingInteger(text: string): number | null {
  const plain = parseDigits(text);
  if (plain !== null) return plain;
  const digits = LEADING.exec(text)?.[1];
  if (digits === undefined) return null;
  // Up to 15 digits are exact as a double, which is nearly every number there is.
  if (digits.length <= 15) return Number(digits);
  const value = BigInt(digits.startsWith('+') ? digits.slice(1) : digits);
  return value > MAX_INT64 || value < MIN_INT64 ? null : Number(value);
}

/** The number that up to 15 digits and nothing else make; `null` for any other text. */
function parseDigits(text: string): number | null {
  const { length } = text;
  if (length === 0 || length > 15) return null;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
    value = 10 * value + digit;
  }
  return value;
}

/**
 * "Integer with a minimum" (spec A1.10): absent, unreadable or too small gives the minimum; the result is at most
 * 2^31−1. Used for the counts of clones and bundles.
 */
export function parseCount(text: string | null, minimum: number): number {
  const value = text === null ? null : parseLeadingInteger(text);
  if (value === null || value < minimum) return minimum;
  return Math.min(value, MAX_INT32);
}
