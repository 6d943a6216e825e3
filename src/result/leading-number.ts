const NUMBER =
  /^[ \t\n\v\f\r]*([+-]?)(?:(0x)([0-9a-f]*\.?[0-9a-f]*)|(inf)|(nan)|([0-9]*\.?[0-9]*(?:e[+-]?[0-9]+)?))/i;

function parseHexadecimal(digits: string): number {
  const [whole = '', fraction = ''] = digits.split('.');
  const integer = whole === '' ? 0 : Number.parseInt(whole, 16);
  return fraction === '' ? integer : integer + Number.parseInt(fraction, 16) / 16 ** fraction.length;
}

/**
 * The floating-point number a text starts with, as the C library reads it: decimal, hexadecimal, `inf` or `nan`. `null`
 * when there is none (spec A3.4.3.4).
 */
export function parseLeadingNumber(text: string): number | null {
  const [, sign, hexadecimal, hexDigits = '', infinite, notANumber, decimal = ''] = NUMBER.exec(text) ?? [];
  const factor = sign === '-' ? -1 : 1;
  // A bare `0x` is the number 0 with garbage behind it.
  if (hexadecimal !== undefined)
    return factor * (/[0-9a-f]/i.test(hexDigits) ? parseHexadecimal(hexDigits) : 0);
  if (infinite !== undefined) return factor * Number.POSITIVE_INFINITY;
  if (notANumber !== undefined) return Number.NaN;
  const value = Number.parseFloat(decimal);
  return Number.isNaN(value) ? null : factor * value;
}
