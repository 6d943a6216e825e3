/**
 * Plays sequences of commands with the installed pcs and with ours, each on a copy of its own, and compares after
 * every command: exit status, what the files then say, and the texts.
 *
 *   npm run pcs:compare                                     all sequences
 *   npm run pcs:compare -- --topic constraint --title set   sequences whose file or title contains the words
 *   npm run pcs:compare -- --cache /tmp/pcs-answers         keeps the answers of pcs, for work on the commands
 *
 * A difference is told with command, both sides and place. The next command starts, on both sides, from what pcs has
 * left, so one difference is told once. Ends with the times of both programs side by side.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ACCEPTED, OLDER_FORMS } from './accepted.ts';
import { CHANCES } from './chance.ts';
import { compare } from './compare.ts';
import { OPEN, type OpenCommand } from './open.ts';
import { askPcs, pcsVersion } from './pcs-answers.ts';
import { type Files, play } from './play.ts';
import { readSequences, type Sequence } from './sequence.ts';

const { values } = parseArgs({
  options: {
    topic: { type: 'string', default: '' },
    title: { type: 'string', default: '' },
    cache: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    show: { type: 'string', default: '40' },
  },
});
const HOME = import.meta.dirname;
const HAWSER = [join(HOME, '../../bin/pcs')];
/** Times are judged by the middle command, whole process. */
const GOAL_RATIO = 8;
const GOAL_MS = 120;

const version = pcsVersion();
if (version === null) {
  console.log('pcs: pcs is not installed (package pcs). Nothing was compared.');
  process.exit(0);
}
const sequences = readAll().filter(
  ({ topic, title }) => topic.includes(values.topic) && title.includes(values.title),
);
const commandCount = sequences.reduce((sum, { commands }) => sum + commands.length, 0);
const scratch = mkdtempSync(join(tmpdir(), 'hawser-pcs-'));
const times: { pcs: number; hawser: number }[] = [];
const accepted = new Map<string, number>();
const chances = new Set<string>();
const differing = new Map<OpenCommand, number>();
let opened = 0;
let compared = 0;
let agreed = 0;
let shown = 0;

try {
  const waiting = [...sequences];
  await Promise.all(Array.from({ length: Number(values.jobs) }, (_, worker) => work(waiting, worker)));
} finally {
  rmSync(scratch, { recursive: true });
}
report();

async function work(waiting: Sequence[], worker: number): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    await playSequence(next, join(scratch, String(worker)));
  }
}

async function playSequence(sequence: Sequence, folder: string): Promise<void> {
  let files: Files = new Map(
    [...sequence.inputs].map(
      ([name, input]) => [name, readFileSync(join(HOME, 'inputs', input), 'utf8')] as const,
    ),
  );
  for (const command of sequence.commands) {
    const theirs = await askPcs(
      version as string,
      command.argv,
      join(folder, 'pcs', 'work'),
      files,
      values.cache,
    );
    const ours = await play(HAWSER, command.argv, join(folder, 'hawser', 'work'), files);
    if (theirs.took > 0) times.push({ pcs: theirs.took, hawser: ours.took });
    const { differences, accepted: needed, chances: met } = compare(command.text, files, theirs, ours);
    for (const id of met) chances.add(id);
    for (const id of needed) accepted.set(id, (accepted.get(id) ?? 0) + 1);
    const open = OPEN.find((entry) => entry.command.test(command.text));
    if (open !== undefined) {
      if (differences.length > 0) differing.set(open, (differing.get(open) ?? 0) + 1);
      opened++;
      files = theirs.files;
      continue;
    }
    compared++;
    if (differences.length === 0) agreed++;
    else if (shown++ < Number(values.show)) {
      const told = differences.map(({ what, text }) => `    ${what}: ${text}`);
      console.log(`${sequence.topic}.txt:${command.line}  pcs ${command.text}\n${told.join('\n')}`);
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${compared + opened} of ${commandCount} commands `);
    files = theirs.files;
  }
}

function readAll(): readonly Sequence[] {
  return readdirSync(join(HOME, 'sequences'))
    .sort()
    .flatMap((file) =>
      readSequences(file.replace(/\.txt$/, ''), readFileSync(join(HOME, 'sequences', file), 'utf8')),
    );
}

function report(): void {
  if (process.stderr.isTTY) process.stderr.write('\r');
  if (shown > Number(values.show))
    console.log(`… and ${shown - Number(values.show)} more commands that differ`);
  const table = [
    ...ACCEPTED,
    ...OLDER_FORMS.map(({ id }) => ({ id, reason: 'an older form that pcs refuses' })),
  ];
  for (const { id, reason } of table) {
    if (accepted.has(id)) console.log(`accepted ${accepted.get(id)} times: ${id} (${reason})`);
    else if (values.topic === '' && values.title === '') {
      console.log(`accepted difference "${id}" is needed by no command: take it out`);
      process.exitCode = 1;
    }
  }
  for (const { id } of CHANCES) {
    if (chances.has(id) || values.topic !== '' || values.title !== '') continue;
    console.log(`what chance decides, "${id}", is in no answer: take it out`);
    process.exitCode = 1;
  }
  for (const entry of OPEN) {
    const count = differing.get(entry);
    if (count !== undefined)
      console.log(`open: ${count} commands like ${entry.command.source} differ (${entry.reason})`);
    else if (values.topic === '' && values.title === '' && entry.mayAgree !== true) {
      console.log(`the open entry ${entry.command.source} fits no command that differs: take it out`);
      process.exitCode = 1;
    }
  }
  if (times.length > 0) {
    const middle = (of: number[]): number => of.sort((a, b) => a - b)[Math.floor(of.length / 2)] as number;
    const pcs = middle(times.map((time) => time.pcs));
    const hawser = middle(times.map((time) => time.hawser));
    const ratio = middle(times.map((time) => time.pcs / time.hawser));
    console.log(
      `time of the middle command: pcs ${Math.round(pcs)} ms, hawser ${Math.round(hawser)} ms (goal ${GOAL_MS}), ` +
        `ratio ${ratio.toFixed(1)} (goal ${GOAL_RATIO})`,
    );
  }
  console.log(
    `pcs ${version}: ${agreed} of ${compared} commands agree${opened === 0 ? '' : `, ${opened} more are open`}`,
  );
  if (agreed !== compared || compared === 0) process.exitCode = 1;
}
