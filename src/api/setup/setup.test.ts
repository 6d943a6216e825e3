import { X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startApi } from '../api-service.ts';
import { type ApiConfig, apiFiles, judgeApiConfig } from '../config.ts';
import { ScriptedShutdown, smallCloud } from '../scripted-shutdown.fixture.ts';
import { setUp } from './setup.ts';

let parent: string;
let config: ApiConfig;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'hawser-setup-'));
  const given = { folder: join(parent, 'api'), listen: { address: '127.0.0.1', port: 0 } };
  const judged = judgeApiConfig(given, 'test');
  if (!judged.ok) throw new Error(judged.problems[0]?.message);
  config = judged.value;
});
afterEach(() => rm(parent, { recursive: true }));

const NAMES = ['controller1', '192.0.2.5'];

async function start(now = Date.now()) {
  return startApi({
    config,
    job: new ScriptedShutdown(smallCloud()),
    logger: pino({ level: 'silent' }),
    server: 'controller1',
    pageFolder: join(parent, 'nothing'),
    now: () => now,
  });
}

describe('setting up', () => {
  test('makes keys that nobody else can read, and a certificate for the names', async () => {
    const { made, kept, problem } = await setUp(config, NAMES, Date.now());
    const files = apiFiles(config.folder);
    expect(problem).toBeNull();
    expect(kept).toEqual([]);
    expect(made.toSorted()).toEqual([files.certificate, files.key, files.tokenKey].toSorted());
    expect((await stat(config.folder)).mode & 0o777).toBe(0o700);
    for (const path of made) expect((await stat(path)).mode & 0o777, path).toBe(0o600);
    const certificate = new X509Certificate(await readFile(files.certificate));
    expect(certificate.checkHost('controller1')).toBe('controller1');
    expect(certificate.checkIP('192.0.2.5')).toBe('192.0.2.5');
    expect(certificate.checkHost('controller2')).toBeUndefined();
  });

  test('writes over nothing', async () => {
    await setUp(config, NAMES, Date.now());
    const before = await readFile(apiFiles(config.folder).key, 'utf8');
    const again = await setUp(config, NAMES, Date.now());
    expect(again.made).toEqual([]);
    expect(await readFile(apiFiles(config.folder).key, 'utf8')).toBe(before);
  });
});

describe('starting', () => {
  const codes = (outcome: Awaited<ReturnType<typeof start>>) => outcome.problems.map(({ code }) => code);

  test('serves what was set up', async () => {
    await setUp(config, NAMES, Date.now());
    const started = await start();
    expect(codes(started)).toEqual([]);
    if (started.ok) await started.value.close();
  });

  test('tells all that is missing at once', async () => {
    expect(codes(await start())).toEqual(['HWS-API-021', 'HWS-API-021']);
  });

  test('refuses keys that others can read, an expired certificate, a damaged key, a port that is taken', async () => {
    await setUp(config, NAMES, Date.now());
    const files = apiFiles(config.folder);
    await chmod(files.tokenKey, 0o644);
    await chmod(files.key, 0o640);
    expect(codes(await start())).toEqual(['HWS-API-021', 'HWS-API-021']);
    await chmod(files.tokenKey, 0o600);
    await chmod(files.key, 0o600);
    expect(codes(await start(Date.now() + 900 * 86_400_000))).toEqual(['HWS-API-026']);
    const first = await start();
    if (!first.ok) throw new Error('it does not start');
    const address = first.value.server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const own = config;
    config = { ...own, listen: { address: '127.0.0.1', port } };
    expect(codes(await start())).toEqual(['HWS-API-027']);
    await first.value.close();
    await writeFile(files.tokenKey, 'short\n');
    expect(codes(await start())).toEqual(['HWS-API-021']);
  });
});
