import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { readCib } from '../../cib/read/cib.ts';
import { XmlDocument } from '../../cib/xml/document.ts';
import type { ClusterNode, NodeObserver } from '../../cluster/cluster-node.ts';
import type { Effect } from '../../controller/model/effect.ts';
import type { Event } from '../../controller/model/event.ts';
import { OperationStatus } from '../../controller/model/operation.ts';
import type { ClusterEngine } from '../../corosync/engine.ts';
import type { ExecutorStatistics } from '../../executor/executor.ts';
import { DECISION_ONLY } from '../../scheduler/model/schedule-options.ts';
import { effectiveNow } from '../../scheduler/unpack/effective-time.ts';
import { unpack } from '../../scheduler/unpack/unpack.ts';
import { copyTree } from '../../simulator/edit/copy-tree.ts';
import { ClusterMetrics } from './cluster-metrics.ts';

const SECONDS = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10];
/** Steps whose times are kept until somebody asks for them. */
const MOST_TIMES = 5_000;
const AGENT_SECONDS = [0.01, 0.05, 0.2, 1, 5, 20, 60, 300];

export interface MetricsOptions {
  readonly version: string;
  readonly node: () => ClusterNode | null;
  readonly engine: ClusterEngine;
  readonly executor: () => ExecutorStatistics;
  readonly localOffset: (epochSeconds: number) => number;
}

/** The daemon's figures for Prometheus: the field's names for the cluster's state, our own for our work. */
export class Metrics implements NodeObserver {
  readonly #options: MetricsOptions;
  readonly #registry = new Registry();
  readonly #cluster: ClusterMetrics;
  readonly #steps: Histogram<string>;
  readonly #times: (readonly [event: Event['kind'], seconds: number])[] = [];
  readonly #agents: Histogram<string>;
  readonly #operations: Counter<string>;
  readonly #decisions: Counter<string>;
  readonly #fencing: Counter<string>;
  readonly #log: Counter<string>;

  constructor(options: MetricsOptions) {
    this.#options = options;
    const registers = [this.#registry];
    this.#cluster = new ClusterMetrics(this.#registry);
    const about = new Gauge({
      name: 'hawser_build_info',
      help: 'Version of Hawser',
      labelNames: ['version'],
      registers,
    });
    about.set({ version: options.version }, 1);
    this.#steps = new Histogram({
      name: 'hawser_step_seconds',
      help: 'Time the controller took for an event',
      labelNames: ['event'],
      buckets: SECONDS,
      registers,
    });
    this.#agents = new Histogram({
      name: 'hawser_agent_seconds',
      help: 'Time agents took on this node',
      labelNames: ['task'],
      buckets: AGENT_SECONDS,
      registers,
    });
    this.#operations = new Counter({
      name: 'hawser_operations_total',
      help: 'Results of agents on this node',
      labelNames: ['task', 'outcome'],
      registers,
    });
    this.#decisions = new Counter({
      name: 'hawser_decisions_total',
      help: 'Decisions taken on this node as DC',
      registers,
    });
    this.#fencing = new Counter({
      name: 'hawser_fence_agent_runs_total',
      help: 'Runs of fence agents on this node',
      labelNames: ['outcome'],
      registers,
    });
    this.#log = new Counter({
      name: 'hawser_log_records_total',
      help: 'Log records of the controller',
      labelNames: ['severity', 'code'],
      registers,
    });
    for (const outcome of ['ok', 'failed', 'unsupported']) this.#fencing.inc({ outcome }, 0);
    this.#gauges();
  }

  stepped(event: Event, effects: readonly Effect[], milliseconds: number): void {
    this.#times.push([event.kind, milliseconds / 1000]);
    if (this.#times.length >= MOST_TIMES) this.#observeSteps();
    if (event.kind === 'effect-finished') {
      const { result } = event;
      if (result.kind === 'fence') this.#fencing.inc({ outcome: result.result.outcome });
      if (result.kind === 'operation') {
        const order = this.#tasks.get(event.effectId) ?? 'monitor';
        const { status, executionMs } = result.result;
        const outcome =
          status === OperationStatus.Done ? 'done' : status === OperationStatus.Timeout ? 'timeout' : 'error';
        this.#operations.inc({ task: order, outcome });
        this.#agents.observe({ task: order }, executionMs / 1000);
        if (order !== 'monitor') this.#tasks.delete(event.effectId);
      }
    }
    for (const effect of effects) {
      if (effect.kind === 'run-operation' && effect.order.intervalMs === 0) {
        this.#tasks.set(effect.effectId, effect.order.task === 'monitor' ? 'probe' : effect.order.task);
      }
      if (effect.kind === 'keep-transition') this.#decisions.inc();
      if (effect.kind === 'log')
        this.#log.inc({ severity: effect.record.severity, code: effect.record.code });
    }
  }

  /** Sorting a time into a histogram takes longer than many a step: it is done when nobody waits. */
  #observeSteps(): void {
    for (const [event, seconds] of this.#times) this.#steps.observe({ event }, seconds);
    this.#times.length = 0;
  }

  /** All figures in Prometheus' text form. */
  async text(): Promise<string> {
    this.#observeSteps();
    const begin = performance.now();
    const { node, engine, localOffset } = this.#options;
    const state = node()?.state ?? null;
    const isThere = state !== null && engine.self() !== null;
    const epoch = Math.floor(Date.now() / 1000);
    let cluster = null;
    if (isThere) {
      // Reading normalizes some elements: the controller's own tree is left alone.
      const cib = readCib(new XmlDocument(copyTree(state.cib)));
      const now = effectiveNow(cib, null, { epoch, offset: localOffset(epoch) }, localOffset);
      cluster = unpack(cib, now, DECISION_ONLY);
    }
    const membership = {
      isQuorate: isThere && state.quorum.isQuorate,
      nodes: engine.nodes(),
      upNodeIds: isThere ? state.quorum.members : [],
    };
    this.#cluster.update(cluster, membership, node()?.name ?? '', (performance.now() - begin) / 1000);
    return await this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Tasks of operations under way, by effect. */
  readonly #tasks = new Map<number, string>();

  #gauges(): void {
    const { node, engine, executor } = this.#options;
    const registers = [this.#registry];
    const gauge = (name: string, help: string, value: () => number): void => {
      const made: Gauge<string> = new Gauge({
        name: `hawser_${name}`,
        help,
        registers,
        collect: () => made.set(value()),
      });
    };
    const state = () => node()?.state ?? null;
    gauge('is_dc', 'Whether this node decides', () => {
      const seen = state();
      return seen !== null && seen.replicated.seniority[0] === seen.options.self.nodeId ? 1 : 0;
    });
    gauge('is_ready', 'Whether this node is synchronized with the cluster', () =>
      state()?.phase === 'ready' ? 1 : 0,
    );
    gauge(
      'members',
      'Members of the cluster as this node sees it',
      () => state()?.replicated.seniority.length ?? 0,
    );
    gauge(
      'transition_actions',
      'Actions of the transition under way',
      () => state()?.transition?.steps.length ?? 0,
    );
    gauge('transition_confirmed', 'Of these, done', () => state()?.transition?.confirmed ?? 0);
    gauge('waits', 'Conditions that are waited for', () => state()?.waits.size ?? 0);
    gauge(
      'pending_operations',
      'Operations of the cluster under way',
      () => Object.keys(state()?.replicated.operations ?? {}).length,
    );
    gauge('fencing_under_way', 'Fencings under way, known on the DC', () => state()?.jobs.size ?? 0);
    gauge(
      'queued_messages',
      'Messages that the cluster has not taken yet',
      () => (node()?.queuedMessages ?? 0) + engine.status().queuedMessages,
    );
    gauge('sent_messages', 'Messages sent', () => engine.status().sentMessages);
    gauge('delivered_messages', 'Messages delivered', () => engine.status().deliveredMessages);
    gauge('reconnects', 'Times the membership service was lost', () => engine.status().reconnects);
    gauge('corosync_silent', 'Whether Corosync on this node leaves calls without answer', () =>
      engine.status().wait?.problem?.code === 'HWS-COR-009' ? 1 : 0,
    );
    gauge('agents_running', 'Agents that run', () => executor().running);
    gauge('agents_waiting', 'Operations that wait for their turn', () => executor().waiting);
    gauge('recurring_operations', 'Recurring operations of this node', () => executor().recurring);
    gauge('resident_bytes', 'Memory of the daemon', () => process.memoryUsage().rss);
    gauge('cpu_seconds', 'Processor time of the daemon', () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    });
  }
}
