import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BMC_ACCOUNTS, BmcLab, hasBmcParts } from '../../../test/lab/bmc-simulators.ts';
import { ConsulDouble } from '../../consul/consul-double.fixture.ts';
import { CloudDouble } from '../../openstack/cloud-double.fixture.ts';

const START = resolve(import.meta.dirname, '../start.ts');
/** An address for documentation (RFC 5737): only a program in fping's place is given it, nothing is sent. */
const NOWHERE = '198.51.100.7';

interface HostState {
  readonly state?: 'up' | 'down';
  readonly status?: 'enabled' | 'disabled';
  readonly instances?: readonly string[];
}

let folder: string;
let double: CloudDouble;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-look-'));
  double = new CloudDouble();
  await double.open();
});
afterEach(async () => {
  await double.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** Nova has these hosts. */
function novaHas(hosts: Readonly<Record<string, HostState>>): void {
  double.rules.push(({ path }) => {
    if (path.includes('/os-services'))
      return {
        status: 200,
        body: {
          services: Object.entries(hosts).map(([host, { state = 'up', status = 'enabled' }]) => ({
            id: host,
            binary: 'nova-compute',
            host,
            status,
            state,
            forced_down: false,
          })),
        },
      };
    const host = /\/servers\/detail.*[?&]host=([^&]+)/.exec(path)?.[1];
    if (host === undefined) return null;
    const servers = (hosts[host]?.instances ?? []).map((addr, i) => ({
      id: `${host}-${i}`,
      name: `${host}-${i}`,
      status: 'ACTIVE',
      tenant_id: 'p',
      user_id: 'u',
      metadata: {},
      addresses: { net: [{ addr }] },
      'OS-EXT-SRV-ATTR:host': host,
      'OS-EXT-STS:task_state': null,
    }));
    return { status: 200, body: { servers } };
  });
}

/** compute.yaml for hosts with these management addresses. */
function files(hosts: Readonly<Record<string, string>>, more = ''): string {
  const auth = `{ auth_url: '${double.url}', username: admin, password: secret, project_name: admin }`;
  const cloud = write('clouds.yaml', `clouds: { a: { auth: ${auth}, region_name: RegionOne } }`);
  const list = Object.entries(hosts).map(
    ([name, address]) => `  - { name: ${name}, addresses: [${address}] }\n`,
  );
  return write('compute.yaml', `cloud: { file: '${cloud}' }\n${more}hosts:\n${list.join('')}`);
}

function compute(...words: readonly string[]) {
  return computeWith(process.env.PATH ?? '', words);
}

/** The same where only loopback addresses answer, all others are silent, and no packet is sent. */
function computeInSilence(...words: readonly string[]) {
  const program = write(
    'fping',
    '#!/bin/sh\nwhile read t; do case $t in 127.*) echo "$t is alive";; *) echo "$t is unreachable";; esac; done\nexit 1\n',
  );
  chmodSync(program, 0o755);
  return computeWith(`${folder}:${process.env.PATH ?? ''}`, words);
}

function computeWith(path: string, words: readonly string[]) {
  return new Promise<{ status: number | null; stdout: string; stderr: string }>((done) => {
    const environment = { PATH: path, HOME: folder };
    const child = spawn(process.execPath, [START, 'compute', ...words], { env: environment });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (part) => {
      said.stdout += part;
    });
    child.stderr.on('data', (part) => {
      said.stderr += part;
    });
    child.on('close', (status) => done({ status, ...said }));
  });
}

describe('hawser compute', () => {
  it('S2.29 says that all is well, and asks no instance of a host that is up', async () => {
    novaHas({ cmp1: { instances: ['127.5.0.1'] }, cmp2: {}, cmp9: {} });
    const { status, stdout, stderr } = await compute(
      'status',
      '--file',
      files({ cmp1: '127.3.0.1', cmp2: '127.3.0.2' }),
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toBe(
      '2 hosts by ping-all, in one look: 2 healthy\nnot watched, though Nova knows them: cmp9\n',
    );
    expect(double.nova.filter(({ path }) => path.includes('/servers'))).toEqual([]);
  });

  it('S2.28 S2.30 S2.31 shows a host that is down with a living instance, and one in maintenance', async () => {
    novaHas({
      cmp1: { state: 'down', instances: ['127.5.0.1', NOWHERE] },
      cmp2: { state: 'down', status: 'disabled' },
    });
    const file = files({ cmp1: NOWHERE, cmp2: '127.3.0.2' });
    const { status, stdout } = await computeInSilence('hosts', '--file', file);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^cmp1 +suspect +enabled +down +\S+ +alive +the compute service is down, but an instance/m,
    );
    expect(stdout).toMatch(/^cmp2 +healthy +disabled +down/m);
    const json = JSON.parse(
      (await computeInSilence('hosts', 'cmp1', '--file', file, '--output-format', 'json')).stdout,
    );
    expect(json.hosts).toHaveLength(1);
    expect(json.hosts[0]).toMatchObject({ host: 'cmp1', verdict: 'suspect', rule: 'instance-answers' });
    expect(json.unwatched).toEqual([]);
  });

  it('S3.12 shows what every witness says of a host, with its source and age', async () => {
    novaHas({ cmp1: { state: 'down', instances: ['127.5.0.1'] } });
    const { status, stdout } = await compute('evidence', 'cmp1', '--file', files({ cmp1: '127.3.0.1' }));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^cmp1: suspect$/m);
    expect(stdout).toMatch(/^ {2}compute-state +down +Nova down, \d+ s ago$/m);
    expect(stdout).toMatch(/^ {2}host-address +alive +fping 127\.3\.0\.1 alive, \d+ s ago$/m);
    expect(stdout).toMatch(/^ {2}instance-addresses +alive +fping 127\.5\.0\.1 alive/m);
    expect(stdout).toMatch(/^ {2}rule /m);
  });

  it('knows nothing, and says why, when Nova fails or refuses', async () => {
    const file = files({ cmp1: '127.3.0.1' });
    double.password = 'other';
    const { status, stdout, stderr } = await compute('status', '--file', file);
    expect(status).toBe(1);
    expect(stdout).toContain('1 hosts by ping-all, in one look: 1 unknown');
    expect(stdout).toContain('Nova does not say whether the host is to be watched');
    expect(stderr).toContain('HWS-OST-002');
  });

  it('believes no silence when none of the controls answers, and settles nothing in one look', async () => {
    novaHas({ cmp1: { state: 'down' } });
    const dead = await computeInSilence('hosts', '--file', files({ cmp1: NOWHERE }));
    expect(dead.status).toBe(1);
    expect(dead.stdout).toMatch(/^cmp1 +suspect \(dead 1\/2\) +enabled +down +silent +none/m);
    for (const [controls, verdict] of [
      ['198.51.100.8', 'unknown'],
      ['127.0.0.5', 'suspect'],
    ]) {
      const file = files({ cmp1: NOWHERE }, `controls: [${controls}]\n`);
      const { stdout } = await computeInSilence('evidence', 'cmp1', '--file', file);
      expect(stdout.split('\n')[0]).toContain(`cmp1: ${verdict}`);
      expect(stdout.includes('none of 198.51.100.8 answers either')).toBe(verdict === 'unknown');
    }
  });

  it('asks BMCs only for the evidence, beside what ping-all goes by; one that is silent says nothing', async () => {
    novaHas({ cmp1: {} });
    const password = write('bmc', 'tide-table\n');
    const inventory = write(
      'inventory.yaml',
      `ipmi: true\noneClickShutdown: true\nbmc: { user: ADMIN, password: { file: '${password}' }, answerSeconds: 1 }\nmachines:\n  - { name: cmp1, role: compute, bmc: { host: 127.0.0.1, port: 9 } }\n  - { name: ctl1, role: controller, bmc: { host: 127.0.0.1, port: 10 } }\n`,
    );
    const file = files({ cmp1: '127.3.0.1' }, `inventory: '${inventory}'\n`);
    const { status, stdout, stderr } = await compute('evidence', 'cmp1', '--file', file);
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      /known beside, and not gone by:\n {2}power +unknown: a source could not say +BMC 127/,
    );
    expect(status).toBe(0);
  });

  it('S3.3 S3.4 S3.8 judges by three Consul clusters, asked only where the policy goes by them', async () => {
    novaHas({ cmp1: {} });
    const clusters = await Promise.all(
      ['management', 'storage', 'tenant'].map(async (name) => ({
        name,
        consul: await new ConsulDouble().open(),
      })),
    );
    try {
      for (const { consul } of clusters) consul.setCheck('cmp1', 'passing');
      const written = clusters.map(({ name, consul }) => `  ${name}: { servers: ['${consul.url}'] }\n`);
      const file = files({ cmp1: '127.3.0.1' }, `consul:\n${written.join('')}`);
      const asked = ['hosts', '--file', file];
      expect((await compute(...asked)).status).toBe(0);
      expect(clusters.flatMap(({ consul }) => consul.seen)).toEqual([]);
      const three = [...asked, '--policy', 'three-networks'];
      expect(await compute(...three)).toMatchObject({ status: 0, stderr: '' });
      clusters[1]?.consul.setCheck('cmp1', 'critical');
      expect((await compute(...three)).stdout).toMatch(/^cmp1 +suspect \(recover 1\/2\)/m);
      const { stdout } = await compute('evidence', 'cmp1', '--file', file, '--policy', 'three-networks');
      expect(stdout).toMatch(/^ {2}storage-network +failed +Consul storage failed, \d+ s ago: serfHealth/m);
    } finally {
      await Promise.all(clusters.map(({ consul }) => consul.close()));
    }
  });

  it.runIf(hasBmcParts())('S2.19 S3.15 reads cmpha.conf, and the power of a real BMC simulator', async () => {
    novaHas({ cmp1: {} });
    const lab = await BmcLab.start(1);
    try {
      const { user, password } = BMC_ACCOUNTS.administrator;
      const secret = write('bmc', `${password}\n`);
      const port = lab.bmcs[0]?.port;
      const inventory = write(
        'inventory.yaml',
        `ipmi: true\noneClickShutdown: true\nbmc: { user: ${user}, password: { file: '${secret}' } }\nmachines:\n  - { name: cmp1, role: compute, bmc: { host: 127.0.0.1, port: ${port} } }\n  - { name: ctl1, role: controller, bmc: { host: 127.0.0.1, port: 9 } }\n`,
      );
      const cloud = write(
        'cmpha.conf',
        `[ser]\nOS_AUTH_URL=${double.url}/v3\nOS_USERNAME=admin\nOS_PASSWORD=secret\nOS_PROJECT_NAME=admin\n`,
      );
      const file = files({ cmp1: '127.3.0.1' }, `inventory: '${inventory}'\n`);
      const words = ['--file', file, '--cloud-file', cloud, '--region', 'RegionOne'];
      const seen = await compute('evidence', 'cmp1', ...words);
      expect(seen.stdout).toMatch(/power +on +BMC 127.0.0.1\S* on, \d+ s ago/);
      expect(seen).toMatchObject({ status: 0, stderr: '' });
    } finally {
      await lab.stop();
    }
  });

  it('names everything that is wrong in all its files', async () => {
    const file = write(
      'compute.yaml',
      `policy: pong\ncloud: { file: '${join(folder, 'none.yaml')}' }\nhosts: [{ name: a, addresses: [10.0.0.1] }]\n`,
    );
    const { status, stderr } = await compute('status', '--file', file);
    expect(status).toBe(78);
    for (const code of ['HWS-EVD-006', 'HWS-OST-001']) expect(stderr).toContain(code);
    const wrong = await compute('status', '--file', write('wrong.yaml', 'hosts:\n  - { name: a }\n'));
    expect(wrong).toMatchObject({ status: 78, stderr: expect.stringMatching(/HWS-CMP-001/) });
    expect(wrong.stderr).toContain('(line 2, column 5)');
  });

  it('tells wrong words and hosts that nobody watches apart', async () => {
    const file = files({ cmp1: '127.3.0.1' });
    const stranger = await compute('evidence', 'cmp2', '--file', file);
    expect(stranger).toMatchObject({ status: 66, stderr: expect.stringContaining('did you mean cmp1?') });
    for (const words of [['evidence'], ['status', 'cmp1'], ['hosts', '--output-format', 'xml'], ['host']])
      expect((await compute(...words)).status, words.join(' ')).toBe(64);
  });
});
