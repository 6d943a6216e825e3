import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasSerf, SerfLab } from '../../../test/lab/serf-lab.ts';
import { Consul } from '../../consul/client.ts';
import { ConsulDouble } from '../../consul/consul-double.fixture.ts';
import { type Fact, readSignal } from '../../evidence/fact.ts';
import type { Policy } from '../../evidence/policy/policy.ts';
import { shippedPolicy } from '../../evidence/policy/shipped.ts';
import { judge } from '../../evidence/verdict.ts';
import { httpClient } from '../../openstack/http.ts';
import { type ConsulNetwork, consulWitness, NETWORKS, type Network } from './consul.ts';

const NOW = 1_800_000_000_000;
const OCCASION = { at: NOW, freshForMs: 40_000 };
const PACE = { deadlineMs: 300, mostBehindMs: 2_000 };
const POLICY = shippedPolicy('three-networks') as Policy;

let clusters: ReadonlyMap<Network, readonly [ConsulDouble, ConsulDouble]>;
beforeEach(async () => {
  const opened = NETWORKS.map(async (network) => {
    const first = await new ConsulDouble().open();
    const second = await new ConsulDouble(first.state).open();
    for (const host of ['cmp1', 'cmp2']) first.state.setCheck(`${host}-${network}`, 'passing');
    return [network, [first, second]] as const;
  });
  clusters = new Map(await Promise.all(opened));
});
afterEach(async () => {
  await Promise.all([...clusters.values()].flat().map((server) => server.close()));
});

function servers(network: Network): readonly [ConsulDouble, ConsulDouble] {
  const found = clusters.get(network);
  if (found === undefined) throw new Error(network);
  return found;
}

function networkOf(network: Network, consistency: 'consistent' | 'stale' = 'consistent'): ConsulNetwork {
  const addresses = servers(network).map(({ url }) => url);
  const cluster = { servers: addresses, token: null, datacenter: null, consistency, caFile: null };
  const consul = new Consul(cluster, httpClient(null), PACE);
  return { network, consul, nodeOf: (host) => `${host}-${network}` };
}

async function ask(host = 'cmp1', networks = NETWORKS.map((network) => networkOf(network))) {
  return (await consulWitness(networks).ask([host], OCCASION)).get(host) ?? [];
}

function read(facts: readonly Fact[], network: Network) {
  return readSignal(`${network}-network`, facts, NOW);
}

function judged(facts: readonly Fact[]) {
  const said = (signal: Fact['signal'], value: string): Fact => ({
    signal,
    value,
    source: 'test',
    ...OCCASION,
    words: '',
  });
  const others = [said('compute-status', 'enabled'), said('compute-state', 'up'), said('power', 'on')];
  return judge(POLICY, 'cmp1', [...facts, ...others], NOW);
}

describe('three Consul clusters as witnesses', () => {
  it('S3.2 S3.3 S3.4 S3.5 tell of each network by itself, by the node of the host in that cluster', async () => {
    const facts = await ask();
    for (const network of NETWORKS) expect(read(facts, network).value).toBe('healthy');
    expect(judged(facts).verdict).toBe('healthy');
    expect(facts.map(({ source }) => source)).toContain(`Consul agent ${servers('storage')[1].url}`);
    expect(facts).toHaveLength(9);
  });

  it.each([
    ['management', 'network-mail'],
    ['tenant', 'network-mail'],
    ['storage', 'recover'],
  ] as const)('S3.6 S3.7 S3.8 lead, with the %s network failed, to %s', async (network, verdict) => {
    servers(network)[0].setCheck(`cmp1-${network}`, 'critical');
    const facts = await ask();
    expect(NETWORKS.filter((name) => read(facts, name).value === 'failed')).toEqual([network]);
    expect(judged(facts).verdict).toBe(verdict);
    expect(judged(await ask('cmp2')).verdict).toBe('healthy');
  });

  it('S3.37 say nothing where an agent sees what the others do not', async () => {
    servers('storage')[0].setCheck('cmp1-storage', 'critical');
    servers('storage')[1].members.set('cmp1-storage', 'alive');
    expect(read(await ask(), 'storage')).toMatchObject({ value: 'unknown', doubt: 'contradiction' });
  });

  it('go on with one server of a cluster less', async () => {
    servers('storage')[0].setCheck('cmp1-storage', 'critical');
    servers('storage')[0].misbehaviour = 'silent';
    const reading = read(await ask(), 'storage');
    expect(reading.value).toBe('failed');
    expect(reading.facts.some(({ value, words }) => value === 'unknown' && /no answer/.test(words))).toBe(
      true,
    );
  });

  it.each(['no-leader', 'silent', 'cut', 'html', 'overloaded'] as const)(
    'know nothing, and say why, where all servers of a cluster are %s, though agents see the node failed',
    async (misbehaviour) => {
      servers('storage')[0].setCheck('cmp1-storage', 'critical');
      for (const server of servers('storage')) server.misbehaviour = misbehaviour;
      const facts = await ask();
      expect(read(facts, 'storage')).toMatchObject({ value: 'unknown', doubt: 'not-said' });
      expect(read(facts, 'storage').facts[0]?.words).not.toBe('');
      expect(read(facts, 'tenant').value).toBe('healthy');
      expect(judged(facts).verdict).toBe('unknown');
    },
  );

  it('know nothing of a node that is not listed, has left, warns, or is hidden by access rules', async () => {
    const [first, second] = servers('storage');
    const unknown = async (words: RegExp) => {
      const reading = read(await ask(), 'storage');
      expect(reading).toMatchObject({ value: 'unknown', doubt: 'not-said' });
      expect(reading.facts.map((fact) => fact.words).join('; ')).toMatch(words);
    };
    first.setCheck('cmp1-storage', 'warning');
    await unknown(/is warning/);
    first.setCheck('cmp1-storage', null);
    await unknown(/there is no node cmp1-storage/);
    first.setCheck('cmp1-storage', 'passing');
    first.hidden = new Set(['cmp1-storage']);
    second.hidden = first.hidden;
    await unknown(/or the token does not show it/);
    first.token = 'other';
    second.token = 'other';
    await unknown(/refuses the token/);
    first.token = null;
    second.token = null;
    first.hidden = new Set();
    second.hidden = first.hidden;
    for (const server of [first, second]) server.members.set('cmp1-storage', 'left');
    expect(read(await ask(), 'storage').value).toBe('healthy');
    first.setCheck('cmp1-storage', 'critical');
    expect(read(await ask(), 'storage').facts.map(({ value }) => value)).toEqual([
      'failed',
      'unknown',
      'unknown',
    ]);
  });

  it('are as old as the server that answered has been without its leader, and not asked beyond that', async () => {
    const [first, second] = servers('storage');
    first.lastContactMs = 1_500;
    const stale = await ask('cmp1', [networkOf('storage', 'stale')]);
    expect(stale[0]).toMatchObject({ value: 'healthy', at: NOW - 1_500 });
    first.lastContactMs = 9_000;
    second.lastContactMs = 9_000;
    const old = await ask('cmp1', [networkOf('storage', 'stale')]);
    expect(old).toMatchObject([{ value: 'unknown', words: expect.stringMatching(/for 9000 ms/) }]);
  });
});

describe.runIf(hasSerf())('real gossip behind the double', () => {
  it('S3.4 S3.8 tells of a killed node, and of no other', { timeout: 300_000 }, async () => {
    const lab = await SerfLab.start(['cmp1-storage', 'cmp2-storage', 'server-storage']);
    try {
      const [double] = servers('storage');
      const feed = async () => {
        for (const [node, state] of await lab.members('server-storage'))
          double.setCheck(node, state === 'alive' ? 'passing' : state === 'failed' ? 'critical' : null);
      };
      const seen = async (host: string) => {
        await feed();
        return read(await ask(host, [networkOf('storage')]), 'storage').value;
      };
      await expect.poll(() => seen('cmp1'), { timeout: 60_000 }).toBe('healthy');
      // Who dies while others are still joining by him is not noticed by all alike.
      for (const by of ['cmp2-storage', 'server-storage'])
        await expect.poll(async () => (await lab.members(by)).size, { timeout: 60_000 }).toBe(3);
      lab.kill('cmp1-storage');
      await expect.poll(() => seen('cmp1'), { timeout: 120_000 }).toBe('failed');
      expect(await seen('cmp2')).toBe('healthy');
    } finally {
      await lab.stop();
    }
  });
});
