/**
 * What chance decides in an answer: neither program promises it, so it is brought into one form in both texts before
 * they are compared. Everything else in the texts still has to be the same.
 */
export interface Chance {
  readonly id: string;
  /** Why it differs from run to run of one program. */
  readonly reason: string;
  readonly stream: 'output' | 'errors';
  /** What to look for in a text. */
  readonly pattern: RegExp;
  /** The form in which all runs are the same. */
  readonly settled: (found: string) => string;
}

export const CHANCES: readonly Chance[] = [
  {
    id: 'the present time',
    reason: 'the two programs may run in one second or in two',
    stream: 'output',
    pattern: /(?<=Last updated: )\w{3} \w{3} +\d+ [\d:]{8} \d{4}/g,
    settled: () => '«time»',
  },
  {
    id: 'several warnings that resources are unmanaged',
    reason: 'pcs gives them in the order of a hash: with another PYTHONHASHSEED they change places',
    stream: 'errors',
    pattern: /(?:^Warning: '[^']+' is unmanaged\n){2,}/gm,
    settled: (found) => `${found.trimEnd().split('\n').sort().join('\n')}\n`,
  },
];

/** A text in the form in which every run gives it, and the ids of what had to be settled for it. */
export function settled(
  stream: 'output' | 'errors',
  text: string,
): { readonly text: string; readonly ids: readonly string[] } {
  const ids: string[] = [];
  let rest = text;
  for (const chance of CHANCES) {
    if (chance.stream !== stream) continue;
    rest = rest.replace(chance.pattern, (found) => {
      ids.push(chance.id);
      return chance.settled(found);
    });
  }
  return { text: rest, ids };
}
