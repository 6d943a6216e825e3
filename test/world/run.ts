/**
 * Seeded stories of whole clusters, hour by hour, with the invariants looked at after every event.
 *
 *   npm run world -- --hours 10000 --seed 1
 *
 * Every story has a seed of its own (`SEED-NUMBER`); `--only SEED-NUMBER` tells one again, with its log. A failing story
 * is shrunk and written to `--keep` (a folder), from where it can become a scenario.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generateStory } from '../../src/world/generate/story.ts';
import { shrink } from '../../src/world/story/shrink.ts';
import { logText, tell } from '../../src/world/story/story.ts';
import { writeStory } from './scenario.ts';

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    length: { type: 'string', default: '2' },
    troubles: { type: 'string', default: '3' },
    only: { type: 'string' },
    keep: { type: 'string' },
    failures: { type: 'string', default: '10' },
  },
});
const hours = Number(values.hours);
const length = Number(values.length);
const troubles = Number(values.troubles);
const mostFailures = Number(values.failures);

if (values.only !== undefined) {
  const told = tell(generateStory({ seed: values.only, hours: length, troubles }));
  process.stdout.write(logText(told.log));
  process.exitCode = told.violations.length === 0 ? 0 : 1;
} else {
  run();
}

function run(): void {
  const began = performance.now();
  let simulated = 0;
  let events = 0;
  let failures = 0;
  let number = 0;
  let reportedAt = began;
  while (simulated < hours && failures < mostFailures) {
    const seed = `${values.seed}-${++number}`;
    const story = generateStory({ seed, hours: length, troubles });
    const told = tell(story, { keepsLog: false, stopsAtViolation: true });
    simulated += told.time / 3_600_000;
    events += told.events;
    const violation = told.violations[0];
    if (violation !== undefined) {
      failures++;
      console.log(`seed ${seed} t=${violation.at} ${violation.invariant}: ${violation.text}`);
      if (values.keep !== undefined) keep(seed, violation.invariant);
    }
    if (performance.now() - reportedAt > 10_000) {
      reportedAt = performance.now();
      console.log(progress(number, simulated, events, failures, began));
    }
  }
  console.log(progress(number, simulated, events, failures, began));
  process.exitCode = failures === 0 ? 0 : 1;
}

function keep(seed: string, invariant: Parameters<typeof shrink>[1]): void {
  const small = shrink(generateStory({ seed, hours: length, troubles }), invariant);
  const folder = join(values.keep as string, `${invariant}-${seed}`);
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

function progress(
  stories: number,
  simulated: number,
  events: number,
  failures: number,
  began: number,
): string {
  const seconds = (performance.now() - began) / 1000;
  return `${stories} stories (seeds ${values.seed}-1 to ${values.seed}-${stories}), ${simulated.toFixed(0)} cluster-hours, ${events} events, ${failures} failures, ${seconds.toFixed(0)} s (${(simulated / seconds).toFixed(0)} hours a second)`;
}
