import { describe, expect, it } from 'vitest';
import { parseComputeFile, readComputeFile } from './compute-file.ts';
import { consulNetworks } from './consul-settings.ts';
import { DEFAULT_ENGINE } from './engine-settings.ts';

describe('the file that lists the compute hosts', () => {
  it('says which hosts are watched, how, and by what', () => {
    const text = `policy: three-networks
cloud: { file: /etc/hawser/cmpha.conf, name: prod, region: north }
inventory: /etc/hawser/inventory.yaml
controls: [10.0.0.254, 'fd00::1']
hosts:
  - { name: cmp1, addresses: [10.0.0.11, 10.1.0.11] }
`;
    expect(parseComputeFile(text, 'compute.yaml')).toEqual({
      ok: true,
      problems: [],
      value: {
        policy: 'three-networks',
        hosts: [{ name: 'cmp1', addresses: ['10.0.0.11', '10.1.0.11'] }],
        controls: ['10.0.0.254', 'fd00::1'],
        cloudFile: '/etc/hawser/cmpha.conf',
        cloud: 'prod',
        region: 'north',
        inventory: '/etc/hawser/inventory.yaml',
        engine: DEFAULT_ENGINE,
        consul: [],
        agents: null,
      },
    });
    expect(parseComputeFile('hosts: [{ name: a, addresses: [10.0.0.1] }]', 'c')).toMatchObject({
      value: { policy: 'ping-all', controls: [], cloudFile: null, inventory: null },
    });
  });

  it('says how the engine responds, whom it tells, and by which brakes', () => {
    const text = `hosts:
  - { name: cmp1, addresses: [10.0.0.11] }
interval: 10
state: /srv/compute
response:
  rechecks: 4
  recheckSeconds: 5
  parallel: 3
  powerOffSeconds: 20
  release: when-back
  instances: { mode: opt-in, key: ha, priority: rank }
reserves: [{ host: spare1, for: [cmp1], only: true }]
brakes: { vantage: 2, lost: 9, perAggregate: 1, lostWindowSeconds: 30 }
notify:
  language: zh
  administrators: { webhooks: [{ url: 'https://hooks.example.org/x' }] }
  owners:
    language: en
    mail: { server: mail.example.org, from: hawser@example.org }
    contacts: { project1: owner@example.org }
`;
    const parsed = parseComputeFile(text, 'compute.yaml');
    if (!parsed.ok) expect.fail(JSON.stringify(parsed.problems));
    const { engine } = parsed.value;
    expect(engine).toMatchObject({ intervalMs: 10_000, stateFolder: '/srv/compute', release: 'when-back' });
    expect(engine.powerOffMs).toBe(20_000);
    expect(engine.limits).toEqual({ ...DEFAULT_ENGINE.limits, rechecks: 4, recheckMs: 5_000, parallel: 3 });
    expect(engine.selection).toEqual({ mode: 'opt-in', key: 'ha', priorityKey: 'rank' });
    expect(engine.reserves).toEqual([{ host: 'spare1', of: ['cmp1'], isOnlyTarget: true }]);
    const brakes = { vantageNeeded: 2, mostLost: 9, mostPerAggregate: 1, lostWindowMs: 30_000 };
    expect(engine.brakes).toEqual({ ...DEFAULT_ENGINE.brakes, ...brakes });
    expect(engine.notify.administrators).toMatchObject({
      language: 'zh',
      targets: { mail: [], webhooks: [{ authorization: null }] },
    });
    expect(engine.notify.owners).toMatchObject({
      language: 'en',
      server: { host: 'mail.example.org', port: 587, encryption: 'starttls' },
      contacts: new Map([['project1', 'owner@example.org']]),
    });
  });

  it('is refused with a wrong word about the engine, by line', () => {
    const text = `hosts: [{ name: a, addresses: [10.0.0.1] }]
interval: 0
response: { rechecks: 0 }
brakes:
  lostShare: 2
reserves:
  - { host: b, for: [z] }
notify: { language: fr }
`;
    expect(parseComputeFile(text, 'c').problems.map(({ at }) => at?.line)).toEqual([2, 3, 5, 8]);
    const stranger = 'hosts: [{ name: a, addresses: [10.0.0.1] }]\nreserves:\n  - { host: b, for: [z] }\n';
    expect(parseComputeFile(stranger, 'c').problems).toMatchObject([
      { at: { line: 3 }, message: expect.stringContaining('z is no host of this file') },
    ]);
  });

  it('S3.2 S3.3 names a Consul cluster for each network, or for some', () => {
    const text = `consul:
  storage:
    servers: ['https://10.2.0.1:8501/', 'https://10.2.0.2:8501']
    token: { file: /etc/hawser/consul }
    ca: /etc/hawser/consul.pem
    datacenter: dc2
    consistency: stale
    node: '{short}-sto'
    nodes: { cmp1: other }
  tenant: { servers: ['http://10.3.0.1:8500'] }
hosts: [{ name: cmp1, addresses: [10.0.0.1] }]
`;
    const parsed = parseComputeFile(text, 'c');
    expect(parsed.ok ? parsed.value.consul : parsed.problems).toEqual([
      {
        network: 'storage',
        cluster: {
          servers: ['https://10.2.0.1:8501', 'https://10.2.0.2:8501'],
          token: { kind: 'file', path: '/etc/hawser/consul' },
          datacenter: 'dc2',
          consistency: 'stale',
          caFile: '/etc/hawser/consul.pem',
        },
        node: '{short}-sto',
        nodes: new Map([['cmp1', 'other']]),
      },
      {
        network: 'tenant',
        cluster: {
          servers: ['http://10.3.0.1:8500'],
          token: null,
          datacenter: null,
          consistency: 'consistent',
          caFile: null,
        },
        node: '{host}',
        nodes: new Map(),
      },
    ]);
    const [network] = parsed.ok ? parsed.value.consul : [];
    expect(consulNetworks(network === undefined ? [] : [network], 'c')).toMatchObject({
      ok: false,
      problems: [{ code: 'HWS-CMP-001', message: expect.stringMatching(/consul.storage.ca/) }],
    });
    const tenant = parsed.ok ? parsed.value.consul.slice(1) : [];
    const made = consulNetworks([...tenant.map((entry) => ({ ...entry, node: '{short}.{host}' }))], 'c');
    expect(made.ok ? made.value[0]?.nodeOf('cmp1.example') : null).toBe('cmp1.cmp1.example');
  });

  it('S3.12 says how the agents of the hosts are dealt with', () => {
    const agentsOf = (text: string) => {
      const parsed = parseComputeFile(`hosts: [{ name: a, addresses: [10.0.0.1] }]\nagents: ${text}`, 'c');
      return parsed.ok ? parsed.value.agents : parsed.problems.map(({ message }) => message);
    };
    expect(agentsOf('{ key: { file: /k } }')).toEqual({
      key: { kind: 'file', path: '/k' },
      listen: { address: '::', port: 8470 },
      intervalMs: 5_000,
      ssh: null,
    });
    const ssh = '{ key: /id, knownHosts: /known, user: hawser, port: 2222, seconds: 30 }';
    expect(
      agentsOf(`{ key: { credential: k }, address: 10.0.0.9, port: 99, intervalSeconds: 2, ssh: ${ssh} }`),
    ).toEqual({
      key: { kind: 'systemd', name: 'k' },
      listen: { address: '10.0.0.9', port: 99 },
      intervalMs: 2_000,
      ssh: { user: 'hawser', port: 2222, keyFile: '/id', knownHostsFile: '/known', deadlineMs: 30_000 },
    });
    expect(agentsOf('{ key: { file: /k }, address: here, ssh: { key: /id } }')).toHaveLength(2);
  });

  it('is refused where Consul is named in a way that cannot work', () => {
    const lines = (consul: string) =>
      parseComputeFile(
        `hosts: [{ name: cmp1, addresses: [10.0.0.1] }]\nconsul:\n  storage:\n${consul}`,
        'c',
      ).problems.map(({ at }) => at?.line);
    const servers = "    servers: ['http://10.2.0.1:8500']\n";
    expect(lines('    servers: []\n')).toEqual([4]);
    expect(lines("    servers: ['10.2.0.1:8500', 'http://h/v1']\n")).toEqual([4, 4]);
    expect(lines(`${servers}    node: storage\n`)).toEqual([5]);
    expect(lines(`${servers}    nodes: { cmp2: a }\n`)).toEqual([5]);
    expect(lines(`${servers}    token: secret\n`)).toEqual([5]);
  });

  it('is refused with everything that is wrong, by line', async () => {
    const lines = (text: string) => parseComputeFile(text, 'c').problems.map(({ at }) => at?.line);
    const wrong =
      'hots: 1\ncontrols: [gateway]\nhosts:\n  - name: a\n    addresses: []\n  - addresses: [10.0.0.1]\n';
    expect(lines(wrong).toSorted()).toEqual([1, 2, 5, 6].toSorted());
    const twice =
      'hosts:\n  - { name: a, addresses: [10.0.0.1] }\n  - { name: a, addresses: [10.0.0.2] }\n  - { name: b, addresses: [10.0.0.1] }\n';
    expect(lines(twice)).toEqual([3, 4]);
    for (const text of ['', 'hosts: []', 'hosts: [', '- a'])
      expect(parseComputeFile(text, 'c').ok, text).toBe(false);
    expect(await readComputeFile('/nowhere/compute.yaml')).toMatchObject({
      ok: false,
      problems: [{ code: 'HWS-CMP-001' }],
    });
  });
});
