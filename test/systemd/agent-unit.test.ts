import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const UNIT = resolve(import.meta.dirname, '../../deploy/systemd/hawser-compute-agent.service');
const hasSystemd = spawnSync('sh', ['-c', 'command -v systemd-analyze']).status === 0;

it('S3.12 the agent of a compute host has a unit that always comes back, whatever becomes of the compute service', () => {
  const lines = readFileSync(UNIT, 'utf8').split('\n');
  for (const line of ['Restart=always', 'StartLimitIntervalSec=0', 'WantedBy=multi-user.target'])
    expect(lines).toContain(line);
  expect(lines.filter((line) => /^(Requires|BindsTo|PartOf|Requisite)=/.test(line))).toEqual([]);
});

it.runIf(hasSystemd)('systemd finds nothing wrong with it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hawser-unit-'));
  const path = join(folder, 'hawser-compute-agent.service');
  // The program is where a package puts it, which need not be here.
  writeFileSync(path, readFileSync(UNIT, 'utf8').replaceAll('/usr/bin/hawser', '/bin/true'));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect([status, stderr]).toEqual([0, '']);
});
