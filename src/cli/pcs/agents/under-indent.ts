/** Columns of a line. */
const WIDTH = 80;

/** Breaks a text after words and hyphens into lines that fit; all but the first are indented. */
export function underIndent(text: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const [part] of text.matchAll(/ ?(?:[^ -]|-(?![A-Za-z]))*(?:-(?=[A-Za-z]))?/g)) {
    if (line.trim() !== '' && line.length + part.length > WIDTH) {
      lines.push(line);
      line = `${' '.repeat(indent)}${part.trimStart()}`;
    } else line += part;
  }
  return [...lines, line].join('\n');
}
