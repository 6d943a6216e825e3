import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../api/setup/certificate.ts';
import { CloudDouble } from './cloud-double.fixture.ts';
import { type CloudAccess, type CloudWish, readCloud } from './cloud-files.ts';
import { parseCloudsYaml } from './clouds-yaml.ts';
import { httpClient } from './http.ts';
import { Keystone } from './keystone.ts';
import type { Outcome } from './outcome.ts';

const ANY = { cloud: null, region: null };
const AUTH = `auth: { auth_url: 'https://k:5000', username: admin, password: secret, project_name: admin }`;

function parse(text: string, choice: { cloud?: string; region?: string } = {}, secure: string | null = null) {
  const secrets = secure === null ? null : { text: secure, path: 'secure.yaml' };
  return parseCloudsYaml({ text, path: 'clouds.yaml' }, secrets, { ...ANY, ...choice });
}

/** What is wrong: line and words. */
function faults(text: string, choice = {}): readonly string[] {
  return parse(text, choice).problems.map(({ at, message, code }) => {
    expect(code).toBe('HWS-OST-001');
    return `${at?.line ?? '-'} ${message}`;
  });
}

describe('clouds.yaml', () => {
  it('gives a cloud with names, domains and defaults', () => {
    const full = `clouds:
  prod:
    auth:
      auth_url: http://k:5000/v3/
      username: ha
      password: "0123"
      project_name: admin
      user_domain_name: Users
      project_domain_id: p1
    region_name: RegionOne
    interface: internalURL
    compute_api_version: '2'
`;
    expect(parse(full)).toEqual({
      ok: true,
      value: {
        authUrl: 'http://k:5000/v3',
        identity: {
          kind: 'password',
          user: { name: 'ha', domain: { name: 'Users' } },
          project: { name: 'admin', domain: { id: 'p1' } },
          password: { kind: 'plain', value: '0123' },
        },
        region: 'RegionOne',
        interface: 'internal',
        caFile: null,
      },
      problems: [],
    });
    expect(parse(`clouds: { a: { ${AUTH} } }`)).toMatchObject({
      value: {
        authUrl: 'https://k:5000/v3',
        identity: { user: { name: 'admin', domain: { id: 'default' } } },
        region: null,
        interface: 'public',
      },
    });
  });

  it('knows application credentials by id and by name, and users and projects by id', () => {
    const auth = (more: string) => `clouds: { a: { auth: { auth_url: 'http://k', ${more} } } }`;
    expect(parse(auth('application_credential_id: c, application_credential_secret: s'))).toMatchObject({
      value: {
        identity: { kind: 'application-credential', credential: { id: 'c' }, secret: { value: 's' } },
      },
    });
    const named = 'application_credential_name: ha, application_credential_secret: s, user_id: u';
    expect(parse(auth(named))).toMatchObject({
      value: { identity: { credential: { name: 'ha', user: { id: 'u' } } } },
    });
    expect(parse(auth('user_id: u, password: p, project_id: q'))).toMatchObject({
      value: { identity: { kind: 'password', user: { id: 'u' }, project: { id: 'q' } } },
    });
  });

  it('lays secure.yaml over it, and the values of the region', () => {
    const text = `clouds:
  a:
    auth: { auth_url: 'http://k', username: admin, project_name: admin }
    regions:
      - north
      - name: south
        values: { interface: admin, auth: { auth_url: 'http://south' } }
`;
    const secure = 'clouds: { a: { auth: { password: hidden } }, other: { auth: { password: no } } }';
    expect(parse(text, {}, secure)).toMatchObject({
      value: { region: 'north', authUrl: 'http://k/v3', identity: { password: { value: 'hidden' } } },
    });
    expect(parse(text, { region: 'south' }, secure)).toMatchObject({
      value: { region: 'south', authUrl: 'http://south/v3', interface: 'admin' },
    });
    expect(parse(text, { region: 'east' }, secure)).toMatchObject({ ok: false });
  });

  it('asks for a name when there are several clouds', () => {
    const text = `clouds:\n  a: { ${AUTH} }\n  b: { ${AUTH} }\n`;
    expect(faults(text)).toEqual([expect.stringMatching(/^1 .*several clouds \(a, b\)/)]);
    expect(faults(text, { cloud: 'c' })).toEqual([expect.stringMatching(/no cloud c; there are a, b/)]);
    expect(faults(text, { cloud: 'toString' })).toHaveLength(1);
    expect(parse(text, { cloud: 'b' }).ok).toBe(true);
    for (const empty of ['', 'clouds:', 'clouds: []', '- 1']) expect(parse(empty).ok, empty).toBe(false);
  });

  it('names everything that is wrong at once, by its line', () => {
    const text = `clouds:
  a:
    auth:
      auth_url: k.example
      username: admin
      password: 123
    interface: inside
    verify: false
    profile: vexxhost
    cacert: 5
`;
    expect(faults(text)).toEqual([
      expect.stringMatching(/^9 .*profile is not followed/),
      expect.stringMatching(/^4 .*no http address/),
      expect.stringMatching(/^6 .*password is no text/),
      expect.stringMatching(/^3 .*no project_name/),
      expect.stringMatching(/^7 .*interface is public/),
      expect.stringMatching(/^8 .*verify: /),
      expect.stringMatching(/^10 .*cacert is no path/),
    ]);
    expect(faults('clouds: { a: { auth_type: v3totp, auth: { auth_url: "http://k" } } }')).toEqual([
      expect.stringMatching(/"v3totp" is not spoken/),
    ]);
    expect(faults('clouds: [\n')).toHaveLength(1);
  });

  it('never shows a password', () => {
    const text = `clouds: { a: { auth: { auth_url: k, username: 1, password: [hunter2], passwrd: hunter2 } } }`;
    expect(JSON.stringify(parse(text).problems)).not.toContain('hunter2');
  });
});

describe('the files of a cloud', () => {
  let folder: string;
  let double: CloudDouble | null = null;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hawser-clouds-'));
  });
  afterEach(async () => {
    await double?.close();
    double = null;
    rmSync(folder, { recursive: true });
  });

  function write(name: string, text: string, mode = 0o600): string {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
    return path;
  }
  const cloudAt = (url: string, more = '') =>
    `clouds: { a: { auth: { auth_url: '${url}', username: admin, password: secret, project_name: admin }${more} } }`;
  const wish: CloudWish = { file: null, cloud: null, region: null };
  const read = (environment: Readonly<Record<string, string>> = {}, more: Partial<CloudWish> = {}) =>
    readCloud({ ...wish, ...more }, { HOME: join(folder, 'home'), ...environment }, join(folder, 'here'));

  it('are looked for in the documented order', async () => {
    write('home/.config/openstack/clouds.yaml', cloudAt('http://home'));
    expect(await read()).toMatchObject({ value: { cloud: { authUrl: 'http://home/v3' } } });
    write('here/clouds.json', JSON.stringify({ clouds: { b: { auth: { auth_url: 'http://here' } } } }));
    write('here/secure.yaml', 'clouds: { b: { auth: { user_id: u, password: p, project_id: q } } }');
    expect(await read()).toMatchObject({ value: { cloud: { authUrl: 'http://here/v3' } } });
    const told = write('told.yaml', `clouds: { x: { ${AUTH} }, y: { ${AUTH}, interface: admin } }`);
    const environment = { OS_CLIENT_CONFIG_FILE: told, OS_CLOUD: 'y' };
    expect(await read(environment)).toMatchObject({ value: { cloud: { interface: 'admin' }, path: told } });
  });

  it('S2.19 S2.24 may be a cmpha.conf, with its interval', async () => {
    const path = write(
      'cmpha.conf',
      '[ser]\nOS_AUTH_URL=http://k/v3\nOS_USERNAME=admin\nOS_PASSWORD=x\nOS_PROJECT_NAME=admin\nINTERVAL=7\n',
    );
    expect(await read({}, { file: path })).toMatchObject({ value: { intervalMs: 7000, path } });
  });

  it('are told of when they are missing, unreadable, or readable by everybody', async () => {
    expect(await read({}, { file: join(folder, 'none') })).toMatchObject({ ok: false });
    const exposed = write('exposed.yaml', cloudAt('http://k'), 0o644);
    const found = await read({}, { file: exposed });
    expect(found).toMatchObject({ ok: true, problems: [{ severity: 'warning' }] });
    const noCa = write('ca.yaml', cloudAt('http://k', `, cacert: '${exposed}'`));
    expect(await read({}, { file: noCa })).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining('is no certificate') }],
    });
  });

  it('give a CA file by which a server is trusted, that is trusted by nothing else', async () => {
    const tls = await makeCertificate(['127.0.0.1'], Date.now());
    double = new CloudDouble({ key: tls.key, cert: tls.certificate });
    await double.open();
    write('home/ca.pem', tls.certificate);
    const other = await makeCertificate(['127.0.0.1'], Date.now());
    write('home/other.pem', other.certificate);
    const signIn = async (more: string): Promise<Outcome<unknown>> => {
      const path = write('clouds.yaml', cloudAt(double?.url ?? '', more));
      const found = await read({}, { file: path });
      if (!found.ok) throw new Error(JSON.stringify(found.problems));
      const { cloud }: CloudAccess = found.value;
      return await new Keystone(cloud, httpClient(cloud.caFile), Date.now, 2_000).session();
    };
    expect(await signIn(', cacert: ~/ca.pem')).toMatchObject({ kind: 'done' });
    const before = double.seen.length;
    for (const untrusted of ['', ', cacert: ~/other.pem'])
      expect(await signIn(untrusted)).toMatchObject({ kind: 'failed', problem: { code: 'HWS-OST-003' } });
    // The password has left only for the server that was known.
    expect(double.seen.length).toBe(before);
  });
});
