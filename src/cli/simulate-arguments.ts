import { parseArgs } from 'node:util';
import { nearMiss } from '../result/near-miss.ts';
import { HELP_ALIASES, OPTIONS, type OptionDefinition } from './simulate-options.ts';

/** Options that were given: how often a switch was, and the values of the others in order. */
export interface SimulateArguments {
  has(long: string): boolean;
  count(long: string): number;
  /** All values of an option that may be repeated. */
  all(long: string): readonly string[];
  /** The last value of an option; `null` when it was not given. */
  last(long: string): string | null;
}

/** What is wrong with a command line, and what may have been meant. */
export interface UsageError {
  readonly error: string;
}

const BY_LONG = new Map(OPTIONS.map((option) => [option.long, option]));
const BY_SHORT = new Map(OPTIONS.map((option) => [option.short, option]));

const CONFIGURATION = Object.fromEntries(
  OPTIONS.map(({ long, short, value }) => [
    long,
    {
      type: value === null ? ('boolean' as const) : ('string' as const),
      multiple: true,
      ...(short === null ? {} : { short }),
    },
  ]),
);

/** Reads the arguments of `hawser simulate`: clusters of letters, attached and separate values, repetitions. */
export function readSimulateArguments(argv: readonly string[]): SimulateArguments | UsageError {
  const { tokens } = parseArgs({
    args: [...argv],
    options: CONFIGURATION,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const isLong = token.rawName.startsWith('--');
    const option = isLong ? BY_LONG.get(token.name) : (BY_LONG.get(token.name) ?? BY_SHORT.get(token.name));
    if (option === undefined) {
      if (HELP_ALIASES.includes(token.name)) add(values, 'help', '');
      else return { error: unknownOption(token.rawName, isLong) };
      continue;
    }
    if (option.value !== null && token.value === undefined) {
      return { error: `option ${token.rawName} needs a value: ${spelling(option)}` };
    }
    add(values, option.long, token.value ?? '');
  }
  return {
    has: (long) => values.has(long),
    count: (long) => values.get(long)?.length ?? 0,
    all: (long) => values.get(long) ?? [],
    last: (long) => values.get(long)?.at(-1) ?? null,
  };
}

function add(values: Map<string, string[]>, long: string, value: string): void {
  const list = values.get(long);
  if (list === undefined) values.set(long, [value]);
  else list.push(value);
}

function unknownOption(rawName: string, isLong: boolean): string {
  const meant = isLong ? nearMiss(rawName.slice(2), [...BY_LONG.keys()]) : null;
  return `unknown option ${rawName}${meant === null ? '' : `; did you mean --${meant}?`}`;
}

/** `-x, --xml-file=FILE`. */
function spelling({ short, long, value }: OptionDefinition): string {
  return `${short === null ? '    ' : `-${short}, `}--${long}${value === null ? '' : `=${value}`}`;
}

/** The help of `hawser simulate`. */
export function simulateHelp(): string {
  const lines = [
    'usage: hawser simulate -x CIB [OPTION…]',
    '',
    'Shows a cluster, what it would do now or after something happened, and where that leads. Nothing is touched.',
    'Options are those of crm_simulate.',
  ];
  let group = '';
  for (const option of OPTIONS) {
    if (option.group !== group) {
      group = option.group;
      lines.push('', `${group}:`);
    }
    lines.push(`  ${spelling(option).padEnd(30)} ${option.help}`);
  }
  lines.push(
    '',
    'OPSPEC is RESOURCE_TASK_INTERVAL@NODE=RC, the interval in milliseconds: db_monitor_20000@node2=7',
    '',
    'Examples:',
    '  hawser simulate -x cib.xml -S --node-fail node1          what happens when node1 fails',
    '  hawser simulate -x cib.xml -sS                           the same with all scores',
    '  hawser simulate -x cib.xml -S -i db_monitor_20000@node2=7 -F db_stop_0@node2=1 -O after.xml',
  );
  return `${lines.join('\n')}\n`;
}
