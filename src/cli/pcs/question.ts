import { fstatSync, statSync } from 'node:fs';

/** Asks for yes or no. */
export type Question = (text: string) => Promise<boolean>;

const INPUT = 0;
const ERRORS = 2;

/** Asks on the terminal; `null` when there is none, so that scripts are never held up. */
export function questionOnTerminal(): Question | null {
  if (!isTerminal(ERRORS) || !isTerminal(INPUT)) return null;
  return async (text) => {
    const { createInterface } = await import('node:readline/promises');
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^y(?:es)?$/i.test((await terminal.question(`${text} [y/N] `)).trim());
    } finally {
      terminal.close();
    }
  };
}

/**
 * Whether a file of the process is a terminal. Files, pipes and the device that is nothing are told apart without loading
 * what terminals need.
 */
function isTerminal(file: number): boolean {
  try {
    const device = fstatSync(file);
    if (!device.isCharacterDevice() || device.rdev === statSync('/dev/null').rdev) return false;
    return process.getBuiltinModule('node:tty').isatty(file);
  } catch {
    // A file that is closed is no terminal.
    return false;
  }
}
