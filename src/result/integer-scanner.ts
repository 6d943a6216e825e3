/**
 * Reads integers off a text the way the field's date parsers do: white space before a number is skipped, a sign is
 * part of it and counts towards the width (spec A1.9).
 */
export class IntegerScanner {
  readonly text: string;
  position: number;

  constructor(text: string, position = 0) {
    this.text = text;
    this.position = position;
  }

  /** The next integer of at most `width` characters; `null` when there is none. */
  next(width = Number.MAX_SAFE_INTEGER): number | null {
    let at = this.position;
    while (/[ \t\n\v\f\r]/.test(this.text.charAt(at))) at++;
    const start = at;
    if (this.text.charAt(at) === '+' || this.text.charAt(at) === '-') at++;
    const firstDigit = at;
    while (at - start < width && /[0-9]/.test(this.text.charAt(at))) at++;
    if (at === firstDigit) return null;
    this.position = at;
    return Number(this.text.slice(start, at));
  }

  /** Consumes a literal text; false when it does not follow. */
  skip(literal: string): boolean {
    if (!this.text.startsWith(literal, this.position)) return false;
    this.position += literal.length;
    return true;
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }
}
