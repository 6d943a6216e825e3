import type { PowerReading } from './power.ts';

/** What a run of ipmitool says, as far as its words alone tell. */
export type IpmitoolAnswer =
  | { readonly kind: 'read'; readonly reading: PowerReading }
  | { readonly kind: 'accepted' }
  /** The BMC answered with an error. */
  | { readonly kind: 'refused'; readonly words: string }
  | { readonly kind: 'privilege'; readonly words: string }
  | { readonly kind: 'cipher' }
  | { readonly kind: 'wrong-credentials' }
  | { readonly kind: 'unresolvable' }
  /** No session came about: a wrong password and a dead BMC read alike. */
  | { readonly kind: 'no-session' }
  /** There was a session, and the command got no answer: it may have been obeyed. */
  | { readonly kind: 'unanswered' }
  /** No way there from this machine; ipmitool says so at once (measured in a network namespace without routes). */
  | { readonly kind: 'no-route' }
  | { readonly kind: 'unknown' };

const READ = /^Chassis Power is (on|off)\s*$/m;
const ACCEPTED = /^Chassis Power Control: \S/m;

/** Causes in the order in which they are looked for: several texts come with a general one at their end. */
const CAUSES: readonly {
  readonly pattern: RegExp;
  readonly answer: (match: RegExpMatchArray) => IpmitoolAnswer;
}[] = [
  { pattern: /Address lookup for .* failed/, answer: () => ({ kind: 'unresolvable' }) },
  {
    pattern: /Could not open socket|Network is unreachable|No route to host/i,
    answer: () => ({ kind: 'no-route' }),
  },
  {
    pattern:
      /invalid (?:authentication|integrity|confidentiality) algorithm|no matching (?:cipher|authentication|integrity)|(?:unsupported|unknown|invalid) cipher/i,
    answer: () => ({ kind: 'cipher' }),
  },
  {
    pattern: /^.*(?:insufficient privilege|privilege level exceeds|unauthorized role|invalid role).*$/im,
    answer: (match) => ({ kind: 'privilege', words: match[0].trim() }),
  },
  {
    // Over lan the BMC has sent its challenge by then and leaves a wrong answer to it unanswered.
    pattern: /Activate Session command failed|Invalid user ?name|unauthorized name|HMAC is invalid|password/i,
    answer: () => ({ kind: 'wrong-credentials' }),
  },
  {
    pattern: /^.*(?:insufficient resources|out of session|no (?:session )?slots?\b|session .* in use).*$/im,
    answer: (match) => ({ kind: 'refused', words: match[0].trim() }),
  },
  {
    pattern: /^(?:Set Chassis Power Control to \S+|Get Chassis Power Status) failed: (.*)$/m,
    answer: (match) => ({ kind: 'refused', words: (match[1] as string).trim() }),
  },
  { pattern: /Unable to (?:get|set) Chassis Power/, answer: () => ({ kind: 'unanswered' }) },
  { pattern: /Unable to establish/, answer: () => ({ kind: 'no-session' }) },
];

/** Lines that come with success and failure alike. */
const NOISE =
  /^(?:Get HPM\.x Capabilities request failed|Close Session command failed|Unable to Get Channel Cipher Suites)/;

/** Reads the cause out of what ipmitool printed; its exit code only tells success (0) from failure (1). */
export function readIpmitoolAnswer(exitCode: number | null, output: string): IpmitoolAnswer {
  if (exitCode === 0) {
    const read = READ.exec(output);
    if (read !== null) return { kind: 'read', reading: read[1] as PowerReading };
    return ACCEPTED.test(output) ? { kind: 'accepted' } : { kind: 'unknown' };
  }
  for (const { pattern, answer } of CAUSES) {
    const match = pattern.exec(output);
    if (match !== null) return answer(match);
  }
  return { kind: 'unknown' };
}

/** ipmitool's words in one line, without noise, at most `longest` characters. */
export function ipmitoolWords(output: string, longest = 400): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !NOISE.test(line));
  const words = lines.join('; ');
  return words.length > longest ? `${words.slice(0, longest)}…` : words;
}
