import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MailServer } from './mail-server.fixture.ts';
import { notify } from './notify.ts';
import type { MailTarget } from './targets.ts';

const NOTE = { subject: 'Shutdown of lab: done', text: 'All off.\nn1: off', data: { n: 1 } };

describe('telling people', () => {
  let folder: string;
  const good = new MailServer(false);
  const deaf = new MailServer(true);
  const target = (port: number): MailTarget => ({
    host: '127.0.0.1',
    port,
    encryption: 'none',
    user: null,
    password: null,
    from: 'hawser@example.org',
    to: ['operators@example.org', 'night@example.org'],
  });
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hawser-notify-'));
  });
  afterAll(() => {
    good.close();
    deaf.close();
    rmSync(folder, { recursive: true });
  });

  it('S0.45 sends a mail to all its receivers', async () => {
    const told = await notify({ mail: [target(await good.listen())], webhooks: [] }, NOTE, 5_000);
    expect(told).toEqual([{ target: 'mail to operators@example.org, night@example.org', problem: null }]);
    expect(good.lines).toEqual(
      expect.arrayContaining([
        'RCPT TO:<night@example.org>',
        'Subject: Shutdown of lab: done',
        'All off.',
        'n1: off',
      ]),
    );
  });

  it('waits for no target longer than its deadline, and says which one failed', async () => {
    const startedAt = performance.now();
    const exposed = join(folder, 'exposed');
    writeFileSync(exposed, 'secret', { mode: 0o644 });
    const told = await notify(
      {
        mail: [
          target(await deaf.listen()),
          { ...target(1), user: 'u', password: { kind: 'file', path: exposed } },
        ],
        webhooks: [{ url: 'http://127.0.0.1:1/token', authorization: null }],
      },
      NOTE,
      400,
    );
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(told.map(({ problem }) => problem?.code)).toEqual(['HWS-NTF-001', 'HWS-NTF-001', 'HWS-NTF-001']);
    expect(told[1]?.problem?.message).toContain('can be read by others');
    expect(JSON.stringify(told)).not.toMatch(/token|secret"/);
  });
});
