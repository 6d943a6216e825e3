import { error, type Report } from './report.ts';

/** Characters of XML names as far as ids may use them; a colon is excluded. */
const FIRST = /^[\p{L}_]$/u;
const OTHER = /^[\p{L}\p{N}_.·-]$/u;

/** What is wrong with a text as an id; `what` says of what it is one: `resource name`. */
export function checkId(id: string, what: string): readonly Report[] {
  const [first, ...others] = [...id];
  if (first === undefined) return [error('HWS-CFG-003', `${what} cannot be empty`)];
  const wrong = FIRST.test(first) ? others.find((letter) => !OTHER.test(letter)) : first;
  if (wrong === undefined) return [];
  const place = FIRST.test(first) ? 'character' : 'first character';
  const message = `invalid ${what} '${id}', '${wrong}' is not a valid ${place} for a ${what}`;
  return [error('HWS-CFG-003', message)];
}

/** A list as sentences have it: `'a', 'b'`, sorted, each once. */
export function quoted(names: Iterable<string>): string {
  return [...new Set(names)]
    .sort()
    .map((name) => `'${name}'`)
    .join(', ');
}

/** A text made fit to be an id: what ids may not hold is left out. */
export function idText(text: string): string {
  const [first = '', ...others] = [...text];
  return (FIRST.test(first) ? first : '') + others.filter((letter) => OTHER.test(letter)).join('');
}
