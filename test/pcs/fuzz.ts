/**
 * Damage in the field: argument lists nobody has thought of, and a process that ends at any system call. Whatever comes,
 * there is no stack trace, the exit code is one of ours, and the file is the old or the new one, whole.
 *
 *   npm run pcs:fuzz -- --count 3000 --seed 1 --kills 60
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { pcs } from '../../src/cli/pcs/pcs.ts';
import { readSequences } from './sequence.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '40' },
  },
});
const HOME = import.meta.dirname;
const INPUTS = ['empty.xml', 'openstack.xml', 'filled.xml'].map((name) =>
  readFileSync(join(HOME, 'inputs', name), 'utf8'),
);
const CONF = readFileSync(join(HOME, 'inputs', 'qdevice.conf'), 'utf8');
const ODD_WORDS = [
  '',
  '-',
  '--',
  '=',
  'a=',
  '=a',
  '%',
  '(',
  ')',
  '-1',
  '-INFINITY',
  '\u0000',
  'é',
  '--force',
  '"',
  '&<>',
  '../x',
];
/** Words that write elsewhere than to the two files, or reach beyond them. */
const OUTSIDE = ['cib', '-f', '--wait', '--request-timeout'];
const EXIT_CODES = [0, 1, 2];

const folder = mkdtempSync(join(tmpdir(), 'hawser-pcs-fuzz-'));
const cib = join(folder, 'cib.xml');
const conf = join(folder, 'corosync.conf');
const lines = readdirSync(join(HOME, 'sequences')).flatMap((file) =>
  readSequences(file, readFileSync(join(HOME, 'sequences', file), 'utf8')).flatMap(({ commands }) =>
    commands.filter(({ text }) => !text.startsWith('! ')).map(({ argv }) => argv.slice(2)),
  ),
);
const words = [...new Set(lines.flat())];
let failures = 0;

try {
  await fuzzWords();
  const killed = killAtSystemCalls();
  console.log(
    `pcs fuzz: ${values.count} argument lists, ${killed} interrupted runs, ${failures} faults (seed ${values.seed})`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = failures === 0 ? 0 : 1;

/** Changed commands of the sequences, run in this process: a thrown error would be a stack trace. */
async function fuzzWords(): Promise<void> {
  const word = fc.oneof(
    fc.constantFrom(...words),
    fc.constantFrom(...ODD_WORDS),
    fc.string({ maxLength: 8 }),
  );
  const change = fc.oneof(
    fc.record({ kind: fc.constant('drop' as const), at: fc.nat(12) }),
    fc.record({ kind: fc.constant('put' as const), at: fc.nat(12), word }),
    fc.record({ kind: fc.constant('set' as const), at: fc.nat(12), word }),
    fc.record({ kind: fc.constant('swap' as const), at: fc.nat(12) }),
  );
  const list = fc.record({
    line: fc.constantFrom(...lines),
    changes: fc.array(change, { minLength: 1, maxLength: 4 }),
    input: fc.nat(INPUTS.length - 1),
  });
  await fc.assert(
    fc.asyncProperty(list, async ({ line, changes, input }) => {
      const argv = [...line];
      for (const one of changes) {
        const at = Math.min(one.at, argv.length);
        if (one.kind === 'drop') argv.splice(at, 1);
        else if (one.kind === 'put') argv.splice(at, 0, one.word);
        else if (one.kind === 'set') argv[at] = one.word;
        else argv.push(...argv.splice(at, 1));
      }
      await tryWords(argv, INPUTS[input] as string);
    }),
    { numRuns: Number(values.count), seed: Number(values.seed) },
  );
}

async function tryWords(argv: readonly string[], input: string): Promise<void> {
  if (argv.some((word) => OUTSIDE.some((outside) => word.startsWith(outside)))) return;
  writeFileSync(cib, input);
  writeFileSync(conf, CONF);
  const isConf = argv[0] === 'quorum' || (argv[0] === 'cluster' && argv[1] === 'config');
  const target = isConf ? ['--corosync_conf', conf] : ['-f', cib];
  let said = '';
  const output = {
    out: (text: string) => {
      said += text;
    },
    err: (text: string) => {
      said += text;
    },
  };
  const code = await pcs([...target, ...argv], output);
  const isWhole = isXml(readFileSync(cib, 'utf8')) && readFileSync(conf, 'utf8').endsWith('}\n');
  if (EXIT_CODES.includes(code) && isWhole && !/\n {4}at /.test(said)) return;
  throw new Error(`exit ${code}, file ${isWhole ? 'whole' : 'damaged'}: ${JSON.stringify(argv)}\n${said}`);
}

function isXml(text: string): boolean {
  let isRight = true;
  const parser = new SaxesParser();
  parser.on('error', () => {
    isRight = false;
  });
  parser.write(text).close();
  return isRight;
}

/** Whole processes, ended by strace at one system call after the other that touches files. */
function killAtSystemCalls(): number {
  if (spawnSync('strace', ['-V']).status !== 0) {
    console.log('pcs fuzz: strace is not installed. No run was interrupted.');
    return 0;
  }
  const command = [
    join(HOME, '../../bin/pcs'),
    '-f',
    cib,
    'constraint',
    'location',
    'S',
    'prefers',
    'node3=7',
  ];
  const before = INPUTS[2] as string;
  writeFileSync(cib, before);
  const straced = (inject: readonly string[]): number | null => {
    const run = spawnSync('strace', ['-f', '-qq', '-o', join(folder, 'trace'), ...inject, ...command], {
      timeout: 60_000,
    });
    return run.status;
  };
  if (straced([]) !== 0) throw new Error('the command to interrupt does not work');
  const after = readFileSync(cib, 'utf8');
  if (after === before) throw new Error('the command to interrupt changes nothing');
  let runs = 0;
  const outcomes = { old: 0, new: 0 };
  const calls = ['openat', 'write', 'pwrite64', 'fsync', 'rename', 'fchmod', 'fchown', 'close', 'unlink'];
  const most = new Map(calls.map((call) => [call, callsOf(call, join(folder, 'trace'))] as const));
  for (const [call, count] of most) {
    const step = Math.max(1, Math.ceil((count * calls.length) / Number(values.kills)));
    for (let nth = count; nth > 0; nth -= step) {
      for (const how of [`signal=KILL:when=${nth}`, `error=EIO:when=${nth}`, `error=ENOSPC:when=${nth}`]) {
        writeFileSync(cib, before);
        straced(['-e', `trace=${call}`, '-e', `inject=${call}:${how}`]);
        runs++;
        const left = readFileSync(cib, 'utf8');
        if (left === before) outcomes.old++;
        else if (left === after) outcomes.new++;
        else {
          failures++;
          console.log(`damaged file after ${call} ${how}`);
        }
      }
    }
  }
  console.log(`interrupted runs left the old file ${outcomes.old} times, the new one ${outcomes.new} times`);
  return runs;
}

/** How often a whole run makes a system call in one of its processes, at most. */
function callsOf(call: string, trace: string): number {
  const counts = new Map<string, number>();
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const [process = '', rest = ''] = line.split(/\s+(.*)/);
    if (rest.startsWith(`${call}(`)) counts.set(process, (counts.get(process) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}
