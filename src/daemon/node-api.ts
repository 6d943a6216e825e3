import type { ClusterNode } from '../cluster/cluster-node.ts';
import type { ClusterEngine } from '../corosync/engine.ts';
import { type DaemonAnswer, type DaemonRequest, daemonProblem, type TransitionEntry } from './protocol.ts';

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
  readonly version: string;
}

const KINDS: readonly string[] = [
  'read-cib',
  'status',
  'change-cib',
  'set-attribute',
  'read-attribute',
  'clear-history',
  'fence',
  'confirm-fenced',
  'shutdown-node',
  'cancel-shutdown',
  'recheck',
] satisfies readonly DaemonRequest['kind'][];

/** Answers what is asked over a node's socket. */
export async function answerRequest(options: NodeApiOptions, value: unknown): Promise<DaemonAnswer> {
  const { node, engine, history, metrics, version } = options;
  if (!isRequest(value)) return notUnderstood(value);
  switch (value.kind) {
    case 'about': {
      const self = engine.self();
      const nodeId = node.state?.options.self.nodeId ?? self?.nodeId ?? null;
      return { kind: 'about', version, node: node.name, nodeId, pid: process.pid, engine: engine.status() };
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
      return KINDS.includes(value.kind) ? await node.request(value) : notUnderstood(value);
  }
}

function isRequest(value: unknown): value is DaemonRequest {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}

function notUnderstood(value: unknown): DaemonAnswer {
  const what =
    typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : 'without kind';
  const problem = daemonProblem(
    'HWS-DMN-004',
    `The daemon does not know the request ${what}`,
    'Use a command line of the same version as the daemon',
  );
  return { kind: 'refused', problems: [problem] };
}
