import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EngineSurroundings, runEngine } from '../engine/run-engine.ts';
import { DEFAULT_ENGINE } from '../engine-settings.ts';
import { openRecords } from './records.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-cloud-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('starts no engine on the records of another cloud, whose hosts may have the same names', () => {
  const opened = openRecords(folder);
  if (!opened.ok) expect.fail(JSON.stringify(opened.problems));
  expect(opened.value.rounds.cloud('https://one:5000 north')).toBe('https://one:5000 north');
  opened.value.end();
  const never = new Proxy({}, { get: () => expect.fail('nothing is asked') });
  const wish = {
    policy: never,
    hosts: [],
    controls: [],
    intervalMs: 1_000,
    freshForMs: 1_000,
    settings: { ...DEFAULT_ENGINE, stateFolder: folder },
    cloud: 'https://two:5000 north',
  };
  const surroundings = { log: () => undefined } as unknown as EngineSurroundings;
  expect(runEngine(wish as never, surroundings)).toMatchObject({
    ok: false,
    problems: [{ code: 'HWS-CMP-007' }],
  });
});
