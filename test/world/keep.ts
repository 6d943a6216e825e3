/**
 * Writes the logs of stories anew.
 *
 *   node test/world/keep.ts [NAME…]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logText, tell } from '../../src/world/story/story.ts';
import { readStory, WORLD_SCENARIOS, worldScenarioNames } from './scenario.ts';

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : worldScenarioNames()) {
  const folder = join(WORLD_SCENARIOS, name);
  const { log, violations } = tell(readStory(folder));
  writeFileSync(join(folder, 'log.txt'), logText(log));
  for (const { invariant, at, text } of violations) console.error(`${name}: t=${at} ${invariant}: ${text}`);
}
