import { expect, it } from 'vitest';
import { GALERA, galera } from './galera-files.ts';
import type { LabCluster } from './lab-cluster.ts';
import type { LabNode } from './lab-node.ts';
import { STORY_MS, stories } from './stories.ts';

const ALL = ['node1', 'node2', 'node3'];

/** What MariaDB on this host answers; `null` when it does not. */
async function sql(node: LabNode, statement: string): Promise<string | null> {
  if (!node.host.isOn) return null;
  const { status, stdout } = await node.host.execute(['mysql', '-Nse', statement]);
  return status === 0 ? stdout.trim() : null;
}

/** How many members this host's MariaDB counts, itself included; 0 when it is in no cluster that may write. */
async function members(node: LabNode): Promise<number> {
  const answer = await sql(
    node,
    "select variable_value from information_schema.global_status where variable_name in ('wsrep_cluster_size', 'wsrep_cluster_status') order by variable_name",
  );
  const [size, status] = answer?.split('\n') ?? [];
  return status === 'Primary' ? Number(size) : 0;
}

/** Waits until exactly these are promoted, as the cluster says, and members of one Galera cluster, as each of them says. */
async function promotedOn(lab: LabCluster, names: readonly string[]): Promise<void> {
  await lab.until(`MariaDB to be promoted on ${names.join(', ')}`, async () => {
    const counts = await Promise.all(names.map((name) => members(lab.node(name))));
    const promoted = await lab.allPromoted(GALERA);
    return counts.every((count) => count === names.length) && promoted.join() === names.join();
  });
}

/** Names of the hosts whose MariaDB was started as the first of a cluster. */
function bootstrapped(lab: LabCluster): string[] {
  return lab.nodes
    .filter(({ host }) =>
      / --wsrep-cluster-address=gcomm:\/\/ /.test(host.run(['pgrep', '-xa', 'mariadbd']).stdout),
    )
    .map(({ name }) => name);
}

/** Writes a row on one host. */
async function write(node: LabNode, row: string): Promise<void> {
  const table = 'create table if not exists kept.rows (what varchar(40) primary key)';
  const written = await sql(
    node,
    `create database if not exists kept; ${table}; insert into kept.rows values ('${row}') returning what`,
  );
  expect(written, `written on ${node.name}`).toBe(row);
}

/** Waits until every host answers with the row that one has written: what is certified is applied a little later. */
async function readByAll(lab: LabCluster, row: string): Promise<void> {
  for (const node of lab.nodes) {
    await lab.until(`${node.name} to have the row '${row}'`, async () => {
      return (await sql(node, `select what from kept.rows where what = '${row}'`)) === row;
    });
  }
}

stories(
  'a Galera cluster',
  (lab) => {
    it('is bootstrapped by one host, and what one writes all read', { timeout: STORY_MS }, async () => {
      await promotedOn(lab(), ALL);
      expect(bootstrapped(lab())).toHaveLength(1);
      await write(lab().node('node1'), 'first');
      await readByAll(lab(), 'first');
    });

    it('goes on without a host that lost its power, and takes it in again', {
      timeout: STORY_MS,
    }, async () => {
      await promotedOn(lab(), ALL);
      const victim = lab().node('node3');
      victim.startsClusterAtBoot = false;
      await victim.losePower();
      await promotedOn(lab(), ['node1', 'node2']);
      await write(lab().node('node1'), 'meanwhile');
      await victim.ensureOn();
      victim.startCluster();
      await promotedOn(lab(), ALL);
      expect(bootstrapped(lab())).not.toContain(victim.name);
      await readByAll(lab(), 'meanwhile');
    });

    it('is started again from the host with the last sequence number', { timeout: STORY_MS }, async () => {
      await promotedOn(lab(), ALL);
      const [first, second, third] = lab().nodes as [LabNode, LabNode, LabNode];
      await third.stopDaemon();
      await promotedOn(lab(), ['node1', 'node2']);
      await second.stopDaemon();
      await promotedOn(lab(), ['node1']);
      await write(first, 'last');
      await first.stopDaemon();
      for (const node of lab().nodes) expect(node.host.processes('mariadbd')).toEqual([]);
      // Without its mark on the host that ended last, nothing but the numbers tells; among equals the agent takes node3.
      const mark = 's/^safe_to_bootstrap: 1/safe_to_bootstrap: 0/';
      expect(first.host.run(['sed', '-i', mark, '/var/lib/mysql/grastate.dat']).status).toBe(0);
      for (const node of [third, second, first]) node.startDaemon();
      await promotedOn(lab(), ALL);
      expect(bootstrapped(lab())).toEqual(['node1']);
      await readByAll(lab(), 'last');
    });
  },
  galera,
);
