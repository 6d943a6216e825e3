/**
 * The words of an unfinished command line, as a shell reads them: quotes and backslashes are taken off, one that is not
 * closed reaches to the end. The last word is the one under the cursor, empty behind a blank.
 */
export function splitLine(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] as string;
    if (quote !== null) {
      if (letter === quote) quote = null;
      else if (letter === '\\' && quote === '"') word = (word ?? '') + (line[++at] ?? '');
      else word = (word ?? '') + letter;
    } else if (letter === "'" || letter === '"') {
      quote = letter;
      word ??= '';
    } else if (letter === '\\') word = (word ?? '') + (line[++at] ?? '');
    else if (/\s/.test(letter)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + letter;
  }
  return [...words, word ?? ''];
}
