/**
 * Seeded stories of whole clusters, hour by hour, with the invariants looked at after every event. `--help` says how.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateStory } from '../../src/world/generate/story.ts';
import { shrink } from '../../src/world/story/shrink.ts';
import { logText, tell } from '../../src/world/story/story.ts';
import { readRunOptions, USAGE, type WorldRun } from './options.ts';
import { writeStory } from './scenario.ts';

const asked = readRunOptions(process.argv.slice(2));
if (asked.kind === 'help') process.stdout.write(USAGE);
else if (asked.kind === 'wrong') {
  process.stderr.write(`${asked.text}\n\n${USAGE}`);
  process.exitCode = 2;
} else if (asked.run.only !== null) tellOne(asked.run, asked.run.only);
else run(asked.run);

/** One story again, with its log. */
function tellOne({ length, troubles, keep }: WorldRun, seed: string): void {
  const story = generateStory({ seed, hours: length, troubles });
  const told = tell(story);
  process.stdout.write(logText(told.log));
  const [violation] = told.violations;
  if (violation === undefined) return;
  process.exitCode = 1;
  if (keep !== null) keepShrunk({ seed, length, troubles, folder: keep, invariant: violation.invariant });
}

function run({ hours, seed, length, troubles, keep, failures: mostFailures }: WorldRun): void {
  const began = performance.now();
  const changes = { durable: 0, done: 0, refused: 0, unconfirmed: 0 };
  let simulated = 0;
  let events = 0;
  let failures = 0;
  let number = 0;
  let reportedAt = began;
  const progress = (): string => {
    const seconds = (performance.now() - began) / 1000;
    return `seeds ${seed}-1 to ${seed}-${number}: ${simulated.toFixed(0)} cluster-hours, ${events} events, ${failures} failures, ${seconds.toFixed(0)} s (${(simulated / seconds).toFixed(0)} hours a second)`;
  };
  while (simulated < hours && failures < mostFailures) {
    const one = `${seed}-${++number}`;
    const told = tell(generateStory({ seed: one, hours: length, troubles }), {
      keepsLog: false,
      stopsAtViolation: true,
    });
    simulated += told.time / 3_600_000;
    events += told.events;
    for (const answer of ['durable', 'done', 'refused', 'unconfirmed'] as const)
      changes[answer] += told.changes[answer];
    const violation = told.violations[0];
    if (violation !== undefined) {
      failures++;
      console.log(`seed ${one} t=${violation.at} ${violation.invariant}: ${violation.text}`);
      if (keep !== null) {
        keepShrunk({ seed: one, length, troubles, folder: keep, invariant: violation.invariant });
      }
    }
    if (performance.now() - reportedAt > 30_000) {
      reportedAt = performance.now();
      console.log(progress());
    }
  }
  console.log(progress());
  console.log(
    `changes of the configuration: ${changes.durable} durable, ${changes.done} done without being durable, ${changes.refused} refused, ${changes.unconfirmed} not confirmed`,
  );
  process.exitCode = failures === 0 ? 0 : 1;
}

function keepShrunk(found: {
  readonly seed: string;
  readonly length: number;
  readonly troubles: number;
  readonly folder: string;
  readonly invariant: Parameters<typeof shrink>[1];
}): void {
  const { seed, length, troubles, invariant } = found;
  const small = shrink(generateStory({ seed, hours: length, troubles }), invariant);
  const folder = join(found.folder, `${invariant}-${seed}`);
  mkdirSync(folder, { recursive: true });
  writeStory(folder, small);
  const told = tell(small, { stopsAtViolation: true });
  writeFileSync(join(folder, 'log.txt'), logText(told.log));
  writeFileSync(
    join(folder, 'README.md'),
    `# ${invariant}\n\nShrunk from seed ${seed}.\n\n${told.violations.map(({ text }) => text).join('\n')}\n`,
  );
  console.log(`  shrunk to ${small.script.steps.length} steps: ${folder}`);
}
