import { parseArgs } from 'node:util';

/** What `npm run world` is asked to do. */
export interface WorldRun {
  /** Virtual hours in all. */
  readonly hours: number;
  readonly seed: string;
  /** Virtual hours of one story. */
  readonly length: number;
  /** Troubles an hour, in the mean. */
  readonly troubles: number;
  /** Seed of the one story to tell, with its log. */
  readonly only: string | null;
  /** Folder for stories that break an invariant, shrunk. */
  readonly keep: string | null;
  /** Stories that break an invariant before it stops. */
  readonly failures: number;
}

export const USAGE = `npm run world -- [OPTION…]

Tells seeded stories of whole clusters until --hours have gone by in them, and looks at the invariants after every
event. Ends with exit code 1 when one was broken.

  --hours N      cluster-hours in all (100)
  --seed S       any text: stories have the seeds S-1, S-2, … (1)
  --length N     hours of one story (2)
  --troubles N   troubles an hour, in the mean (3)
  --only S-N     tells this one story, with its log; --length and --troubles as when it was told first
  --keep FOLDER  writes stories that break an invariant there, shrunk, ready for scenarios/world
  --failures N   stops after so many broken stories (10)
  --help         this text
`;

/** Reads the command line. */
export function readRunOptions(
  args: readonly string[],
):
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly text: string }
  | { readonly kind: 'run'; readonly run: WorldRun } {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        hours: { type: 'string', default: '100' },
        seed: { type: 'string', default: '1' },
        length: { type: 'string', default: '2' },
        troubles: { type: 'string', default: '3' },
        only: { type: 'string' },
        keep: { type: 'string' },
        failures: { type: 'string', default: '10' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    return { kind: 'wrong', text: error instanceof Error ? error.message : String(error) };
  }
  if (values.help === true) return { kind: 'help' };
  const numbers: Record<string, number> = {};
  for (const name of ['hours', 'length', 'troubles', 'failures']) {
    const text = String(values[name]);
    const number = Number(text);
    if (text.trim() === '' || !Number.isFinite(number) || number <= 0) {
      return { kind: 'wrong', text: `--${name} has to be a number above 0, not "${text}"` };
    }
    numbers[name] = number;
  }
  const text = (name: string): string | null => (typeof values[name] === 'string' ? values[name] : null);
  return {
    kind: 'run',
    run: {
      hours: numbers.hours ?? 0,
      length: numbers.length ?? 0,
      troubles: numbers.troubles ?? 0,
      failures: numbers.failures ?? 0,
      seed: text('seed') ?? '1',
      only: text('only'),
      keep: text('keep'),
    },
  };
}
