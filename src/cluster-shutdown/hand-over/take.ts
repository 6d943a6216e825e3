import type { Problem } from '../../result/problem.ts';
import type { Boot } from '../boot.ts';
import { readOwnFile } from '../own-file.ts';
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

/** Looks at the hand-over (S0.29, S0.30). Does not remove it. */
export async function readHandOver(path: string, boot: Boot): Promise<FoundHandOver> {
  const found = await readOwnFile(path, LARGEST);
  switch (found.kind) {
    case 'none':
      return found;
    case 'unusable':
      return refused(handOverMalformed(path, found.why), null);
    case 'exposed':
      return refused(handOverExposed(path, found.owner, found.mode), found.text);
    case 'text': {
      const parsed = parseHandOver(found.text);
      if (typeof parsed === 'string') return refused(handOverMalformed(path, parsed), found.text);
      const stale = staleness(parsed, boot);
      if (stale !== null) return refused(handOverStale(path, stale), found.text);
      return { kind: 'good', handOver: parsed };
    }
  }
}

function refused(problem: Problem, text: string | null): FoundHandOver {
  return { kind: 'refused', problem, text };
}

/** Why a request is not of this moment; `null` when it is (S0.33). */
function staleness({ bootId, uptimeSeconds }: HandOver, boot: Boot): string | null {
  if (bootId !== boot.id) return 'it was accepted before this machine was booted';
  const age = boot.uptimeSeconds() - uptimeSeconds;
  // The uptime clock never goes back: nothing is accepted at an instant that is still to come.
  if (age < -1) return `it says that it is accepted in ${Math.round(-age)} seconds`;
  return age > OLDEST_HAND_OVER_SECONDS ? `it was accepted ${Math.round(age / 60)} minutes ago` : null;
}
