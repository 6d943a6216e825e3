import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A folder is a story: `cib.xml` is the input, `README.md` says why it is kept, the rest is what was decided. */
export const SCENARIO_FOLDER = resolve(import.meta.dirname, '../../scenarios');

export const SCENARIO_ASPECTS = ['summary', 'scores', 'graph'] as const;
export type ScenarioAspect = (typeof SCENARIO_ASPECTS)[number];

export function scenarioNames(): readonly string[] {
  return readdirSync(SCENARIO_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(SCENARIO_FOLDER, entry.name, 'cib.xml')))
    .map((entry) => entry.name)
    .sort();
}

export function readScenario(name: string, file: string): string {
  return readFileSync(join(SCENARIO_FOLDER, name, file), 'utf8');
}

export function writeScenario(name: string, file: string, text: string): void {
  writeFileSync(join(SCENARIO_FOLDER, name, file), text);
}
