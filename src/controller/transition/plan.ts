import { parseLeadingInteger } from '../../result/integer.ts';
import { parseIntervalMs } from '../../result/interval.ts';
import type { TransitionGraph } from '../../scheduler/graph/transition.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import type { Transition, TransitionStep } from '../model/transition.ts';
import { makeReady } from './confirm.ts';

/** Operations in flight on one node when nothing else is said. */
const DEFAULT_NODE_LIMIT = 16;

/** The scheduler's graph as something that can be carried out. */
export function planTransition(
  cluster: Cluster,
  graph: TransitionGraph,
  number: number,
  nodeActionLimit: number | undefined,
): Transition {
  const steps: TransitionStep[] = [];
  const stepByAction = new Map<number, TransitionStep>();
  for (const { priority, action } of graph.synapses) {
    const step: TransitionStep = {
      index: steps.length,
      priority,
      action,
      progress: 'waiting',
      waitingFor: 0,
      dependents: [],
      orderKey: null,
    };
    steps.push(step);
    stepByAction.set(action.id, step);
  }
  graph.synapses.forEach(({ inputs }, index) => {
    const step = steps[index] as TransitionStep;
    step.waitingFor = inputs.length;
    for (const input of inputs) stepByAction.get(input.id)?.dependents.push(index);
  });
  const { options } = cluster;
  const configuredLimit = parseLeadingInteger(options.all.get('node-action-limit') ?? '') ?? 0;
  const transition: Transition = {
    number,
    cluster,
    steps,
    stepByAction,
    ready: new Map(),
    batchLimit: positive(options.batchLimit),
    migrationLimit: positive(options.migrationLimit),
    nodeLimit: configuredLimit > 0 ? configuredLimit : (nodeActionLimit ?? DEFAULT_NODE_LIMIT),
    clusterDelayMs: parseIntervalMs(options.clusterDelay),
    confirmed: 0,
    inFlight: 0,
    jobs: new Map(),
    migrations: new Map(),
    abortReason: null,
  };
  for (const step of steps) if (step.waitingFor === 0) makeReady(transition, step);
  return transition;
}

/** A limit as configured; what is not positive is no limit. */
function positive(text: string): number {
  const value = parseLeadingInteger(text) ?? 0;
  return value > 0 ? value : Number.POSITIVE_INFINITY;
}
