import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_TIMEOUT_MS } from '../../live/connection.ts';
import { capture } from '../pcs.fixture.ts';

it('S1.45 a request may take 60 s, or as long as --request-timeout says', async () => {
  expect(DEFAULT_TIMEOUT_MS).toBe(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'hawser-silent-'));
  const path = join(folder, 'socket');
  // A node that takes the request and never answers.
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(path, resolve));
  try {
    const { code, err } = await capture([
      '--socket',
      path,
      '--request-timeout',
      '1',
      'resource',
      'disable',
      'a',
    ]);
    expect(code).toBe(1);
    expect(err).toMatch(/1 s/);
  } finally {
    silent.close();
    rmSync(folder, { recursive: true });
  }
  const wrong = await capture(['--request-timeout', '0', 'resource', 'disable', 'a']);
  expect(wrong.err).toBe("Error: '0' is not a valid --request-timeout value, use a positive integer\n");
});
