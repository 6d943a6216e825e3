import { expect, it } from 'vitest';
import type { LabCluster } from './lab-cluster.ts';
import type { LabNode } from './lab-node.ts';
import { RABBITMQ, rabbitmq } from './rabbitmq-files.ts';
import { STORY_MS, stories } from './stories.ts';

/** Members of the RabbitMQ cluster as one host knows them: those that run, and those that it would wait for. */
interface Membership {
  readonly running: readonly string[];
  readonly known: readonly string[];
}

/** What RabbitMQ on this host says; `null` when it does not answer. */
async function membership(node: LabNode): Promise<Membership | null> {
  const { status, stdout } = await node.host.execute([
    ...['rabbitmqctl', 'cluster_status', '--formatter', 'json', '--quiet'],
  ]);
  if (status !== 0) return null;
  const { running_nodes, disk_nodes } = JSON.parse(stdout) as Readonly<Record<string, string[]>>;
  return { running: running_nodes?.toSorted() ?? [], known: disk_nodes?.toSorted() ?? [] };
}

/** Waits until these, and no others, are one RabbitMQ cluster, as each of them says and as the cluster does. */
async function clustered(lab: LabCluster, names: readonly string[]): Promise<void> {
  const members = names.map((name) => `rabbit@${name}`).join();
  await lab.until(`RabbitMQ on ${names.join(', ')} to be one cluster`, async () => {
    if ((await lab.where(RABBITMQ)).join() !== names.join()) return false;
    const seen = await Promise.all(names.map((name) => membership(lab.node(name))));
    return seen.every((each) => each?.running.join() === members && each.known.join() === members);
  });
}

stories(
  'a RabbitMQ cluster',
  (lab) => {
    it('is formed of all hosts', { timeout: STORY_MS }, async () => {
      await clustered(lab(), ['node1', 'node2', 'node3']);
    });

    it('forgets a host that lost its power, and takes it in again', { timeout: STORY_MS }, async () => {
      const victim = lab().node('node3');
      await clustered(lab(), ['node1', 'node2', 'node3']);
      victim.startsClusterAtBoot = false;
      await victim.losePower();
      await clustered(lab(), ['node1', 'node2']);
      await victim.ensureOn();
      expect(victim.host.processes('beam.smp')).toEqual([]);
      victim.startCluster();
      await clustered(lab(), ['node1', 'node2', 'node3']);
    });
  },
  rabbitmq,
);
