import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import about from '../../../../package.json' with { type: 'json' };
import type { CommandGroup } from './command.ts';
import { GROUPS } from './groups.ts';
import { manualPage } from './manual.ts';

const SHIPPED = resolve(import.meta.dirname, '../../../../deploy/man/hawser-pcs.8');
let groups: readonly CommandGroup[] = [];
beforeAll(async () => {
  groups = await Promise.all(GROUPS.map((group) => group.load()));
});

it('the page that is shipped says what the table of commands says (else: npm run manual)', () => {
  expect(readFileSync(SHIPPED, 'utf8')).toBe(manualPage(groups, about.version));
});

it('groff sets the page without a complaint, and every command is in it', () => {
  const set = spawnSync('groff', ['-man', '-ww', '-Tascii', '-P-cbu', SHIPPED], { encoding: 'utf8' });
  expect(set.error).toBeUndefined();
  expect(set.stderr).toBe('');
  const lines = set.stdout.split('\n').map((line) => line.trim().replace(/ +/g, ' '));
  for (const { commands } of groups) {
    for (const { path, isOld } of commands) {
      if (isOld === true) continue;
      const words = path.slice(1).join(' ');
      expect(
        lines.some((line) => line === words || line.startsWith(`${words} `)),
        path.join(' '),
      ).toBe(true);
    }
  }
});
