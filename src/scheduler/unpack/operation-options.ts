import type { OperationDefinition } from '../../cib/model/resource-definition.ts';
import { collectPairs } from '../../cib/rules/collect.ts';
import { parseTimeMs } from '../../result/interval.ts';
import { parseDateTime } from '../../result/iso8601.ts';
import type { Needs } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { OperationOptions } from '../model/operation-options.ts';
import type { Resource } from '../model/resource.ts';
import { agentOf } from './meta.ts';
import { failureHandling } from './on-fail.ts';
import { findOperation, shortestMonitor } from './operation-definition.ts';
import { parametersOn } from './parameters.ts';
import { ruleInput } from './rule-input.ts';

export { findOperation } from './operation-definition.ts';

/** Time an operation is given when nothing says otherwise (spec A3.8.3.6). */
const DEFAULT_TIMEOUT_MS = 20_000;
const NOTHING: ReadonlyMap<string, string> = new Map();

/**
 * Options of an operation (spec A3.8, C1.4). One object per resource, task and interval; `node` matters for fencing
 * devices only.
 */
export function operationOptions(
  cluster: Cluster,
  resource: Resource,
  task: string,
  intervalMs: number,
  node: ClusterNode | null,
): OperationOptions {
  const fenceTimeout = fencingMonitorTimeout(cluster, resource, task, intervalMs, node);
  let key = `${task} ${intervalMs}`;
  if (fenceTimeout !== null) key += ` ${fenceTimeout}`;
  // What a failed connection leads to depends on whether it is managed, which history may change.
  if (resource.isRemoteConnection && !resource.isManaged) key += ' unmanaged';

  resource.operationOptions ??= new Map();
  let options = resource.operationOptions.get(key);
  if (options === undefined) {
    options = buildOptions(cluster, resource, task, intervalMs, fenceTimeout);
    resource.operationOptions.set(key, options);
  }
  return options;
}

const ruleFreeParameters = new WeakMap<OperationDefinition, ReadonlyMap<string, string>>();

/** Instance attributes of the matching `<op>`, rules evaluated with the node's attributes (spec C1.2.5b, A5.11.1). */
export function operationParameters(
  cluster: Cluster,
  resource: Resource,
  task: string,
  intervalMs: number,
  node: ClusterNode | null,
): ReadonlyMap<string, string> {
  const definition = findOperation(resource, task, intervalMs, true);
  if (definition === null || definition.instanceSets.length === 0) return NOTHING;
  const known = ruleFreeParameters.get(definition);
  if (known !== undefined) return known;
  const table = new Map<string, string>();
  const input = ruleInput(cluster, { nodeAttributes: node?.attributes ?? null });
  collectPairs(definition.instanceSets, table, input, {});
  if (definition.instanceSets.every((set) => set.rules.length === 0)) {
    ruleFreeParameters.set(definition, table);
  }
  return table;
}

/** What must hold before a task may run (spec A3.8.6). */
export function needsOf(resource: Resource, task: string): Needs {
  if (task !== 'start' && task !== 'promote') return 'nothing';
  if (resource.needsFencing) return 'fencing';
  return resource.needsQuorum ? 'quorum' : 'nothing';
}

function buildOptions(
  cluster: Cluster,
  resource: Resource,
  task: string,
  intervalMs: number,
  fenceTimeout: string | null,
): OperationOptions {
  const meta = new Map<string, string>();
  const input = ruleInput(cluster, { resource: agentOf(resource), operation: { name: task, intervalMs } });
  collectPairs(cluster.cib.operationDefaultSets, meta, input, {});
  if (isProbe(task, intervalMs)) {
    const timeout = shortestMonitor(resource)?.attributes.get('timeout');
    if (timeout !== undefined) meta.set('timeout', timeout);
  }
  const definition = findOperation(resource, task, intervalMs, true);
  if (definition !== null) {
    collectPairs(definition.metaSets, meta, input, { overwrite: true });
    for (const [name, value] of definition.attributes) meta.set(name, value);
  }
  meta.delete('id');
  if (intervalMs > 0) meta.set('interval', String(intervalMs));
  else meta.delete('interval');
  if (fenceTimeout !== null) meta.set('timeout', fenceTimeout);
  const timeoutMs = timeMs(meta.get('timeout')) ?? DEFAULT_TIMEOUT_MS;
  meta.set('timeout', String(timeoutMs));
  setStartDelay(cluster, meta, intervalMs);
  const handling = failureHandling(cluster, resource, { task, intervalMs, definition, meta });
  const isBlock = meta.get('on-fail')?.toLowerCase() === 'block';
  // A demote shows what it borrows from the monitor of the promoted role, but only this value.
  if (isBlock || (task === 'demote' && handling.onFail === 'block')) meta.set('on-fail', 'block');
  return { definition, meta, timeoutMs, ...handling };
}

/** Normalises `start-delay` to ms, or computes it so that runs fall on multiples of the interval after an origin. */
function setStartDelay(cluster: Cluster, meta: Map<string, string>, intervalMs: number): void {
  const text = meta.get('start-delay');
  if (text !== undefined) {
    meta.set('start-delay', String(timeMs(text) ?? 0));
    return;
  }
  const originText = meta.get('interval-origin');
  const intervalS = Math.floor(intervalMs / 1000);
  if (originText === undefined || intervalS <= 0) return;
  const origin = parseDateTime(originText, cluster.now, (epoch) => cluster.localOffset(epoch));
  if (origin === null) return;
  const rest = (cluster.now.epoch - origin.epoch) % intervalS;
  const delayS = rest <= 0 ? -rest : intervalS - rest;
  meta.set('start-delay', String(delayS * 1000));
}

/** Parameter `pcmk_monitor_timeout` of a fencing device, for its start and probes (spec A3.8.3.5). */
function fencingMonitorTimeout(
  cluster: Cluster,
  resource: Resource,
  task: string,
  intervalMs: number,
  node: ClusterNode | null,
): string | null {
  if (!resource.isFenceDevice || resource.kind !== 'primitive') return null;
  if (task !== 'start' && !isProbe(task, intervalMs)) return null;
  return parametersOn(cluster, resource, node).get('pcmk_monitor_timeout') ?? null;
}

function isProbe(task: string, intervalMs: number): boolean {
  return task === 'monitor' && intervalMs === 0;
}

/** A time in ms; `null` when absent, invalid or negative. */
function timeMs(text: string | undefined): number | null {
  const ms = text === undefined ? null : parseTimeMs(text);
  return ms === null || ms < 0 ? null : ms;
}
