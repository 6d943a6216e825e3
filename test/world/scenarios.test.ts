import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateStory } from '../../src/world/generate/story.ts';
import { logText, tell } from '../../src/world/story/story.ts';
import { readStory, WORLD_SCENARIOS, worldScenarioNames } from './scenario.ts';

describe('stories of whole clusters', () => {
  it.each(worldScenarioNames())('%s goes as it is kept', (name) => {
    const folder = join(WORLD_SCENARIOS, name);
    const { log, violations } = tell(readStory(folder));
    expect(violations).toEqual([]);
    expect(logText(log)).toBe(readFileSync(join(folder, 'log.txt'), 'utf8'));
  });

  it('breaks no invariant in a few seeded hours', () => {
    for (let i = 1; i <= 10; i++) {
      const story = generateStory({ seed: `vitest-${i}`, hours: 1, troubles: 12 });
      expect({ seed: story.setup.seed, violations: tell(story, { keepsLog: false }).violations }).toEqual({
        seed: story.setup.seed,
        violations: [],
      });
    }
  });

  it('tells the same story twice in the same words', () => {
    const story = generateStory({ seed: 'twice', hours: 1, troubles: 10 });
    expect(logText(tell(story).log)).toBe(logText(tell(story).log));
  });
});
