import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cloud } from './cloud.ts';
import { CloudDouble, type DoubleAnswer } from './cloud-double.fixture.ts';
import { parseCmphaConf } from './cmpha-conf.ts';
import { httpClient } from './http.ts';
import { Keystone } from './keystone.ts';
import { compareMicroversions, evacuateBody, negotiate, parseMicroversion } from './microversion.ts';
import { DEFAULT_NOVA_PACE, Nova } from './nova.ts';

const SERVER = '9271df9c-8359-4580-853b-16b99c9b2764';
const ANYWHERE = { target: null, isForced: false, isOnSharedStorage: true };
const ACTION = `/compute/v2.1/servers/${SERVER}/action`;

let double: CloudDouble;
beforeEach(async () => {
  double = new CloudDouble();
  await double.open();
});
afterEach(() => double.close());

function cloudOf(more: Partial<Cloud> = {}): Cloud {
  return {
    authUrl: `${double.url}/v3`,
    identity: {
      kind: 'password',
      user: { name: 'admin', domain: { name: 'Default' } },
      project: { name: 'admin', domain: { name: 'Default' } },
      password: { kind: 'plain', value: 'secret' },
    },
    region: 'RegionOne',
    interface: 'public',
    caFile: null,
    ...more,
  };
}

function novaOf(cloud = cloudOf(), deadlineMs = 2_000): Nova {
  const http = httpClient(cloud.caFile);
  const keystone = new Keystone(cloud, http, Date.now, deadlineMs);
  return new Nova(keystone, http, () => Promise.resolve(), { ...DEFAULT_NOVA_PACE, deadlineMs });
}

/** Nova answers actions so, one after the other; the last answer stays. */
function answerActions(...answers: readonly DoubleAnswer[]): void {
  let count = 0;
  double.rules.push(({ path }) =>
    path === ACTION ? (answers[Math.min(count++, answers.length - 1)] ?? null) : null,
  );
}

function fault(status: number, name: string): DoubleAnswer {
  return { status, body: { [name]: { code: status, message: 'words of Nova' } } };
}

describe('Keystone', () => {
  it('S2.20a S2.20b S2.20c S2.21 S2.22 S2.23 is signed in to with what cmpha.conf says', async () => {
    const text = `[ser]\nOS_TENANT_NAME=old\nOS_PROJECT_NAME=admin\nOS_USERNAME=admin\nOS_PASSWORD=secret\nOS_AUTH_URL=${double.url}/v3\nOS_DEFAULT_DOMAIN=Default\nINTERVAL=20\n`;
    const read = parseCmphaConf(text, 'cmpha.conf');
    expect(read.ok).toBe(true);
    if (!read.ok) return;
    await novaOf(read.value.cloud).computeServices();
    expect(double.seen[0]?.body).toEqual({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'admin', domain: { name: 'Default' }, password: 'secret' } },
        },
        scope: { project: { name: 'admin', domain: { name: 'Default' } } },
      },
    });
  });

  it('is signed in to with an application credential', async () => {
    const identity = {
      kind: 'application-credential',
      credential: { id: 'c1' },
      secret: { kind: 'plain', value: 'secret' },
    } as const;
    await novaOf(cloudOf({ identity })).computeServices();
    expect(double.seen[0]?.body).toEqual({
      auth: {
        identity: {
          methods: ['application_credential'],
          application_credential: { id: 'c1', secret: 'secret' },
        },
      },
    });
  });

  it('is asked once for a token that lasts, by however many calls at once', async () => {
    const nova = novaOf();
    await Promise.all([1, 2, 3, 4].map(() => nova.resetState(SERVER)));
    expect(double.signIns).toBe(1);
  });

  it('is asked anew before a token expires, and when Nova refuses it', async () => {
    double.tokenLifeMs = 60_000;
    const nova = novaOf();
    await nova.resetState(SERVER);
    await nova.resetState(SERVER);
    expect(double.signIns).toBeGreaterThan(1);
    double.tokenLifeMs = 3_600_000;
    await nova.resetState(SERVER);
    const before = double.signIns;
    answerActions(fault(401, 'error'), { status: 200 });
    expect(await nova.evacuate(SERVER, 'cmp1', ANYWHERE)).toEqual({ kind: 'done', value: null });
    expect(double.signIns).toBe(before + 1);
  });

  it('tells a wrong password, a missing region and silence apart', async () => {
    const wrong = cloudOf();
    double.password = 'other';
    expect(await novaOf(wrong).computeServices()).toMatchObject({
      kind: 'refused',
      problem: { code: 'HWS-OST-002' },
    });
    double.password = 'secret';
    const elsewhere = novaOf(cloudOf({ region: 'Nowhere' }));
    expect(await elsewhere.computeServices()).toMatchObject({
      kind: 'refused',
      problem: { code: 'HWS-OST-004' },
    });
    const closed = novaOf(cloudOf({ authUrl: 'http://127.0.0.1:1/v3' }));
    expect(await closed.computeServices()).toMatchObject({
      kind: 'failed',
      problem: { code: 'HWS-OST-003' },
    });
  });
});

describe('Nova', () => {
  it('S3.24 S3.25 S3.27 S3.29 S3.30 S3.36 is asked to evacuate by the server’s address, without a password', async () => {
    answerActions({ status: 200, body: { adminPass: 'MySecretPass' } });
    expect(await novaOf().evacuate(SERVER, 'cmp1', ANYWHERE)).toEqual({ kind: 'done', value: null });
    expect(double.nova).toMatchObject([
      { method: 'POST', path: ACTION, version: 'compute 2.93', body: { evacuate: {} } },
    ]);
    answerActions({ status: 200 });
    await novaOf().evacuate(SERVER, 'cmp1', { ...ANYWHERE, target: 'cmp2' });
    expect(double.nova.at(-1)?.body).toEqual({ evacuate: { host: 'cmp2' } });
  });

  it('S3.26 is never asked to evacuate to the source', async () => {
    await expect(novaOf().evacuate(SERVER, 'cmp1', { ...ANYWHERE, target: 'cmp1' })).rejects.toThrow(
      'own source',
    );
    expect(double.nova).toEqual([]);
  });

  it('S3.25 S3.31 S3.32 S3.33 S3.34 S3.35 has its forms by version', () => {
    const all = { target: 'h', isForced: true, isOnSharedStorage: false };
    const body = (version: string) => evacuateBody(all, parseMicroversion(version) ?? { major: 0, minor: 0 });
    expect(body('2.1')).toEqual({ evacuate: { host: 'h', onSharedStorage: false } });
    expect(body('2.13')).toEqual({ evacuate: { host: 'h', onSharedStorage: false } });
    expect(body('2.14')).toEqual({ evacuate: { host: 'h' } });
    expect(body('2.28')).toEqual({ evacuate: { host: 'h' } });
    expect(body('2.29')).toEqual({ evacuate: { host: 'h', force: true } });
    expect(body('2.67')).toEqual({ evacuate: { host: 'h', force: true } });
    expect(body('2.68')).toEqual({ evacuate: { host: 'h' } });
    for (let minor = 1; minor <= 93; minor++)
      expect(JSON.stringify(body(`2.${minor}`))).not.toContain('adminPass');
    expect(evacuateBody({ ...all, target: null }, { major: 2, minor: 40 })).toEqual({ evacuate: {} });
  });

  it('is spoken to in the newest version both know, and not at all when it is too old', async () => {
    expect(compareMicroversions({ major: 2, minor: 9 }, { major: 2, minor: 53 })).toBeLessThan(0);
    expect(negotiate({ major: 2, minor: 96 })).toEqual({ major: 2, minor: 93 });
    double.maxVersion = '2.60';
    await novaOf().resetState(SERVER);
    expect(double.nova.at(-1)?.version).toBe('compute 2.60');
    double.maxVersion = '2.52';
    expect(await novaOf().resetState(SERVER)).toMatchObject({
      kind: 'refused',
      problem: { code: 'HWS-OST-006' },
    });
  });

  const RULES = [
    [400, 'badRequest', 'refused', 1],
    [400, 'computeFault', 'refused', 1],
    [401, 'error', 'failed', 2],
    [403, 'forbidden', 'refused', 1],
    [404, 'itemNotFound', 'refused', 1],
    [405, 'badMethod', 'refused', 1],
    [409, 'conflictingRequest', 'failed', 1],
    [500, 'computeFault', 'unknown', 1],
    [503, 'serviceUnavailable', 'failed', 1],
    [504, 'gateway', 'unknown', 1],
  ] as const;

  it.each(RULES)(
    'S3.28 answers %i %s to an evacuation: %s, sent %i times',
    async (status, name, kind, sent) => {
      answerActions(fault(status, name));
      const outcome = await novaOf().evacuate(SERVER, 'cmp1', ANYWHERE);
      expect(outcome).toMatchObject({ kind, problem: { message: expect.stringContaining('words of Nova') } });
      expect(double.nova).toHaveLength(sent);
    },
  );

  it('is never asked twice to evacuate when the answer is lost: what came of it is unknown', async () => {
    answerActions('cut');
    expect(await novaOf().evacuate(SERVER, 'cmp1', ANYWHERE)).toMatchObject({ kind: 'unknown' });
    expect(double.nova).toHaveLength(1);
  });

  it('is asked again what may be done twice, as often as allowed', async () => {
    answerActions('cut', fault(503, 'serviceUnavailable'), { status: 202 });
    expect(await novaOf().resetState(SERVER)).toEqual({ kind: 'done', value: null });
    expect(double.nova).toHaveLength(3);
  });

  it('S3.9 is told to disable with a reason and to force down, by the service’s id', async () => {
    const service = {
      id: 's1',
      binary: 'nova-compute',
      host: 'cmp1',
      status: 'disabled',
      state: 'down',
      forced_down: true,
      disabled_reason: 'why',
    };
    double.rules.push(({ path }) =>
      path === '/compute/v2.1/os-services/s1' ? { status: 200, body: { service } } : null,
    );
    const nova = novaOf();
    await nova.disable('s1', 'why');
    const forced = await nova.forceDown('s1', true);
    expect(double.nova.map(({ method, body }) => [method, body])).toEqual([
      ['PUT', { status: 'disabled', disabled_reason: 'why' }],
      ['PUT', { forced_down: true }],
    ]);
    expect(forced).toMatchObject({
      kind: 'done',
      value: { state: 'down', isForcedDown: true, disabledReason: 'why' },
    });
  });

  it('is not believed when it hides what only administrators see', async () => {
    const servers = [
      { id: SERVER, name: 'vm', status: 'ACTIVE', tenant_id: 'p', user_id: 'u', metadata: {}, addresses: {} },
    ];
    double.rules.push(({ path }) =>
      path.includes('/servers/detail') ? { status: 200, body: { servers } } : null,
    );
    expect(await novaOf().serversOn('cmp1')).toMatchObject({
      kind: 'failed',
      problem: { code: 'HWS-OST-007' },
    });
  });
});

describe('cmpha.conf', () => {
  const FULL =
    '# sample\n[ser]\nOS_TENANT_NAME=admin\nOS_USERNAME=admin\nOS_PASSWORD=a=b#c\nOS_AUTH_URL=http://x:35357/v3\n';

  it('S2.19 S2.24 is read as it is, with its defaults', () => {
    const read = parseCmphaConf(`${FULL}INTERVAL=20\n`, 'cmpha.conf');
    expect(read).toMatchObject({ ok: true, problems: [], value: { intervalMs: 20_000 } });
    expect(read).toMatchObject({
      value: {
        cloud: {
          authUrl: 'http://x:35357/v3',
          identity: {
            project: { name: 'admin', domain: { name: 'Default' } },
            password: { kind: 'plain', value: 'a=b#c' },
          },
        },
      },
    });
    expect(parseCmphaConf(FULL, 'c')).toMatchObject({ value: { intervalMs: 20_000 } });
  });

  it('S2.21 names a secret instead of holding it', () => {
    const of = (written: string) => parseCmphaConf(FULL.replace('a=b#c', written), 'c');
    expect(of('file:/etc/p')).toMatchObject({
      value: { cloud: { identity: { password: { kind: 'file', path: '/etc/p' } } } },
    });
    expect(of('env:P')).toMatchObject({
      value: { cloud: { identity: { password: { kind: 'environment', variable: 'P' } } } },
    });
  });

  it('S2.19 says everything that is wrong at once, with lines', () => {
    const read = parseCmphaConf('[ser]\nnonsense\nOS_AUTH_URL=ftp://x\nINTERVAL=0\n', 'c');
    expect(read.ok).toBe(false);
    expect(read.problems.map(({ message }) => message)).toHaveLength(6);
    expect(read.problems[0]?.at).toEqual({ line: 2, column: 1 });
    expect(parseCmphaConf(`${FULL}COLOUR=red\n`, 'c')).toMatchObject({
      ok: true,
      problems: [{ severity: 'warning' }],
    });
  });
});
