/**
 * The whole check, in the order in which it fails fastest. Ends with one line "N passed, N failed" that counts unit
 * tests, reference comparisons and steps.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { installTestParts } from './test-parts.ts';

const root = resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'hawser-test-'));
const report = join(scratch, 'unit.json');

/** A step is one command; its name is what the user sees. */
const STEPS: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'lint', command: ['biome', 'check', '.'] },
  { name: 'packages of the page', command: ['npm', 'ci', '--prefix', 'console', '--no-audit', '--no-fund'] },
  { name: 'types of the page', command: ['tsc', '--noEmit', '--project', 'console'] },
  { name: 'floors', command: ['node', 'scripts/check-floors.ts'] },
  { name: 'bundle and page', command: ['node', 'scripts/build.ts'] },
  {
    name: 'unit tests',
    command: ['vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
  },
  { name: 'world', command: ['node', 'test/world/run.ts', '--hours', '10000', '--seed', 'ci'] },
  { name: 'conformance', command: ['node', 'test/conformance/run.ts'] },
  { name: 'fuzz', command: ['node', 'test/fuzz/run.ts', '--count', '1500'] },
  { name: 'oracle', command: ['node', 'test/oracle/run.ts', '--count', '150', '--seed', '1'] },
  { name: 'pcs: odd words, interrupted writes', command: ['node', 'test/pcs/fuzz.ts', '--count', '2000'] },
  { name: 'pcs: the same commands, side by side', command: ['node', 'test/pcs/run.ts'] },
];

const complaints = installTestParts();
let passed = 0;
let failed = 0;
for (const { name, command } of STEPS) {
  console.log(`== ${name}`);
  const [program, ...rest] = command as [string, ...string[]];
  const outcome = spawnSync(program, rest, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (outcome.status === 0) passed++;
  else {
    failed++;
    console.log(
      `== ${name} failed (${outcome.error?.message ?? `exit ${outcome.status ?? outcome.signal}`})`,
    );
  }
}
const counted = readUnitCounts();
rmSync(scratch, { recursive: true });
for (const complaint of complaints) console.log(complaint);
console.log(`${passed + counted.passed} passed, ${failed + counted.failed} failed`);
process.exitCode = failed === 0 && counted.failed === 0 ? 0 : 1;

function readUnitCounts(): { passed: number; failed: number } {
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
    // Without a report the unit step itself has failed and is counted.
  }
  return { passed: 0, failed: 0 };
}
