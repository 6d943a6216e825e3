import { changeConfiguration, newConfiguration } from '../../corosync/conf/change-configuration.ts';
import { writeConf } from '../../corosync/conf/document.ts';
import { readConfiguration } from '../../corosync/conf/read-configuration.ts';
import type { ConfiguredNode } from '../../corosync/engine.ts';
import type { Problem, Result } from '../../result/problem.ts';
import type { Machine } from './machine.ts';
import { setupProblem } from './problem.ts';

/** What a new cluster is to be. */
export interface ClusterWish {
  readonly name: string;
  /** In the order of their ids. */
  readonly nodes: readonly {
    readonly name: string;
    /** Addresses by link; empty: what the name resolves to. */
    readonly addresses: readonly string[];
  }[];
  /** Time after which Corosync counts a silent node as lost, ms; `null` for its default. */
  readonly tokenMs: number | null;
}

/** A new cluster, worked out. */
export interface PlannedCluster {
  readonly nodes: readonly ConfiguredNode[];
  /** Text of corosync.conf, the same on all nodes. */
  readonly configuration: string;
}

const LOOPBACK = /^(?:127\.|::1$)/;

/** Works out the corosync.conf of a new cluster; everything that is wrong is named at once. */
export async function planCluster(wish: ClusterWish, machine: Machine): Promise<Result<PlannedCluster>> {
  const problems: Problem[] = [];
  if (!/^[\w.-]{1,255}$/.test(wish.name)) {
    problems.push(
      wrong(`${JSON.stringify(wish.name)} is no name for a cluster`, 'Use letters, digits, ".", "-" and "_"'),
    );
  }
  if (wish.nodes.length === 0)
    problems.push(wrong('No node is named', 'Name each node: NODE or NODE=ADDRESS'));
  const nodes: ConfiguredNode[] = [];
  for (const [index, { name, addresses }] of wish.nodes.entries()) {
    const found = addresses.length > 0 ? addresses : (await machine.addressesOf(name)).slice(0, 1);
    if (found.length === 0) {
      problems.push(
        wrong(`The name ${name} has no address`, `Give it one: ${name}=ADDRESS, or enter it in /etc/hosts`),
      );
    }
    for (const address of found) {
      if (wish.nodes.length < 2 || !LOOPBACK.test(address)) continue;
      problems.push(
        wrong(
          `${address}, the address of ${name}, is one of the machine itself: the others cannot reach it`,
          `Give the address of its network: ${name}=ADDRESS, or correct /etc/hosts`,
        ),
      );
    }
    nodes.push({ nodeId: index + 1, name, addresses: found });
  }
  if (problems.length > 0) return { ok: false, problems };
  const totem = wish.tokenMs === null ? {} : { token: String(wish.tokenMs) };
  const document = changeConfiguration(newConfiguration({ name: wish.name, nodes, totem }), {
    kind: 'set-logging',
    settings: { to_stderr: 'no' },
  });
  const read = readConfiguration(document);
  if (!read.ok) return read;
  return { ok: true, value: { nodes, configuration: writeConf(document) }, problems: read.problems };
}

function wrong(message: string, hint: string): Problem {
  return setupProblem('HWS-SET-001', message, hint);
}
