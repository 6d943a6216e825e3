import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { failureWords } from '../result/failure-words.ts';

/**
 * What lies at a path from which orders are taken.
 * - `exposed`: somebody else could have written it.
 * - `unusable`: no regular file, too large, or not readable.
 */
export type OwnFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'exposed'; readonly owner: number; readonly mode: number; readonly text: string }
  | { readonly kind: 'unusable'; readonly why: string };

const WRITABLE_BY_OTHERS = 0o022;

/** Reads a file that only root or this process's user may have written. Blocks on nothing that may lie there instead. */
export async function readOwnFile(path: string, largest: number): Promise<OwnFile> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    // A link could lead to a file that others write; a pipe would block for ever.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'none' };
    return { kind: 'unusable', why: failureWords(error) };
  }
  try {
    const facts = await file.stat();
    if (!facts.isFile() || facts.size > largest)
      return { kind: 'unusable', why: `no regular file of at most ${largest} bytes` };
    const text = await file.readFile('utf8');
    if (isExposed(facts)) return { kind: 'exposed', owner: facts.uid, mode: facts.mode & 0o7777, text };
    return { kind: 'text', text };
  } catch (error) {
    return { kind: 'unusable', why: failureWords(error) };
  } finally {
    await file.close();
  }
}

/** Whether anybody but root and this process's user may have made or may change it. */
export function isExposed({ uid, mode }: Stats): boolean {
  const own = process.getuid?.();
  return (own !== undefined && uid !== own && uid !== 0) || (mode & WRITABLE_BY_OTHERS) !== 0;
}
