import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { findPolicy } from '../../compute-ha/policy-file.ts';
import type { Policy } from '../../evidence/policy/policy.ts';
import { SHIPPED_POLICIES } from '../../evidence/policy/shipped.ts';
import { failureWords } from '../../result/failure-words.ts';
import { nearMiss } from '../../result/near-miss.ts';
import type { Problem } from '../../result/problem.ts';
import { policyCheckJson, policyTableText, problemLines } from './policy-text.ts';

const NAMES = [...SHIPPED_POLICIES.keys()];
const USAGE = `usage: hawser compute policy check [NAME|FILE]   check a policy, shipped or in a file; without one, all shipped
       hawser compute policy show NAME           a shipped policy as it would be written, to begin one of your own with
shipped: ${NAMES.join(', ')}; a file of such a name is given as ./NAME
options: --output-format text|json (show: yaml is what text means)
exit: 0 right, 1 something is wrong with a policy, 64 wrong words, 66 no such policy or file`;

const EXIT = { right: 0, wrong: 1, usage: 64, noInput: 66 } as const;

/** A policy and what is wrong with it, by the name it was asked for. */
export interface CheckedPolicy {
  readonly asked: string;
  /** `null` when something is wrong. */
  readonly policy: Policy | null;
  readonly problems: readonly Problem[];
}

interface PolicyArguments {
  readonly action: 'check' | 'show';
  readonly names: readonly string[];
  readonly format: 'text' | 'json';
}

/** `hawser compute policy`. Writes to the standard output, problems in words to the standard error. */
export async function policy(argv: readonly string[]): Promise<number> {
  const given = readArguments(argv);
  if (given === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.right;
  }
  if (typeof given === 'string') {
    process.stderr.write(`hawser compute policy: ${given}\n${USAGE}\n`);
    return EXIT.usage;
  }
  return given.action === 'show' ? show(given) : await check(given);
}

function show({ names: [name = ''], format }: PolicyArguments): number {
  const written = SHIPPED_POLICIES.get(name);
  if (written === undefined) {
    const meant = nearMiss(name, NAMES);
    const hint = meant === null ? `shipped are ${NAMES.join(', ')}` : `did you mean ${meant}?`;
    process.stderr.write(`hawser compute policy show: no shipped policy is called ${name}; ${hint}\n`);
    return EXIT.noInput;
  }
  // The rules share parts; written out, each can be read and edited by itself.
  const text =
    format === 'json'
      ? JSON.stringify(written, null, 2)
      : stringify(written, { aliasDuplicateObjects: false, lineWidth: 0 }).trimEnd();
  process.stdout.write(`${text}\n`);
  return EXIT.right;
}

async function check({ names, format }: PolicyArguments): Promise<number> {
  const asked = names.length === 0 ? NAMES : names;
  const checked = await Promise.all(asked.map(checkOne));
  if (format === 'json') process.stdout.write(`${policyCheckJson(checked)}\n`);
  else {
    const tables = checked.flatMap(({ policy: right }) => (right === null ? [] : [policyTableText(right)]));
    if (tables.length > 0) process.stdout.write(`${tables.join('\n\n')}\n`);
    for (const line of checked.flatMap(problemLines)) process.stderr.write(`${line}\n`);
  }
  const isUnread = checked.some(({ problems }) => problems.some(({ code }) => code === 'HWS-EVD-006'));
  if (isUnread) return EXIT.noInput;
  return checked.every((entry) => entry.policy !== null) ? EXIT.right : EXIT.wrong;
}

async function checkOne(asked: string): Promise<CheckedPolicy> {
  const found = await findPolicy(asked);
  return { asked, policy: found.ok ? found.value : null, problems: found.problems };
}

function readArguments(argv: readonly string[]): PolicyArguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        'output-format': { type: 'string', default: 'text' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const [action, ...names] = positionals;
    const format = values['output-format'];
    if (format !== 'text' && format !== 'json') return `--output-format is text or json, not ${format}`;
    if (action !== 'check' && action !== 'show')
      return action === undefined ? 'say check or show' : `there is no ${action}; say check or show`;
    if (names.length > 1 || (action === 'show' && names.length === 0))
      return `${action} takes ${action === 'show' ? 'one name' : 'one policy at most'}, not ${names.length}`;
    return { action, names, format };
  } catch (error) {
    return failureWords(error);
  }
}
