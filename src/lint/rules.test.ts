import { describe, expect, it } from 'vitest';
import { onFile } from '../cli/pcs/pcs.fixture.ts';
import type { Agent } from '../configuration/agents/agent.ts';
import { around, cib, device, found, type Parts, resource } from './lint.fixture.ts';
import { RULES } from './rules.ts';

/** A configuration with a mistake, and a near one without it. */
interface Case {
  readonly code: string;
  readonly mistake: Parts;
  readonly near: Parts;
  /** What the message has to name. */
  readonly says: string;
  readonly agents?: ReadonlyMap<string, Agent>;
  readonly bootUnits?: ReadonlyMap<string, string>;
}

const TWO = { node1: {}, node2: {} };
const order = (first: string, then: string, more = ''): string =>
  `<rsc_order id="o-${first}-${then}" first="${first}" then="${then}" ${more}/>`;
const colocation = (rsc: string, withRsc: string, score = 'INFINITY', id = `c-${rsc}-${withRsc}`): string =>
  `<rsc_colocation id="${id}" rsc="${rsc}" with-rsc="${withRsc}" score="${score}"/>`;
const location = (id: string, rsc: string, node: string, score: string): string =>
  `<rsc_location id="${id}" rsc="${rsc}" node="${node}" score="${score}"/>`;
const rule = (id: string, rsc: string, attribute: string, value: string, more = ''): string =>
  `<rsc_location id="${id}" rsc="${rsc}" ${more}><rule id="${id}-rule" score="0"><expression id="${id}-expr" attribute="${attribute}" operation="eq" value="${value}"/></rule></rsc_location>`;
const filesystem = (id: string, parameters: Readonly<Record<string, string>> = {}): string =>
  resource(id, {
    agent: 'ocf:heartbeat:Filesystem',
    parameters: { device: '/dev/vg/a', directory: `/srv/${id}`, fstype: 'xfs', ...parameters },
  });
const level = (id: string, target: string, devices: string, index = '1'): string =>
  `<fencing-level id="${id}" target="${target}" index="${index}" devices="${devices}"/>`;
const topology = (...levels: readonly string[]): string =>
  `<fencing-topology>${levels.join('')}</fencing-topology>`;

function agent(type: string, actions: Readonly<Record<string, string>>): ReadonlyMap<string, Agent> {
  const name = { standard: 'ocf', provider: 'pacemaker', type };
  const list = Object.entries(actions).map(([action, timeout]) => ({ name: action, options: { timeout } }));
  return new Map([
    [
      `ocf:pacemaker:${type}`,
      { name, parameters: [], actions: list, tellsPromotability: true, providesUnfencing: false },
    ],
  ]);
}

const CASES: readonly Case[] = [
  {
    code: 'HWS-LNT-001',
    mistake: {
      properties: { 'stonith-enabled': 'false' },
      resources: resource('a') + device('f', 'node1 node2 node3', { pcmk_delay_max: '5s' }),
    },
    near: { properties: { 'stonith-enabled': 'true' }, resources: resource('a') },
    says: 'stonith-enabled=false',
  },
  {
    code: 'HWS-LNT-002',
    mistake: { resources: `${resource('a')}<!-- class="stonith" -->` },
    near: { resources: resource('a') },
    says: 'no fence device',
  },
  {
    code: 'HWS-LNT-003',
    mistake: { resources: device('f', 'node1 node2') },
    near: { resources: device('f', 'node1 node2', { pcmk_host_map: 'node3:3' }) },
    says: 'node3',
  },
  {
    code: 'HWS-LNT-004',
    mistake: {
      resources: device('f', 'node1 node2 node3'),
      more: topology(level('l1', 'node1', 'f'), level('l2', 'node2', 'f')),
    },
    near: {
      resources: device('f', 'node1 node2 node3'),
      more: topology(
        level('l1', 'node1', 'f'),
        `<fencing-level id="l2" target-pattern="node[23]" index="1" devices="f"/>`,
      ),
    },
    says: 'node3 has none',
  },
  {
    code: 'HWS-LNT-005',
    mistake: {
      resources: device('fence-a', 'node1 node2 node3'),
      more: topology(level('l1', 'node1', 'fence-b')),
    },
    near: {
      resources: device('fence-a', 'node1 node2 node3'),
      more: topology(level('l1', 'node1', 'fence-a')),
    },
    says: 'there is fence-a',
  },
  {
    code: 'HWS-LNT-006',
    mistake: { nodes: TWO, resources: device('f1', 'node1') + device('f2', 'node2') },
    near: { nodes: TWO, resources: device('f1', 'node1', { pcmk_delay_base: '5s' }) + device('f2', 'node2') },
    says: 'fence each other',
  },
  {
    code: 'HWS-LNT-007',
    mistake: { nodes: TWO, resources: device('f', 'node1 node2', { pcmk_delay_base: '5s' }, 'fence_apc') },
    near: {
      nodes: TWO,
      resources: device('f', 'node1 node2', { pcmk_delay_base: 'node1:5;node2:0' }, 'fence_apc'),
    },
    says: 'after 5 s',
  },
  {
    code: 'HWS-LNT-008',
    mistake: { resources: device('f', 'node1 node2 node3', { pcmk_delay_max: '60s' }) },
    near: {
      properties: { 'stonith-timeout': '120s' },
      resources: device('f', 'node1 node2 node3', { pcmk_delay_max: '60s' }),
    },
    says: 'may wait 60 s',
  },
  {
    code: 'HWS-LNT-009',
    mistake: {
      resources:
        device('f1', 'node1', { ip: '10.0.0.1' }) +
        device('f2', 'node2', { ip: '10.0.0.1' }) +
        device('f3', 'node3', { ip: '10.0.0.3' }),
    },
    near: {
      resources:
        device('f1', 'node1', { ip: '10.0.0.1', plug: '1' }, 'fence_apc') +
        device('f2', 'node2', { ip: '10.0.0.1', plug: '2' }, 'fence_apc') +
        device('f3', 'node3', { ip: '10.0.0.1' }),
    },
    says: 'same address 10.0.0.1',
  },
  {
    code: 'HWS-LNT-010',
    mistake: { resources: device('f', 'node1 node2 node3', { action: 'off' }) },
    near: { resources: device('f', 'node1 node2 node3', { pcmk_reboot_action: 'off' }) },
    says: 'the action off',
  },
  {
    code: 'HWS-LNT-011',
    mistake: { properties: { 'no-quorum-policy': 'ignore' } },
    near: { properties: { 'no-quorum-policy': 'freeze' } },
    says: 'no-quorum-policy=ignore',
  },
  {
    code: 'HWS-LNT-020',
    mistake: {
      resources: around('group', 'g', resource('a') + resource('b')) + resource('c'),
      constraints: colocation('c', 'b'),
    },
    near: {
      resources: around('group', 'g', resource('a') + resource('b')) + resource('c'),
      constraints: colocation('c', 'g'),
    },
    says: 'a member of g',
  },
  {
    code: 'HWS-LNT-021',
    mistake: {
      resources: around('clone', 'a-clone', resource('a')) + resource('c'),
      constraints: order('a', 'c', 'kind="Optional"'),
    },
    near: {
      resources: around('clone', 'a-clone', resource('a')) + resource('c'),
      constraints: order('a-clone', 'c', 'kind="Optional"'),
    },
    says: 'runs as a-clone',
  },
  {
    code: 'HWS-LNT-022',
    mistake: { resources: resource('web-server'), constraints: location('l', 'web-serve', 'node1', '100') },
    near: {
      resources: resource('web-server'),
      constraints: location('l', 'all', 'node1', '100'),
      more: '<tags><tag id="all"><obj_ref id="web-server"/></tag></tags>',
    },
    says: 'there is web-server',
  },
  {
    code: 'HWS-LNT-023',
    mistake: {
      nodes: { compute1: {}, compute2: {} },
      resources: resource('a'),
      constraints: location('l', 'a', 'computel', '100'),
    },
    near: {
      nodes: { compute1: {}, compute2: {} },
      resources: resource('a'),
      constraints: location('l', 'a', 'COMPUTE1', '100'),
    },
    says: 'there is compute1',
  },
  {
    code: 'HWS-LNT-024',
    mistake: {
      resources: resource('a'),
      constraints: location('cli-ban-a-on-node1', 'a', 'node1', '-INFINITY'),
    },
    near: {
      resources: resource('a'),
      constraints: `<rsc_location id="cli-ban-a-on-node1" rsc="a"><rule id="r" score="-INFINITY" boolean-op="and"><expression id="e" attribute="#uname" operation="eq" value="node1"/><date_expression id="d" operation="lt" end="2026-01-01 08:00:00Z"/></rule></rsc_location>`,
    },
    says: 'keeps a off node1',
  },
  {
    code: 'HWS-LNT-025',
    mistake: {
      resources: resource('a') + resource('b'),
      constraints: colocation('a', 'b') + colocation('b', 'a', '-INFINITY'),
    },
    near: {
      resources: resource('a') + resource('b'),
      constraints: colocation('a', 'b') + colocation('b', 'a', '-1000'),
    },
    says: 'a and b have to be together',
  },
  {
    code: 'HWS-LNT-026',
    mistake: {
      resources: resource('a'),
      constraints: location('l1', 'a', 'node1', 'INFINITY') + location('l2', 'a', 'node1', '-INFINITY'),
    },
    near: {
      resources: resource('a'),
      constraints: location('l1', 'a', 'node1', 'INFINITY') + location('l2', 'a', 'node2', '-INFINITY'),
    },
    says: 'the ban wins',
  },
  {
    code: 'HWS-LNT-027',
    mistake: {
      resources: resource('a') + resource('b') + resource('c'),
      constraints: order('a', 'b') + order('b', 'c') + order('c', 'a'),
    },
    near: {
      resources: resource('a') + resource('b') + resource('c'),
      constraints: order('a', 'b') + order('b', 'c') + order('c', 'a', 'kind="Optional"'),
    },
    says: 'a before b before c before a',
  },
  {
    code: 'HWS-LNT-028',
    mistake: { properties: { 'symmetric-cluster': 'false' }, resources: resource('a') },
    near: {
      properties: { 'symmetric-cluster': 'false' },
      resources: resource('a'),
      constraints: location('l', 'a', 'node2', '0'),
    },
    says: 'nothing allows a a node',
  },
  {
    code: 'HWS-LNT-029',
    mistake: { resources: filesystem('disk') + resource('db'), constraints: order('disk', 'db') },
    near: {
      resources: filesystem('disk') + resource('db') + resource('c'),
      constraints: order('disk', 'db') + colocation('db', 'c') + colocation('c', 'disk'),
    },
    says: 'may start on another node',
  },
  {
    code: 'HWS-LNT-030',
    mistake: {
      resources: around('clone', 'a-clone', resource('a')) + around('clone', 'b-clone', resource('b')),
      constraints: order('a-clone', 'b-clone'),
    },
    near: {
      resources:
        around('clone', 'a-clone', resource('a')) +
        around('clone', 'b-clone', resource('b'), { interleave: 'true' }),
      constraints: order('a-clone', 'b-clone'),
    },
    says: 'b-clone waits',
  },
  {
    code: 'HWS-LNT-031',
    mistake: {
      nodes: {
        compute1: { osprole: 'compute' },
        controller1: { osprole: 'controller' },
        controller2: { osprole: 'controller' },
      },
      resources:
        around('clone', 'nova-clone', resource('nova')) + around('clone', 'api-clone', resource('api')),
      constraints: rule('l', 'nova-clone', 'osprole', 'compute', 'resource-discovery="exclusive"'),
    },
    near: {
      nodes: {
        compute1: { osprole: 'compute' },
        controller1: { osprole: 'controller' },
        controller2: { osprole: 'controller' },
      },
      resources:
        around('clone', 'nova-clone', resource('nova')) + around('clone', 'api-clone', resource('api')),
      constraints:
        rule('l', 'nova-clone', 'osprole', 'compute', 'resource-discovery="exclusive"') +
        rule('m', 'api-clone', 'osprole', 'controller', 'resource-discovery="exclusive"') +
        location('n', 'fence-all', 'controller1', '1'),
    },
    says: 'nothing keeps api-clone off them',
  },
  {
    code: 'HWS-LNT-032',
    mistake: {
      nodes: {
        node1: { osprole: 'compute' },
        node2: { Osprole: 'compute' },
        node3: { osprole: 'controller' },
      },
    },
    near: {
      nodes: {
        node1: { osprole: 'compute' },
        node2: { ostype: 'compute' },
        node3: { osprole: 'controller' },
      },
    },
    says: 'Osprole on node2',
  },
  {
    code: 'HWS-LNT-033',
    mistake: {
      nodes: { node1: { osprole: 'compute' }, node2: {}, node3: {} },
      resources: resource('a'),
      constraints: rule('l', 'a', 'osprole', 'computel'),
    },
    near: {
      nodes: { node1: { osprole: 'compute' }, node2: {}, node3: {} },
      resources: resource('a'),
      constraints: rule('l', 'a', 'osprole', 'compute'),
    },
    says: 'osprole=computel',
  },
  {
    code: 'HWS-LNT-034',
    mistake: { properties: { no_quorum_policy: 'freeze' } },
    near: { properties: { 'site-name': 'east' } },
    says: 'no-quorum-policy is one',
  },
  {
    code: 'HWS-LNT-035',
    mistake: { resources: resource('a', { meta: { 'resource-stickyness': '100' } }) },
    near: { resources: resource('a', { meta: { 'resource-stickiness': '100', owner: 'ops' } }) },
    says: 'resource-stickiness does',
  },
  {
    code: 'HWS-LNT-040',
    mistake: {
      resources: around(
        'clone',
        'db-clone',
        resource('db', {
          operations: [
            { name: 'monitor', interval: '10s', role: 'Promoted' },
            { name: 'monitor', interval: '10000ms', role: 'Unpromoted' },
          ],
        }),
        { promotable: 'true' },
      ),
    },
    near: {
      resources: around(
        'clone',
        'db-clone',
        resource('db', {
          operations: [
            { name: 'monitor', interval: '10s', role: 'Promoted' },
            { name: 'monitor', interval: '11s', role: 'Unpromoted' },
          ],
        }),
        { promotable: 'true' },
      ),
    },
    says: 'every 10 s',
  },
  {
    code: 'HWS-LNT-041',
    mistake: {
      resources: resource('a', {
        operations: [
          { name: 'start', interval: '0s', timeout: '20s' },
          { name: 'stop', interval: '0s' },
        ],
      }),
    },
    near: { resources: resource('a') },
    says: 'never looked at',
  },
  {
    code: 'HWS-LNT-042',
    mistake: { resources: around('clone', 'db-clone', resource('db'), { promotable: 'true' }) },
    near: { resources: around('clone', 'db-clone', resource('db'), { promotable: 'false' }) },
    says: 'not when it is promoted',
  },
  {
    code: 'HWS-LNT-043',
    mistake: {
      resources: resource('a', {
        operations: [
          { name: 'monitor', interval: '10s' },
          { name: 'stop', interval: '0s', 'on-fail': 'ignore' },
        ],
      }),
    },
    near: {
      resources: resource('a', {
        operations: [
          { name: 'monitor', interval: '10s', 'on-fail': 'ignore' },
          { name: 'stop', interval: '0s', 'on-fail': 'block' },
        ],
      }),
    },
    says: 'on-fail=ignore',
  },
  {
    code: 'HWS-LNT-044',
    mistake: { resources: resource('a', { meta: { 'migration-threshold': '3', 'failure-timeout': '20s' } }) },
    near: { resources: resource('a', { meta: { 'migration-threshold': '3', 'failure-timeout': '60s' } }) },
    says: 'forgotten after 20 s',
  },
  {
    code: 'HWS-LNT-045',
    mistake: {
      resources: resource('a', {
        operations: [
          { name: 'monitor', interval: '10s' },
          { name: 'stop', interval: '0s', timeout: '30s' },
        ],
      }),
    },
    near: {
      resources: resource('a', {
        operations: [
          { name: 'monitor', interval: '10s' },
          { name: 'stop', interval: '0s', timeout: '60s' },
        ],
      }),
    },
    agents: agent('Dummy', { start: '20s', stop: '60s' }),
    says: '30 s to stop',
  },
  {
    code: 'HWS-LNT-046',
    mistake: {
      resources: around(
        'group',
        'g',
        ['a', 'b', 'c']
          .map((id) =>
            resource(id, {
              operations: [
                { name: 'monitor', interval: '10s' },
                { name: 'stop', interval: '0s', timeout: '10min' },
              ],
            }),
          )
          .join(''),
      ),
    },
    near: {
      resources: around(
        'group',
        'g',
        ['a', 'b']
          .map((id) =>
            resource(id, {
              operations: [
                { name: 'monitor', interval: '10s' },
                { name: 'stop', interval: '0s', timeout: '10min' },
              ],
            }),
          )
          .join(''),
      ),
    },
    says: '30 min to stop',
  },
  {
    code: 'HWS-LNT-050',
    mistake: { resources: around('clone', 'disk-clone', filesystem('disk')) },
    near: { resources: around('clone', 'disk-clone', filesystem('disk', { fstype: 'gfs2' })) },
    says: 'one node only',
  },
  {
    code: 'HWS-LNT-051',
    mistake: {
      resources: around(
        'clone',
        'a-clone',
        resource('a', { operations: [{ name: 'monitor', interval: '10s', role: 'Promoted' }] }),
        { promotable: 'true' },
      ),
    },
    near: { resources: around('clone', 'a-clone', resource('a'), { interleave: 'true' }) },
    agents: agent('Dummy', { start: '20s', stop: '20s' }),
    says: 'no action promote',
  },
  {
    code: 'HWS-LNT-052',
    mistake: {
      resources:
        resource('ip1', { agent: 'ocf:heartbeat:IPaddr2', parameters: { ip: '10.0.0.9' } }) +
        resource('ip2', { agent: 'ocf:heartbeat:IPaddr2', parameters: { ip: '10.0.0.9' } }),
    },
    near: {
      resources:
        resource('ip1', { agent: 'ocf:heartbeat:IPaddr2', parameters: { ip: '10.0.0.9' } }) +
        resource('ip2', { agent: 'ocf:heartbeat:IPaddr2', parameters: { ip: '10.0.0.10' } }),
    },
    says: 'ip=10.0.0.9',
  },
  {
    code: 'HWS-LNT-060',
    mistake: {
      resources: around('group', 'g', resource('a') + resource('b', { meta: { 'is-managed': 'false' } })),
    },
    near: { resources: around('group', 'g', resource('a') + resource('b'), { 'is-managed': 'false' }) },
    says: 'b in g is unmanaged',
  },
  {
    code: 'HWS-LNT-061',
    mistake: {
      resources: around('group', 'g', resource('a', { meta: { 'target-role': 'Stopped' } }) + resource('b')),
    },
    near: {
      resources: around('group', 'g', resource('a') + resource('b', { meta: { 'target-role': 'Stopped' } })),
    },
    says: 'keeps b down',
  },
  {
    code: 'HWS-LNT-062',
    mistake: { nodes: { node1: { standby: 'on' }, node2: {}, node3: {} } },
    near: { nodes: { node1: { standby: 'off' }, node2: {}, node3: {} } },
    says: 'node1 is on standby',
  },
  {
    code: 'HWS-LNT-063',
    mistake: { resources: resource('web', { agent: 'systemd:nginx' }) },
    near: { resources: resource('other', { agent: 'systemd:haproxy' }) },
    bootUnits: new Map([['web', 'nginx.service']]),
    says: 'nginx.service of web',
  },
  {
    code: 'HWS-LNT-064',
    mistake: {
      more: '<acls><acl_role id="ops"><acl_permission id="p" kind="write" xpath="/cib"/></acl_role></acls>',
    },
    near: {
      properties: { 'enable-acl': 'true' },
      more: '<acls><acl_role id="ops"><acl_permission id="p" kind="write" xpath="/cib"/></acl_role></acls>',
    },
    says: 'not enforced',
  },
];

describe('every rule of the catalogue', () => {
  for (const { code, mistake, near, says, agents, bootUnits } of CASES) {
    it(`${code} is found, is not found in a near miss, and is gone when its commands were given`, async () => {
      const text = cib(mistake);
      const hits = found(text, agents, bootUnits).filter((one) => one.code === code);
      expect(hits.map(({ message }) => message).join('\n')).toContain(says);
      expect(found(cib(near), agents, bootUnits).filter((one) => one.code === code)).toEqual([]);
      const fixes = hits.flatMap((one) => one.fixes);
      expect(fixes.length).toBeGreaterThan(0);
      const commands = fixes.filter(({ fillIn }) => fillIn.length === 0).map(({ command }) => command);
      if (commands.length < fixes.length || commands.some((command) => !command.startsWith('pcs '))) return;
      const fixed = await onFile(text, ...commands.map((command) => command.slice('pcs '.length)));
      expect(fixed, `${commands.join('\n')}\n${fixed.err}`).toMatchObject({ code: 0 });
      expect(found(fixed.cib, agents, bootUnits).filter((one) => one.code === code)).toEqual([]);
    });
  }

  it('has a case here, a code of its own, and says where it is known from', () => {
    const codes = RULES.map(({ code }) => code);
    expect(CASES.map(({ code }) => code).sort()).toEqual([...codes].sort());
    expect(new Set(codes).size).toBe(codes.length);
    for (const { source, reason, title } of RULES)
      for (const text of [source, reason, title]) expect(text).not.toBe('');
  });
});

it('a clean configuration has no findings', () => {
  expect(found(cib({ resources: resource('a') }))).toEqual([]);
});
