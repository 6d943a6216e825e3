/** Options of a command given as `name=value`, in the order of their first mention. */
export type Pairs = ReadonlyMap<string, string>;

/** What is wrong with the words of a command; without message its usage says enough. */
export class WrongWords {
  readonly message: string | null;
  /** What to do instead. */
  readonly hint: string | null;

  constructor(message: string | null = null, hint: string | null = null) {
    this.message = message;
    this.hint = hint;
  }
}

/** Reads `name=value` words; one name may come again with the same value only. */
export function readPairs(words: readonly string[]): Pairs | WrongWords {
  const pairs = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 0) return new WrongWords(`missing value of '${word}' option`);
    if (at === 0) return new WrongWords(`missing key in '${word}' option`);
    const name = word.slice(0, at);
    const value = word.slice(at + 1);
    const before = pairs.get(name);
    if (before !== undefined && before !== value) {
      return new WrongWords(`duplicate option '${name}' with different values '${before}' and '${value}'`);
    }
    pairs.set(name, value);
  }
  return pairs;
}
