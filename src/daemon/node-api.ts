import type { ClusterNode } from '../cluster/cluster-node.ts';
import type { ClusterEngine } from '../corosync/engine.ts';
import { type AgentSettings, type DaemonAnswer, daemonProblem, type TransitionEntry } from './protocol.ts';
import { readRequest } from './request-shape.ts';

/** Kept scheduler inputs of this node. */
export interface TransitionHistory {
  list(): Promise<readonly TransitionEntry[]>;
  read(sequence: number): Promise<{ readonly transition: TransitionEntry; readonly cib: string } | null>;
}

export interface NodeApiOptions {
  readonly node: ClusterNode;
  readonly engine: ClusterEngine;
  readonly history: TransitionHistory;
  readonly metrics: () => Promise<string>;
  readonly agents: AgentSettings;
  readonly version: string;
}

/** Answers what is asked over a node's socket. */
export async function answerRequest(options: NodeApiOptions, given: unknown): Promise<DaemonAnswer> {
  const { node, engine, history, metrics, version, agents } = options;
  const read = readRequest(given);
  if (!read.ok) return { kind: 'refused', problems: read.problems };
  const { value } = read;
  switch (value.kind) {
    case 'about': {
      const self = engine.self();
      const nodeId = node.state?.options.self.nodeId ?? self?.nodeId ?? null;
      return {
        kind: 'about',
        version,
        node: node.name,
        nodeId,
        pid: process.pid,
        engine: engine.status(),
        agents,
      };
    }
    case 'transitions':
      return { kind: 'transitions', transitions: await history.list() };
    case 'transition': {
      const found = await history.read(value.sequence);
      if (found !== null) return { kind: 'transition', ...found };
      const problem = daemonProblem(
        'HWS-DMN-005',
        `Decision ${value.sequence} is not kept on ${node.name}`,
        'List those that are: hawser history list; transitions are kept where they were decided',
      );
      return { kind: 'refused', problems: [problem] };
    }
    case 'metrics':
      return { kind: 'metrics', text: await metrics() };
    default:
      return await node.request(value);
  }
}
