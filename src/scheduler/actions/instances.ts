import { INFINITY_SCORE } from '../../result/score.ts';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { type Bundle, type Clone, leaves, type Resource } from '../model/resource.ts';
import { collectivePseudo } from './collective.ts';

/** The ordering points around starting or stopping instances. */
export interface InstancePseudos {
  readonly start: Action;
  readonly running: Action;
  readonly stop: Action;
  readonly stopped: Action;
}

/** What is about to happen to instances; each is "any leaf of any instance" (spec C2.7). */
interface Activity {
  isActive: boolean;
  isStarting: boolean;
  isStopping: boolean;
  /** Some instance both stops and starts. */
  isRestarting: boolean;
}

/**
 * The pseudo-actions start, running, stop and stopped of a clone over its instances or a bundle over its containers
 * (spec C2.7). `afterStart` and `afterStop` run where the notifications of a clone get their ids.
 */
export function createInstancePseudos(
  cluster: Cluster,
  collective: Clone | Bundle,
  instances: readonly Resource[],
  afterStart: (start: Action, running: Action) => void,
  afterStop: (stop: Action, stopped: Action) => void,
): InstancePseudos {
  const activity = activityOf(instances);
  const { isActive, isStarting, isStopping } = activity;
  const start = collectivePseudo(cluster, collective, 'start', !isStarting);
  const running = collectivePseudo(cluster, collective, 'running', !isStarting, isActive || isStarting);
  running.priority = INFINITY_SCORE;
  afterStart(start, running);

  const stop = collectivePseudo(cluster, collective, 'stop', !isStopping);
  const stopped = collectivePseudo(cluster, collective, 'stopped', !isStopping);
  stopped.priority = INFINITY_SCORE;
  if (!activity.isRestarting) stop.flags |= ActionFlag.MigrateRunnable;
  afterStop(stop, stopped);
  return { start, running, stop, stopped };
}

function activityOf(instances: readonly Resource[]): Activity {
  const total: Activity = { isActive: false, isStarting: false, isStopping: false, isRestarting: false };
  for (const instance of instances) {
    let isStarting = false;
    let isStopping = false;
    for (const leaf of leaves(instance)) {
      if (leaf.runningOn.length > 0) total.isActive = true;
      for (const action of leaf.actions) {
        if (action.isOptional) continue;
        if (action.task === 'start') isStarting ||= action.isRunnable;
        else if (action.task === 'stop') isStopping ||= action.isPseudo || action.isRunnable;
      }
    }
    total.isStarting ||= isStarting;
    total.isStopping ||= isStopping;
    total.isRestarting ||= isStarting && isStopping;
  }
  return total;
}

/** Whether some leaf has a required action of a task (spec C2.7). */
export function hasRequired(instances: readonly Resource[], task: string): boolean {
  return instances.some((instance) =>
    leaves(instance).some((leaf) =>
      leaf.actions.some((action) => action.task === task && !action.isOptional),
    ),
  );
}

/** Sorts instances by number, in place and for good (spec C2.7, C2.8.3, C9.14). */
export function sortByInstance(children: Resource[]): void {
  for (let i = 1; i < children.length; i++) {
    if (numberOf(children[i - 1]) > numberOf(children[i])) {
      children.sort((a, b) => numberOf(a) - numberOf(b));
      return;
    }
  }
}

function numberOf(resource: Resource | undefined): number {
  return resource?.instance ?? 0;
}
