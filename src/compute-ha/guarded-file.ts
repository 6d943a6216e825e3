import { open } from 'node:fs/promises';
import { failureWords } from '../result/failure-words.ts';

const WRITABLE_BY_OTHERS = 0o022;

export type GuardedText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: string };

/** Reads a file by which hosts are switched off or programs run: only root, or who reads it, may have written it. */
export async function readGuardedFile(path: string, mostBytes: number): Promise<GuardedText> {
  const refuse = (why: string): GuardedText => ({ kind: 'refused', why });
  try {
    const file = await open(path, 'r');
    try {
      const facts = await file.stat();
      if (!facts.isFile() || facts.size > mostBytes)
        return refuse(`it is no regular file of at most ${mostBytes} bytes`);
      const own = process.getuid?.();
      if (own !== undefined && facts.uid !== own && facts.uid !== 0)
        return refuse(`it belongs to user ${facts.uid}; it has to be yours or root’s`);
      if ((facts.mode & WRITABLE_BY_OTHERS) !== 0)
        return refuse(`others may write it (mode ${(facts.mode & 0o7777).toString(8)}); chmod go-w`);
      return { kind: 'text', text: await file.readFile('utf8') };
    } finally {
      await file.close();
    }
  } catch (error) {
    return refuse(failureWords(error));
  }
}
