import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { NEWEST_SCHEMA } from '../../../src/cib/upgrade/schemas.ts';
import { capture } from '../../../src/cli/pcs/pcs.fixture.ts';
import { PaperCluster } from '../../requirements/paper-cluster.ts';

const COMPATIBILITY = readFileSync(
  resolve(import.meta.dirname, '../../../docs/reference/compatibility.md'),
  'utf8',
);

/** What the documents have operators do, one after the other, on one cluster. */
const TASKS: readonly string[] = [
  'resource create VirtualIP ocf:heartbeat:IPaddr2 ip=192.168.0.99 nic=eth2 --force',
  'resource create HAproxy systemd:haproxy --force',
  'resource group add MyGroup VirtualIP HAproxy',
  'resource create keystone systemd:keystone --force',
  'resource clone keystone interleave=true',
  'resource create galera ocf:heartbeat:galera wsrep_cluster_address=gcomm://a --force',
  'resource promotable galera promoted-max=2',
  'node attribute node1 osprole=controller',
  'node attribute node2 osprole=compute',
  'constraint location keystone-clone rule resource-discovery=exclusive score=0 osprole eq controller',
  'constraint order start keystone-clone then MyGroup',
  'constraint colocation add MyGroup with keystone-clone',
  'constraint location MyGroup prefers node1=100',
  'property set no-quorum-policy=freeze',
  'resource defaults update resource-stickiness=100',
  'resource op defaults update timeout=60s',
  'stonith create bmc1 fence_ipmilan ip=10.0.0.1 username=u password=p pcmk_host_list=node1 --force',
  'stonith level add 1 node1 bmc1',
  'resource update VirtualIP ip=192.168.0.98',
  'resource meta MyGroup priority=10',
  'resource disable HAproxy',
  'resource enable HAproxy',
  'resource unmanage HAproxy',
  'resource manage HAproxy',
  'node standby node2',
  'node unstandby node2',
  'resource ban MyGroup node2',
  'resource clear MyGroup',
  'alert create path=/usr/bin/true id=mail',
  'acl role create readers read xpath /cib',
  'tag create web VirtualIP HAproxy',
  'resource unclone keystone',
  'resource group remove MyGroup HAproxy',
  'resource delete keystone',
];

it('S1.38 no documented task needs cibadmin: each is a command', async () => {
  using cluster = new PaperCluster(['node1', 'node2']);
  for (const task of TASKS) await cluster.pcs(task);
  const { code, out } = await capture(['-f', cluster.file, 'config']);
  expect(code).toBe(0);
  for (const id of ['VirtualIP', 'MyGroup', 'galera-clone', 'bmc1', 'mail']) expect(out).toContain(id);
});

it('S1.39 the documentation says which versions of what it works with', async () => {
  const version = (await capture(['--version'])).out.trim();
  expect(COMPATIBILITY).toContain(`| pcs | ${version} |`);
  expect(COMPATIBILITY).toContain(`schemas 1.0 to ${NEWEST_SCHEMA.replace('pacemaker-', '')}`);
  expect(COMPATIBILITY).toMatch(/\| Corosync \| 3\.x .*\|/);
  expect(COMPATIBILITY).toContain('pcs itself needs Pacemaker 1.1.8 and Corosync 2.0 or later');
});
