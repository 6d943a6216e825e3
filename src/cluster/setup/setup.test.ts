import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clusterServices } from '../../cli/cluster-services.ts';
import { clusterSetup } from '../../cli/cluster-setup.ts';
import type { Machine, ProgramEnd } from './machine.ts';
import { planCluster } from './new-cluster.ts';
import { quorumLoss } from './services.ts';

const HAS_COROSYNC = spawnSync('corosync', ['-v']).status === 0;

let root: string;
let calls: string[];
let answers: Map<string, ProgramEnd>;
let said: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hawser-setup-'));
  calls = [];
  answers = new Map();
  said = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  }
  // No daemon is asked by accident.
  vi.stubEnv('HAWSER_SOCKET', join(root, 'absent.sock'));
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

function machine(changes: Partial<Machine> = {}): Machine {
  return {
    root,
    name: 'node1',
    hasSystemd: true,
    addressesOf: (name) =>
      Promise.resolve({ node1: ['10.0.0.1'], node2: ['10.0.0.2'], local: ['127.0.1.1'] }[name] ?? []),
    random: (bytes) => new Uint8Array(bytes).fill(7),
    now: () => Date.UTC(2026, 10, 23),
    run: (program, argv) => {
      const line = [program, ...argv].join(' ');
      calls.push(line);
      return Promise.resolve(answers.get(line) ?? { code: 0, output: '' });
    },
    ...changes,
  };
}

const path = (name: string) => join(root, name);
function write(name: string, text: string): void {
  mkdirSync(dirname(path(name)), { recursive: true });
  writeFileSync(path(name), text);
}

describe('setting up', () => {
  it('makes this machine a node: configuration for all, key for nobody else, and says what is left to do', async () => {
    expect(await clusterSetup(['web', 'node1', 'node2=10.0.0.2,10.1.0.2', '--start'], machine())).toBe(1);
    expect(said).toContain('node2 has the links 0, 1, the first node has 0');
    said = '';
    const line = ['web', 'node1=10.0.0.1,10.1.0.1', 'node2=10.0.0.2,10.1.0.2', '--start', '--token', '5000'];
    expect(await clusterSetup(line, machine()), said).toBe(0);
    const conf = readFileSync(path('etc/corosync/corosync.conf'), 'utf8');
    for (const words of [
      'cluster_name: web',
      'ring1_addr: 10.1.0.2',
      'two_node: 1',
      'token: 5000',
      'crypto_cipher: aes256',
    ])
      expect(conf).toContain(words);
    expect(statSync(path('etc/corosync/authkey'))).toMatchObject({ size: 256 });
    expect(statSync(path('etc/corosync/authkey')).mode & 0o777).toBe(0o400);
    expect(calls).toEqual([
      'systemctl enable corosync.service hawser.service',
      'systemctl start corosync.service hawser.service',
    ]);
    expect(said).toContain('ssh root@node2 hawser cluster setup --from /root --start');
  });

  it.runIf(HAS_COROSYNC)('writes a configuration that Corosync takes', async () => {
    expect(await clusterSetup(['web', 'node1', 'node2', '--output', path('out')], machine()), said).toBe(0);
    // What only a real machine has is put in its place: the key where it belongs, an address of this machine.
    const text = readFileSync(path('out/corosync.conf'), 'utf8')
      .replace('transport: knet', `transport: knet\n  keyfile: ${path('out/authkey')}`)
      .replace('10.0.0.1', '127.0.0.1')
      .replace('to_stderr: no', 'to_stderr: yes');
    writeFileSync(path('corosync.conf'), text);
    const { status, stderr, stdout } = spawnSync('corosync', ['-t', '-c', path('corosync.conf')], {
      encoding: 'utf8',
    });
    expect(status, `${stdout}${stderr}`).toBe(0);
  });

  it('writes the files for other machines, and another machine becomes a node by them', async () => {
    expect(
      await clusterSetup(['web', 'node1', 'node2', '--output', path('out')], machine({ name: 'desk' })),
    ).toBe(0);
    expect(existsSync(path('etc'))).toBe(false);
    const second = join(root, 'second');
    expect(await clusterSetup(['--from', path('out')], machine({ name: 'node2', root: second })), said).toBe(
      0,
    );
    for (const name of ['corosync.conf', 'authkey'])
      expect(readFileSync(join(second, 'etc/corosync', name))).toEqual(readFileSync(path(`out/${name}`)));
    expect(await clusterSetup(['--from', path('out')], machine({ name: 'node7', root: second }))).toBe(1);
    expect(said).toContain('This machine is node7, and the cluster is of node1, node2');
  });

  it('names all that is wrong at once, and writes nothing', async () => {
    const planned = await planCluster(
      {
        name: 'a b',
        nodes: [
          { name: 'local', addresses: [] },
          { name: 'nobody', addresses: [] },
        ],
        tokenMs: null,
      },
      machine(),
    );
    expect(planned.problems.map(({ message }) => message)).toEqual([
      '"a b" is no name for a cluster',
      '127.0.1.1, the address of local, is one of the machine itself: the others cannot reach it',
      'The name nobody has no address',
    ]);
  });

  it('does not take a machine out of its cluster unless it is forced, and keeps what was there', async () => {
    write(
      'etc/corosync/corosync.conf',
      'totem {\n version: 2\n cluster_name: old\n}\nnodelist {\n node {\n  ring0_addr: 10.9.0.1\n  name: x\n  nodeid: 1\n }\n}\nquorum {\n provider: corosync_votequorum\n}\n',
    );
    write('var/lib/hawser/cib/cib.xml', '<cib/>');
    expect(await clusterSetup(['web', 'node1', 'node2'], machine())).toBe(1);
    expect(said).toContain('HWS-SET-002');
    expect(readFileSync(path('etc/corosync/corosync.conf'), 'utf8')).toContain('cluster_name: old');
    expect(await clusterSetup(['web', 'node1', 'node2', '--force'], machine()), said).toBe(0);
    const [kept] = readdirSync(path('var/backups/hawser')) as [string];
    expect(said).toContain(`/var/backups/hawser/${kept}`);
    const old = path(`var/backups/hawser/${kept}`);
    expect(readFileSync(join(old, 'etc/corosync/corosync.conf'), 'utf8')).toContain('cluster_name: old');
    expect(readFileSync(join(old, 'var/lib/hawser/cib/cib.xml'), 'utf8')).toBe('<cib/>');
    expect(existsSync(path('var/lib/hawser'))).toBe(false);
  });

  it('takes the sample of a distribution for what it is', async () => {
    write(
      'etc/corosync/corosync.conf',
      'totem {\n version: 2\n cluster_name: debian\n crypto_cipher: none\n crypto_hash: none\n}\nquorum {\n provider: corosync_votequorum\n}\nnodelist {\n node {\n  name: node1\n  nodeid: 1\n  ring0_addr: 127.0.0.1\n }\n}\n',
    );
    expect(await clusterSetup(['web', 'node1', 'node2'], machine()), said).toBe(0);
  });
});

describe('starting, stopping, destroying', () => {
  it('starts both, Corosync first, and stops the daemon, which hands over, before Corosync', async () => {
    expect(await clusterServices('start', [], machine())).toBe(0);
    expect(await clusterServices('stop', [], machine())).toBe(0);
    expect(calls).toEqual([
      'systemctl start corosync.service hawser.service',
      'systemctl stop hawser.service',
      'systemctl stop corosync.service',
    ]);
  });

  it('leaves Corosync alone when the daemon could not be stopped, and says what systemd said', async () => {
    answers.set('systemctl stop hawser.service', { code: 1, output: 'Job for hawser.service failed.' });
    expect(await clusterServices('stop', [], machine())).toBe(1);
    expect(calls).toEqual(['systemctl stop hawser.service']);
    expect(said).toContain('Job for hawser.service failed. [HWS-SET-005]');
    expect(said).toContain('journalctl -u hawser.service');
  });

  it('says plainly that there is no systemd to do it', async () => {
    for (const word of ['start', 'stop'] as const) {
      expect(await clusterServices(word, [], machine({ hasSystemd: false }))).toBe(1);
    }
    expect(said.match(/HWS-SET-004/g)).toHaveLength(2);
    expect(calls).toEqual([]);
  });

  it('destroys only when forced, ends the cluster here first, and keeps what made the machine a node', async () => {
    write('etc/corosync/corosync.conf', 'totem {\n}\n');
    write('etc/corosync/authkey', 'key');
    write('var/lib/hawser/cib/cib.xml', '<cib/>');
    expect(await clusterServices('destroy', [], machine())).toBe(1);
    expect(existsSync(path('etc/corosync/authkey'))).toBe(true);
    expect(calls).toEqual([]);
    expect(await clusterServices('destroy', ['--force'], machine()), said).toBe(0);
    expect(calls).toEqual([
      'systemctl stop hawser.service',
      'systemctl stop corosync.service',
      'systemctl disable hawser.service corosync.service',
    ]);
    for (const name of ['etc/corosync/corosync.conf', 'etc/corosync/authkey', 'var/lib/hawser'])
      expect(existsSync(path(name)), name).toBe(false);
    const [kept] = readdirSync(path('var/backups/hawser')) as [string];
    expect(readFileSync(path(`var/backups/hawser/${kept}/etc/corosync/authkey`), 'utf8')).toBe('key');
    expect(statSync(path(`var/backups/hawser/${kept}`)).mode & 0o777).toBe(0o700);
  });

  it('does not take files from under a cluster that cannot be stopped', async () => {
    write('etc/corosync/authkey', 'key');
    answers.set('systemctl stop hawser.service', { code: 1, output: 'timeout' });
    expect(await clusterServices('destroy', ['--force'], machine())).toBe(1);
    expect(existsSync(path('etc/corosync/authkey'))).toBe(true);
  });

  it('knows when the others would lose quorum', () => {
    expect(quorumLoss(2, 3, 'node1')?.message).toContain('only 1 of 3 nodes are up');
    expect(quorumLoss(3, 5, 'node1')?.code).toBe('HWS-SET-006');
    for (const [members, configured] of [
      [3, 3],
      [2, 2],
      [1, 3],
      [4, 5],
      [1, 1],
    ] as const)
      expect(quorumLoss(members, configured, 'node1')).toBeNull();
  });
});
