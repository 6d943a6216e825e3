/** Run by the test in a process of its own: takes precedence, and says how nice it and the programs are that it starts. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnProgram } from '../executor/child/posix-spawn.ts';
import { takePrecedence } from './precedence.ts';

const isTaken = takePrecedence();
const folder = mkdtempSync(join(tmpdir(), 'hawser-precedence-'));
const path = join(folder, 'nice');
const output = openSync(path, 'w');
const environment = { PATH: process.env.PATH ?? '' };
const code = await new Promise((exited) => {
  const files = { hasInput: false, stdout: output, stderr: output } as const;
  spawnProgram({ program: 'nice', arguments: [], environment, ...files, exited });
});
closeSync(output);
const bySpawn = Number(readFileSync(path, 'utf8'));
rmSync(folder, { recursive: true });
const byNode = Number(spawnSync('nice', { encoding: 'utf8' }).stdout);
process.stdout.write(JSON.stringify({ isTaken, own: getPriority(), code, bySpawn, byNode }));
