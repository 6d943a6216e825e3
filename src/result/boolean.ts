/** Words the field accepts as booleans, lower-cased (spec A1.7). */
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['on', true],
  ['yes', true],
  ['y', true],
  ['1', true],
  ['false', false],
  ['off', false],
  ['no', false],
  ['n', false],
  ['0', false],
]);

/** Reads a boolean word in any case; `null` when the text is none (spec A1.7). */
export function parseBoolean(text: string): boolean | null {
  return WORDS.get(text) ?? WORDS.get(text.toLowerCase()) ?? null;
}

/** The "is it true?" test: absent and invalid texts are not true (spec A1.7). */
export function isTrue(text: string | null): boolean {
  return text !== null && parseBoolean(text) === true;
}
