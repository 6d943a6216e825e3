import { keyOf } from '../actions/key.ts';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order } from '../model/order.ts';
import { mergeInputs } from './inputs.ts';

/** What a drawing shows. */
export interface DotOptions {
  /** Also actions that are not needed. */
  readonly allActions: boolean;
  /** Action ids behind the names. */
  readonly verbose: boolean;
}

/** The graph as a drawing for Graphviz (spec C5.6). Call after `buildGraph`. */
export function renderDot(cluster: Cluster, options: DotOptions): string {
  const lines = [' digraph "g" {'];
  const shown = new Set<Action>();
  const { actions } = cluster;
  for (let i = actions.length - 1; i >= 0; i--) {
    const action = actions[i] as Action;
    const colors = colorsOf(action, options.allActions);
    if (colors === null) continue;
    shown.add(action);
    const style = action.has(ActionFlag.InGraph) ? 'bold' : 'dashed';
    lines.push(
      `"${dotName(action, options.verbose)}" [ style=${style} color="${colors.line}" fontcolor="${colors.font}"]`,
    );
  }
  for (let i = actions.length - 1; i >= 0; i--) {
    const then = actions[i] as Action;
    mergeInputs(then);
    for (const link of then.before) {
      let style = 'dashed';
      if (link.isInput) style = 'bold';
      else if (link.flags === 0) continue;
      else if (!options.allActions) {
        if (!shown.has(link.first) || !shown.has(then) || link.flags === Order.Load) continue;
      }
      const first = dotName(link.first, options.verbose);
      lines.push(`"${first}" -> "${dotName(then, options.verbose)}" [ style = ${style}]`);
    }
  }
  lines.push('}', '');
  return lines.join('\n');
}

function colorsOf(action: Action, allActions: boolean): { line: string; font: string } | null {
  const font = action.isPseudo ? 'orange' : 'black';
  if (action.has(ActionFlag.InGraph)) return { line: 'green', font };
  if (action.resource !== null && !action.resource.isManaged) {
    return allActions ? { line: 'red', font: 'purple' } : null;
  }
  if (action.isOptional) return allActions ? { line: 'blue', font } : null;
  return { line: 'red', font };
}

/** Name of an action in a drawing. */
function dotName(action: Action, verbose: boolean): string {
  const name = plainName(action);
  const withCancel = action.task === 'cancel' ? `Cancel ${name}` : name;
  return verbose ? `${withCancel} (${action.id})` : withCancel;
}

function plainName(action: Action): string {
  const { node, resource } = action;
  if (node === null) {
    const key = historyKey(action);
    return action.isPseudo ? key : `${key} <none>`;
  }
  if (action.task === 'stonith') return `stonith '${action.metaValue('stonith_action')}' ${node.name}`;
  if (resource !== null) return `${historyKey(action)} ${node.name}`;
  return `${action.task} ${node.name}`;
}

/** Key with the instance name history uses. */
function historyKey(action: Action): string {
  const historyName = action.resource?.historyName ?? null;
  if (historyName === null) return action.key;
  if (action.task === 'notify' || action.task === 'notified') {
    const type = action.metaValue('notify_key_type');
    const operation = action.metaValue('notify_key_operation');
    return `${historyName}_${type}_notify_${operation}_0`;
  }
  if (action.cancelTask !== null) return keyOf(historyName, action.cancelTask, action.intervalMs);
  return keyOf(historyName, action.task, action.intervalMs);
}
