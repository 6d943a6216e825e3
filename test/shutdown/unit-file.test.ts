import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const UNITS = resolve(import.meta.dirname, '../../deploy/systemd');
const hasSystemd = spawnSync('sh', ['-c', 'command -v systemd-analyze']).status === 0;

/** Values of a setting, in order. */
function settings(unit: string, name: string): readonly string[] {
  return readFileSync(join(UNITS, unit), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${name}=`))
    .map((line) => line.slice(name.length + 1));
}

it('S0.15 S0.18 the watcher has a unit that always comes back and needs nothing of the cluster', () => {
  const unit = 'hawser-shutdown-watcher.service';
  expect(settings(unit, 'Restart')).toEqual(['always']);
  expect(settings(unit, 'StartLimitIntervalSec')).toEqual(['0']);
  expect(settings(unit, 'WantedBy')).toEqual(['multi-user.target']);
  const needs = ['Requires', 'BindsTo', 'Requisite', 'PartOf', 'Wants', 'After'].flatMap((name) =>
    settings(unit, name),
  );
  expect(needs.join(' ')).not.toMatch(/corosync|pacemaker|hawser\.service|nginx|http/);
  // It outlives the units that are stopped when the machine goes down.
  expect(settings(unit, 'DefaultDependencies')).toEqual(['no']);
});

it('S0.33 daemon and watcher leave each other the folder of the hand-over when they stop', () => {
  for (const unit of ['hawser.service', 'hawser-shutdown-watcher.service']) {
    expect(settings(unit, 'RuntimeDirectory')).toEqual(['hawser']);
    expect(settings(unit, 'RuntimeDirectoryPreserve')).toEqual(['yes']);
  }
});

it.runIf(hasSystemd)('S0.18 systemd finds nothing wrong with the unit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hawser-unit-'));
  const path = join(folder, 'hawser-shutdown-watcher.service');
  // The program is where a package puts it, which need not be here.
  const text = readFileSync(join(UNITS, 'hawser-shutdown-watcher.service'), 'utf8');
  writeFileSync(path, text.replace('/usr/bin/hawser', '/bin/true'));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect([status, stderr]).toEqual([0, '']);
});
