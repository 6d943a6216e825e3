/**
 * Random clusters, played by `hawser simulate` and by the installed crm_simulate with the same random options.
 *
 *   npm run oracle:options -- --count 200 --seed 1      shows every run that differs, keeps its input in --keep FOLDER
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseCib } from '../../src/cib/parse.ts';
import { writeXml } from '../../src/cib/write.ts';
import { comparableLines, firstDifference } from '../conformance/compare.ts';
import { generateRichCib } from './enrich.ts';
import { mutate } from './mutate.ts';
import { hasPeer } from './peer.ts';
import { Random } from './random.ts';
import { randomOptions } from './random-options.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string', default: '/tmp/hawser-oracle' },
  },
});
if (!hasPeer()) {
  console.log('oracle: crm_simulate is not installed (package pacemaker-cli-utils). Nothing was compared.');
  process.exit(0);
}

const HAWSER = join(import.meta.dirname, '../../src/cli/start.ts');
const ENVIRONMENT = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
const RUNS_IN_A_CHAIN = 4;
const random = new Random(Number(values.seed));
const folder = mkdtempSync(join(tmpdir(), 'hawser-options-'));
const input = join(folder, 'in.xml');
let agreed = 0;
let disagreed = 0;

try {
  while (agreed + disagreed < Number(values.count)) {
    const generated = generateRichCib(random);
    let root = generated.root;
    for (let run = 0; run < RUNS_IN_A_CHAIN; run++) {
      writeFileSync(input, writeXml(root));
      const options = randomOptions(root, random, generated);
      const peer = play('crm_simulate', [], options);
      if (peer.status === null || peer.status > 1) break;
      const ours = play(process.execPath, [HAWSER, 'simulate'], options);
      const difference = compare(peer, ours);
      if (difference === null) agreed++;
      else {
        disagreed++;
        mkdirSync(values.keep, { recursive: true });
        const kept = join(values.keep, `options-seed${values.seed}-${disagreed}.xml`);
        copyFileSync(input, kept);
        console.log(`simulate -x ${kept} ${options.join(' ')}\n  ${difference}`);
      }
      const after = parseCib(peer.documents.output ?? '');
      if (!after.ok) break;
      root = after.value.root;
      mutate(root, random, generated);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`oracle: ${agreed} runs agree, ${disagreed} disagree (seed ${values.seed})`);
process.exitCode = disagreed === 0 ? 0 : 1;

interface Played {
  readonly status: number | null;
  readonly text: string;
  readonly errors: string;
  readonly documents: Readonly<Record<'graph' | 'dot' | 'output' | 'input', string | null>>;
}

function play(program: string, prefix: readonly string[], options: readonly string[]): Played {
  const file = (name: string): string => join(folder, name);
  for (const name of ['graph', 'dot', 'output', 'input']) rmSync(file(name), { force: true });
  const outcome = spawnSync(
    program,
    [
      ...prefix,
      '-x',
      input,
      ...options,
      '-G',
      file('graph'),
      '-D',
      file('dot'),
      '-O',
      file('output'),
      '-I',
      file('input'),
    ],
    { encoding: 'utf8', env: ENVIRONMENT, timeout: 60_000, maxBuffer: 1 << 28 },
  );
  const read = (name: string): string | null => {
    try {
      return readFileSync(file(name), 'utf8');
    } catch {
      return null;
    }
  };
  return {
    status: outcome.status,
    text: outcome.stdout,
    errors: outcome.stderr,
    documents: { graph: read('graph'), dot: read('dot'), output: read('output'), input: read('input') },
  };
}

/** Leaves out what differs from run to run: times of what is made up, and the command line. */
function comparable(text: string): string[] {
  return text
    .replace(/last-failure-([^= ]*)(="? ?)\d+/g, 'last-failure-$1$2T')
    .replace(/(name="last-failure-[^"]*" value=")\d+/g, '$1T')
    .replace(/ request="[^"]*"/, '')
    .replace(/<status code="78" message="[^"]*"\/>/, '<status code="0" message="OK"/>')
    .replace(/last-rc-change=('[^']*'|"[^"]*")/g, 'last-rc-change')
    .replace(/last-run=('[^']*'|"[^"]*")/g, 'last-run')
    .replace(/last-failure=('[^']*'|"[^"]*")/g, 'last-failure')
    .replace(/recheck-by="\d+"/, 'recheck-by')
    .split('\n');
}

function compare(peer: Played, ours: Played): string | null {
  // An order of something with itself is always told; the peer aborts, or does not notice when nothing is to be done.
  const isTolerated = ours.errors.includes('HWS-CON-025');
  if (peer.status !== ours.status && !isTolerated)
    return `exit code: expected ${peer.status} but got ${ours.status} ${ours.errors}`;
  const text = firstDifference(comparable(peer.text), comparable(ours.text));
  if (text !== null) return `text: ${text}`;
  for (const name of ['graph', 'dot'] as const) {
    const expected = peer.documents[name];
    const got = ours.documents[name];
    if ((expected === null) !== (got === null))
      return `${name}: written by ${expected === null ? 'us' : 'the peer'} only`;
    if (expected === null || got === null) continue;
    const difference = firstDifference(
      comparable(comparableLines(name, expected).join('\n')),
      comparable(comparableLines(name, got).join('\n')),
    );
    if (difference !== null) return `${name}: ${difference}`;
  }
  return null;
}
