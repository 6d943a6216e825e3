import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const PROGRAM = resolve(import.meta.dirname, 'precedence.fixture.ts');
const NOBODY = 65534;

function run(user: number | null): unknown {
  const options = user === null ? {} : { uid: user, gid: user };
  const { stdout, stderr } = spawnSync(process.execPath, [PROGRAM], { encoding: 'utf8', ...options });
  return stdout === '' ? stderr : JSON.parse(stdout);
}

it.runIf(process.getuid?.() === 0)(
  'the daemon goes before the usual work, and what it starts does not',
  () => {
    expect(run(null)).toEqual({ isTaken: true, own: -10, code: 0, bySpawn: 0, byNode: 0 });
  },
);

it.runIf(process.getuid?.() === 0)('a user who may not go before others is served as usual', () => {
  expect(run(NOBODY)).toEqual({ isTaken: false, own: 0, code: 0, bySpawn: 0, byNode: 0 });
});
