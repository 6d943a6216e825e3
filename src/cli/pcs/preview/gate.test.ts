import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PaperCluster } from '../../../../test/requirements/paper-cluster.ts';
import { editsCib } from '../grammar/find-command.ts';
import { GROUPS } from '../grammar/groups.ts';
import { capture } from '../pcs.fixture.ts';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-gate-'));
  file = join(folder, 'cib.xml');
  using paper = new PaperCluster(['node1', 'node2']);
  await paper.create('db');
  await paper.create('web', '--disabled');
  await paper.pcs(
    'constraint order db then web',
    'constraint colocation add web with db',
    'resource enable web',
  );
  paper.settle();
  writeFileSync(file, paper.text);
});
afterEach(() => rmSync(folder, { recursive: true }));

it('--simulate shows what would come of a change, and changes nothing', async () => {
  const before = readFileSync(file, 'utf8');
  const { code, out, err } = await capture(['-f', file, 'resource', 'disable', 'db', '--simulate']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toBe(
    'What it would do:\n  stop     db  on node1\n  stop     web  on node1\nNothing was changed.\n',
  );
  expect(readFileSync(file, 'utf8')).toBe(before);
});

it('--simulate --brief names only the other resources', async () => {
  const { out } = await capture(['-f', file, 'resource', 'disable', 'db', '--simulate', '--brief']);
  expect(out).toBe('web\n');
});

it('--simulate does not hide that a change is refused', async () => {
  const { code, out, err } = await capture(['-f', file, 'resource', 'disable', 'nothing', '--simulate']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain("'nothing' does not exist");
});

it('every command that changes the CIB takes --simulate, and and so do those that say so', async () => {
  for (const entry of GROUPS) {
    const { commands } = await entry.load();
    for (const command of commands) {
      if (command.isOld === true || editsCib(command)) continue;
      const { err } = await capture([...command.path, '--simulate']);
      const name = command.path.join(' ');
      if (command.options.includes('simulate')) expect(err).not.toContain('not supported');
      else expect(err, name).toContain("'--simulate' is not supported in this command");
    }
  }
});
