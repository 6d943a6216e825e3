import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveCredential } from './credential.ts';

describe('a BMC password by reference', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hawser-credential-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const file = (text: string, mode = 0o600) => {
    const path = join(folder, 'password');
    writeFileSync(path, text);
    chmodSync(path, mode);
    return { kind: 'file', path } as const;
  };
  const code = async (reading: ReturnType<typeof resolveCredential>) => {
    const result = await reading;
    return result.ok ? result.credential.password : result.problem.code;
  };

  it('comes from a file that only its owner can read, without the end of the line', async () => {
    expect(await code(resolveCredential(file('tide\n'), 16))).toBe('tide');
    expect(await code(resolveCredential(file('tide table '), 16))).toBe('tide table ');
  });

  it('is not taken from a file others can read', async () => {
    for (const mode of [0o640, 0o604, 0o666, 0o660])
      expect(await code(resolveCredential(file('tide', mode), 16))).toBe('HWS-PWR-013');
  });

  it('comes from the environment', async () => {
    const reference = { kind: 'environment', variable: 'BMC' } as const;
    expect(await code(resolveCredential(reference, 16, { BMC: 'tide' }))).toBe('tide');
    expect(await code(resolveCredential(reference, 16, {}))).toBe('HWS-PWR-012');
  });

  it('comes from systemd’s credential directory, and from nowhere beside it', async () => {
    file('tide', 0o400);
    const environment = { CREDENTIALS_DIRECTORY: folder };
    const named = (name: string, values: Record<string, string> = environment) =>
      code(resolveCredential({ kind: 'systemd', name }, 16, values));
    expect(await named('password')).toBe('tide');
    expect(await named('../password')).toBe('HWS-PWR-012');
    expect(await named('absent')).toBe('HWS-PWR-012');
    expect(await named('password', {})).toBe('HWS-PWR-012');
  });

  it('is refused when IPMI has no room for it, when it is empty or has several lines', async () => {
    for (const text of ['x'.repeat(17), '', '\n', 'one\ntwo\n', 'é'.repeat(9), 'tide\r\n'])
      expect(await code(resolveCredential(file(text), 16))).toBe('HWS-PWR-014');
    expect(await code(resolveCredential(file('x'.repeat(20)), 20))).toBe('x'.repeat(20));
  });

  it('does not block on a pipe nor read a folder or a large file', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', ['-m', '600', pipe]);
    expect(await code(resolveCredential({ kind: 'file', path: pipe }, 16))).toBe('HWS-PWR-012');
    mkdirSync(join(folder, 'sub'), { mode: 0o700 });
    expect(await code(resolveCredential({ kind: 'file', path: join(folder, 'sub') }, 16))).toBe(
      'HWS-PWR-012',
    );
    expect(await code(resolveCredential(file('x'.repeat(5000)), 16))).toBe('HWS-PWR-012');
  });

  it('never appears in what is said about it', async () => {
    const result = await resolveCredential(file('a-secret-much-too-long'), 16);
    expect(JSON.stringify(result)).not.toContain('a-secret');
  });
});
