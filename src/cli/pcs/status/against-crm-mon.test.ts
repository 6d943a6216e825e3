import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { capture } from '../pcs.fixture.ts';

/** The reference inputs are not part of this repository; `HAWSER_CTS` tells where they are. */
const DIRECTORY = join(process.env.HAWSER_CTS ?? '../shared/pacemaker-cts', 'xml');
const CRM_MON = 'crm_mon';
const isPresent = existsSync(DIRECTORY) && spawnSync(CRM_MON, ['--version']).status === 0;
/** Of so many inputs one is compared here. */
const EACH = 16;
const LIMIT_MS = 120_000;

const CONF = 'totem {\n    version: 2\n    cluster_name: cloud\n}\n';

/** The status from the list of nodes on, white space aside; what pcs adds about tickets is left out. */
function compared(text: string): readonly string[] {
  const from = text.slice(text.indexOf('Node List')).replace(/\nTickets:[\s\S]*$/, '');
  return from
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
}

describe.runIf(isPresent)('pcs status beside the installed crm_mon, which pcs shows', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hawser-status-'));
    writeFileSync(join(folder, 'corosync.conf'), CONF);
    vi.stubEnv('TZ', 'UTC');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  for (const [name, words, options] of [
    ['status', [], []],
    ['status --full', ['--full'], ['--show-detail', '--show-node-attributes', '--failcounts']],
  ] as const) {
    it(`${name} says the same on reference inputs`, { timeout: LIMIT_MS }, async () => {
      const inputs = readdirSync(DIRECTORY).filter((file) => file.endsWith('.xml'));
      let count = 0;
      for (const [at, input] of inputs.entries()) {
        if (at % EACH !== 0) continue;
        const file = join(DIRECTORY, input);
        const env = { ...process.env, CIB_file: file, TZ: 'UTC', LC_ALL: 'C' };
        const theirs = spawnSync(CRM_MON, ['--one-shot', '--inactive', ...options], {
          env,
          encoding: 'utf8',
        });
        if (!theirs.stdout.includes('Node List')) continue;
        const ours = await capture([
          '-f',
          file,
          '--corosync_conf',
          join(folder, 'corosync.conf'),
          'status',
          ...words,
        ]);
        expect(compared(ours.out), input).toEqual(compared(theirs.stdout));
        count++;
      }
      expect(count).toBeGreaterThan(40);
    });
  }

  it('status --full tells tickets as crm_ticket does', async () => {
    const file = join(DIRECTORY, 'ticket-group-10.xml');
    const env = { ...process.env, CIB_file: file, TZ: 'UTC', LC_ALL: 'C' };
    const theirs = spawnSync('crm_ticket', ['--info'], { env, encoding: 'utf8' });
    const ours = await capture([
      '-f',
      file,
      '--corosync_conf',
      join(folder, 'corosync.conf'),
      'status',
      '--full',
    ]);
    expect(ours.out.slice(ours.out.indexOf('Tickets:')).trimEnd()).toBe(
      `Tickets:\n  ${theirs.stdout.trimEnd()}`,
    );
  });
});
