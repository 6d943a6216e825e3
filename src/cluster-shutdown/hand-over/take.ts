import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { failureWords } from '../../result/failure-words.ts';
import type { Problem } from '../../result/problem.ts';
import type { Boot } from '../boot.ts';
import { handOverExposed, handOverMalformed, handOverStale } from '../problem.ts';
import { type HandOver, OLDEST_HAND_OVER_SECONDS } from './hand-over.ts';
import { parseHandOver } from './shape.ts';

/** What lies in the hand-over's place. */
export type FoundHandOver =
  | { readonly kind: 'none' }
  | { readonly kind: 'good'; readonly handOver: HandOver }
  /** Not to be acted on; its text is evidence. */
  | { readonly kind: 'refused'; readonly problem: Problem; readonly text: string | null };

const LARGEST = 16 * 1024 * 1024;
const WRITABLE_BY_OTHERS = 0o022;

/** Looks at the hand-over (S0.29, S0.30). Does not remove it. */
export async function readHandOver(path: string, boot: Boot): Promise<FoundHandOver> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    // A link could lead to a file that others write; a pipe would block for ever.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'none' };
    return { kind: 'refused', problem: handOverMalformed(path, failureWords(error)), text: null };
  }
  try {
    const facts = await file.stat();
    const own = process.getuid?.();
    if (!facts.isFile() || facts.size > LARGEST)
      return refused(handOverMalformed(path, `no regular file of at most ${LARGEST} bytes`), null);
    if (
      (own !== undefined && facts.uid !== own && facts.uid !== 0) ||
      (facts.mode & WRITABLE_BY_OTHERS) !== 0
    )
      return refused(handOverExposed(path, facts.uid, facts.mode & 0o7777), await file.readFile('utf8'));
    const text = await file.readFile('utf8');
    const parsed = parseHandOver(text);
    if (typeof parsed === 'string') return refused(handOverMalformed(path, parsed), text);
    const stale = staleness(parsed, boot);
    return stale === null ? { kind: 'good', handOver: parsed } : refused(handOverStale(path, stale), text);
  } catch (error) {
    return refused(handOverMalformed(path, failureWords(error)), null);
  } finally {
    await file.close();
  }
}

function refused(problem: Problem, text: string | null): FoundHandOver {
  return { kind: 'refused', problem, text };
}

/** Why a request is of the past; `null` when it is not (S0.33). */
function staleness({ bootId, uptimeSeconds }: HandOver, boot: Boot): string | null {
  if (bootId !== boot.id) return 'it was accepted before this machine was booted';
  const age = boot.uptimeSeconds() - uptimeSeconds;
  return age > OLDEST_HAND_OVER_SECONDS ? `it was accepted ${Math.round(age / 60)} minutes ago` : null;
}
