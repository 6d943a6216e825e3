/**
 * What one address came to.
 * - `silent`: it was asked, and no answer came; a router's “host unreachable” counts as that.
 * - `unknown`: it was not asked, or what stood in the way says nothing about it.
 */
export interface EchoAnswer {
  readonly kind: 'alive' | 'silent' | 'unknown';
  readonly words: string;
}

/** How a run of fping ended, and what it wrote. */
export interface FpingRun {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
  /** Why it cannot be believed as a whole; `null` when it ended by itself. */
  readonly failure: string | null;
}

/** fping ends with 0 when all answered and 1 when some did not; anything else is a failure of its own (fping(8)). */
const TRUSTED_EXITS: readonly (number | null)[] = [0, 1];
const RESULT = /^(\S+) is (alive|unreachable)$/;
const UNSENT = /^(\S+): error while sending ping: (.+)$/;
const ICMP = /^ICMP (.+) from (\S+) for ICMP Echo sent to (\S+)$/;
const HOST_UNREACHABLE = 'Host Unreachable';

/**
 * Reads a run of fping in its default mode. An answer is an answer, whatever became of the run. Silence is believed only
 * when the run ended by itself, its `control` address (one that cannot but answer) was alive, fping could send, and it
 * complained of nothing that is not understood: fping prints “is unreachable” also for what it could not send.
 */
export function readFping(
  { exitCode, output, errors, failure }: FpingRun,
  addresses: readonly string[],
  control: string,
): ReadonlyMap<string, EchoAnswer> {
  const results = new Map<string, string>();
  let doubt = failure;
  if (doubt === null && !TRUSTED_EXITS.includes(exitCode)) doubt = `fping ended with ${exitCode}`;
  for (const line of linesOf(output)) {
    const found = RESULT.exec(line);
    if (found === null) doubt ??= `fping wrote what is not understood: ${line}`;
    // Of an address that was asked twice an answer outweighs silence.
    else if (results.get(found[1] as string) !== 'alive') results.set(found[1] as string, found[2] as string);
  }
  const asked = new Set([...addresses, control]);
  const obstacles = new Map<string, string>();
  const refusals = new Map<string, string>();
  for (const line of linesOf(errors)) {
    const unsent = UNSENT.exec(line);
    const icmp = ICMP.exec(line);
    // An address that is written in another way than it was asked for: whose obstacle it is, is not known.
    const isStrange = !asked.has((unsent?.[1] ?? icmp?.[3]) as string);
    if (isStrange) doubt ??= `fping complains: ${line}`;
    else if (unsent !== null) obstacles.set(unsent[1] as string, `not sent: ${unsent[2]}`);
    else if (icmp !== null) {
      const [, what, from, to] = icmp as unknown as readonly [string, string, string, string];
      (what === HOST_UNREACHABLE ? refusals : obstacles).set(to, `${what} from ${from}`);
    }
  }
  if (results.get(control) !== 'alive') doubt ??= `not even ${control} answers`;
  return new Map(
    addresses.map((address): readonly [string, EchoAnswer] => {
      const result = results.get(address);
      if (result === 'alive') return [address, { kind: 'alive', words: '' }];
      const words = doubt ?? obstacles.get(address);
      if (words !== undefined) return [address, { kind: 'unknown', words }];
      if (result === undefined) return [address, { kind: 'unknown', words: 'fping does not name it' }];
      return [address, { kind: 'silent', words: refusals.get(address) ?? '' }];
    }),
  );
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
