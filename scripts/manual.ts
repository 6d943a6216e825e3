/** Writes the manual page of the pcs commands, deploy/man/hawser-pcs.8, from the table of commands. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import about from '../package.json' with { type: 'json' };
import { GROUPS } from '../src/cli/pcs/grammar/groups.ts';
import { manualPage } from '../src/cli/pcs/grammar/manual.ts';

const page = resolve(import.meta.dirname, '../deploy/man/hawser-pcs.8');
mkdirSync(dirname(page), { recursive: true });
writeFileSync(page, manualPage(await Promise.all(GROUPS.map((group) => group.load())), about.version));
