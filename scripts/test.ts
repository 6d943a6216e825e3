/**
 * The whole check, in the order in which it fails fastest. Ends with one line "N passed, N failed" that counts tests and
 * steps. Steps of one stage that stand in different lanes run side by side; what needs the machine for itself comes last.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { installTestParts } from './test-parts.ts';

/** A step is one command; its name is what the user sees. */
interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** File in which it reports how many of its tests passed and failed. */
  readonly report?: string;
}

/** What came of steps: they themselves, and the tests in them. */
interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const root = resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'hawser-test-'));

/** Tests with hosts, services and browsers of their own; their times are real, so they run one after another. */
const REAL_PARTS = [
  'test/lab/**',
  'test/shutdown/**',
  'test/systemd/**',
  'test/browser/**',
  'src/corosync/**',
];

function tests(name: string, ...words: readonly string[]): Step {
  const report = join(scratch, `${name.replaceAll(/\W/g, '-')}.json`);
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  return { name, command: ['vitest', 'run', ...reporters, ...words], report };
}

/** Stages one after another, lanes side by side, steps of a lane one after another. */
const STAGES: readonly (readonly (readonly Step[])[])[] = [
  [
    [
      { name: 'types', command: ['tsc', '--noEmit'] },
      { name: 'lint', command: ['biome', 'check', '.'] },
      {
        name: 'packages of the page',
        command: ['npm', 'ci', '--prefix', 'console', '--no-audit', '--no-fund'],
      },
      { name: 'types of the page', command: ['tsc', '--noEmit', '--project', 'console'] },
      { name: 'floors', command: ['node', 'scripts/check-floors.ts'] },
      { name: 'bundle and page', command: ['node', 'scripts/build.ts'] },
    ],
  ],
  [
    [
      tests('unit tests', '--maxWorkers=1', ...REAL_PARTS.flatMap((folder) => ['--exclude', folder])),
      { name: 'conformance', command: ['node', 'test/conformance/run.ts'] },
      { name: 'fuzz', command: ['node', 'test/fuzz/run.ts', '--count', '1500'] },
      { name: 'oracle', command: ['node', 'test/oracle/run.ts', '--count', '150', '--seed', '1'] },
      {
        name: 'pcs: odd words, interrupted writes',
        command: ['node', 'test/pcs/fuzz.ts', '--count', '2000'],
      },
      { name: 'pcs: the same commands, side by side', command: ['node', 'test/pcs/run.ts'] },
    ],
    [{ name: 'world', command: ['node', 'test/world/run.ts', '--hours', '10000', '--seed', 'ci'] }],
  ],
  [
    [
      tests(
        'real parts',
        '--maxWorkers=1',
        ...REAL_PARTS.map((folder) => folder.slice(0, folder.indexOf('*'))),
      ),
    ],
  ],
];

const complaints = installTestParts();
let total: Counts = { passed: 0, failed: 0 };
for (const lanes of STAGES) {
  const counts = await Promise.all(lanes.map((steps, lane) => runLane(steps, lane === 0)));
  total = counts.reduce(add, total);
}
rmSync(scratch, { recursive: true });
for (const complaint of complaints) console.log(complaint);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

async function runLane(steps: readonly Step[], isFirst: boolean): Promise<Counts> {
  let counts: Counts = { passed: 0, failed: 0 };
  for (const step of steps) counts = add(counts, await runStep(step, isFirst));
  return counts;
}

/** Runs a step; what one beside the first lane prints is shown when it has ended, so that lines do not mix. */
async function runStep({ name, command, report }: Step, isShownAtOnce: boolean): Promise<Counts> {
  if (isShownAtOnce) console.log(`== ${name}`);
  const began = performance.now();
  const [program, ...rest] = command as [string, ...string[]];
  const output = isShownAtOnce ? 'inherit' : 'pipe';
  const environment = { NO_COLOR: '1', ...process.env };
  const child = spawn(program, rest, { cwd: root, env: environment, stdio: ['ignore', output, output] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const end = await new Promise<string | null>((settle) => {
    child.once('error', (error) => settle(error.message));
    child.once('close', (code, signal) => settle(code === 0 ? null : `exit ${code ?? signal}`));
  });
  const seconds = Math.round((performance.now() - began) / 1000);
  if (!isShownAtOnce) console.log(`== ${name}\n${printed.trimEnd()}`);
  console.log(`== ${name} ${end === null ? 'passed' : `failed (${end})`} in ${seconds} s`);
  const counts = report === undefined ? { passed: 0, failed: 0 } : readCounts(report);
  return add(counts, end === null ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
}

function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}

function readCounts(report: string): Counts {
  try {
    const parsed: unknown = JSON.parse(readFileSync(report, 'utf8'));
    if (
      typeof parsed === 'object' &&
      parsed !== null &&
      'numPassedTests' in parsed &&
      'numFailedTests' in parsed
    ) {
      return { passed: Number(parsed.numPassedTests), failed: Number(parsed.numFailedTests) };
    }
  } catch {
    // Without a report the step itself has failed and is counted.
  }
  return { passed: 0, failed: 0 };
}
