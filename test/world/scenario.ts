import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULT_SETUP, plainHosts, type WorldSetup } from '../../src/world/model/setup.ts';
import type { Script } from '../../src/world/model/step.ts';
import type { Story } from '../../src/world/story/story.ts';

/**
 * A folder is a story: `story.json` (setup and script; `hosts` may be a number), `cib.xml`, `log.txt` (what must
 * happen, line by line) and `README.md` (why it is kept).
 */
export const WORLD_SCENARIOS = resolve(import.meta.dirname, '../../scenarios/world');

interface StoryFile extends Script {
  readonly setup: Partial<Omit<WorldSetup, 'hosts'>> & { readonly hosts: number | WorldSetup['hosts'] };
}

export function worldScenarioNames(): readonly string[] {
  return readdirSync(WORLD_SCENARIOS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(WORLD_SCENARIOS, entry.name, 'story.json')))
    .map((entry) => entry.name)
    .sort();
}

export function readStory(folder: string): Story {
  const file = JSON.parse(readFileSync(join(folder, 'story.json'), 'utf8')) as StoryFile;
  const { setup, steps, until, mustSettle } = file;
  const hosts = typeof setup.hosts === 'number' ? plainHosts(setup.hosts) : setup.hosts;
  const cib = readFileSync(join(folder, 'cib.xml'), 'utf8');
  return { setup: { ...DEFAULT_SETUP, ...setup, hosts, cib }, script: { steps, until, mustSettle } };
}

export function writeStory(folder: string, { setup, script }: Story): void {
  const { cib, ...rest } = setup;
  writeFileSync(join(folder, 'cib.xml'), `${cib.trimEnd()}\n`);
  const lines = script.steps.map((step) => `    ${JSON.stringify(step)}`).join(',\n');
  writeFileSync(
    join(folder, 'story.json'),
    `{\n  "setup": ${JSON.stringify(rest)},\n  "steps": [\n${lines}\n  ],\n  "until": ${script.until},\n  "mustSettle": ${script.mustSettle}\n}\n`,
  );
}
