import { createInterface } from 'node:readline/promises';

/** Asks for yes or no. */
export type Question = (text: string) => Promise<boolean>;

/** Asks on the terminal; `null` when there is none, so that scripts are never held up. */
export function questionOnTerminal(): Question | null {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return null;
  return async (text) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^y(?:es)?$/i.test((await terminal.question(`${text} [y/N] `)).trim());
    } finally {
      terminal.close();
    }
  };
}
