import type { CibEditor } from '../edit/cib-editor.ts';
import { countFailure, countsAsFailure } from '../edit/fail-count-attributes.ts';
import { nodeStateFor, takeOffline } from '../edit/node-state.ts';
import { createHistory, findHistory, recordOperation } from '../edit/operation-record.ts';
import type { ExecutionEvent } from './event.ts';
import { plannedFailure } from './planned-failure.ts';
import type { Step, Synapse } from './step.ts';
import { sweep } from './sweep.ts';

/** What carrying out a transition on paper needs besides the graph. */
export interface ExecutionContext {
  readonly editor: CibEditor;
  /** Whether a resource of this id, or one that history knows by this name, exists. */
  readonly isKnownResource: (id: string) => boolean;
  /** `--op-fail` specifications. */
  readonly failures: readonly string[];
  /** Digest of the parameters of an operation (spec A5.11.2). */
  readonly digest: (parameters: ReadonlyMap<string, string>) => string;
  /** Epoch seconds at which everything happens. */
  readonly time: number;
}

/** What happened, in order, and whether the graph could be carried out to its end. */
export interface Execution {
  readonly events: readonly ExecutionEvent[];
  readonly isComplete: boolean;
}

/** Carries out a transition on paper: the CIB of the editor becomes what it would be afterwards (spec C6.5). */
export function execute(synapses: readonly Synapse[], context: ExecutionContext): Execution {
  const events: ExecutionEvent[] = [];
  const { unfired, hasFailed } = sweep(synapses, ({ step }) => carryOut(step, context, events));
  return { events, isComplete: hasFailed || unfired === 0 };
}

/** Carries out one step; false when it was made to fail. */
function carryOut(step: Step, context: ExecutionContext, events: ExecutionEvent[]): boolean {
  const node = step.node?.name ?? '';
  switch (step.kind) {
    case 'pseudo':
      events.push({ kind: 'pseudo', key: step.key, node: step.node?.name ?? null });
      return true;
    case 'fencing':
      fence(step, context, events);
      return true;
    case 'cluster':
      events.push({ kind: 'cluster', task: step.task, node, resource: step.resource?.id ?? null });
      return true;
    default:
      return operate(step, node, context, events);
  }
}

function fence(step: Step, { editor }: ExecutionContext, events: ExecutionEvent[]): void {
  if (step.node === null) return;
  const operation = step.attributes().get('CRM_meta_stonith_action') ?? 'reboot';
  const { name, id } = step.node;
  events.push({ kind: 'fencing', node: name, operation });
  if (operation.toLowerCase() === 'on') return;
  takeOffline(
    editor,
    nodeStateFor(editor, name) ?? editor.createNodeState(name, id),
    'simulate_fencing_action',
  );
}

/** Name under which a step is told: its id where that is a resource, else the instance's (spec C6.5.4). */
function shownName(id: string, longId: string | null, isKnown: (id: string) => boolean): string {
  if (isKnown(id) || longId === null) return id;
  return isKnown(longId) ? longId : id;
}

/** A resource action; false when it was made to fail. */
function operate(step: Step, node: string, context: ExecutionContext, events: ExecutionEvent[]): boolean {
  const { resource, task } = step;
  if (task === 'probe_again' || resource === null) return true;
  const { editor, time } = context;
  const name = shownName(resource.id, step.longId, context.isKnownResource);
  const hasEffect = task !== 'delete' && task !== 'meta-data';
  events.push({
    kind: 'resource',
    resource: name,
    operation: task,
    node,
    intervalMs: hasEffect ? step.intervalMs : 0,
  });
  if (!hasEffect) return true;

  const attributes = step.attributes();
  const targetRc = Number.parseInt(attributes.get('CRM_meta_op_target_rc') ?? '0', 10);
  const state = nodeStateFor(editor, node) ?? editor.createNodeState(node, nodeId(step));
  const failure = plannedFailure(context.failures, [name, resource.id], task, step.intervalMs, node);
  if (failure !== null) events.push({ kind: 'pretended-failure', action: step.id, rc: failure });
  const recordedTask = task === 'reload-agent' ? (failure === null ? 'start' : 'monitor') : task;
  editor.edit(state, (edited) => {
    if (failure !== null && countsAsFailure(failure, step.intervalMs)) {
      for (const injection of countFailure(edited, resource.id, task, step.intervalMs, time)) {
        events.push({ kind: 'attribute', injection });
      }
    }
    const history = findHistory(edited, [name, resource.id]) ?? createHistory(edited, resource);
    recordOperation(history, resource.id, {
      key: `${resource.id}_${recordedTask}_${step.intervalMs}`,
      task: recordedTask,
      intervalMs: step.intervalMs,
      rc: failure ?? targetRc,
      targetRc,
      exitReason: failure === null || failure === targetRc ? '' : 'User-injected result',
      notification: notificationOf(task, attributes),
      migrateSource: isMigration(task) ? (attributes.get('CRM_meta_migrate_source') ?? null) : null,
      migrateTarget: isMigration(task) ? (attributes.get('CRM_meta_migrate_target') ?? null) : null,
      digest: context.digest(digestParameters(attributes, step.intervalMs)),
      time,
    });
  });
  return failure === null;
}

/** A node reached through another one has no id of its own in the graph's sense: it is known by name. */
function nodeId(step: Step): string {
  const node = step.node;
  if (node === null) return '';
  return step.isRouted ? node.name : node.id;
}

function isMigration(task: string): boolean {
  return task === 'migrate_to' || task === 'migrate_from';
}

function notificationOf(
  task: string,
  attributes: ReadonlyMap<string, string>,
): { type: string; operation: string } | null {
  if (task !== 'notify') return null;
  return {
    type: attributes.get('CRM_meta_notify_type') ?? '',
    operation: attributes.get('CRM_meta_notify_operation') ?? '',
  };
}

const NO_PARAMETERS = new Set([
  'id',
  'crm_feature_set',
  'op-digest',
  'on_node',
  'on_node_uuid',
  'pcmk_external_ip',
]);

/** The attributes of an action that are parameters of the agent (spec A5.11.1). */
function digestParameters(
  attributes: ReadonlyMap<string, string>,
  intervalMs: number,
): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of attributes) {
    if (name === 'CRM_meta_timeout' ? intervalMs === 0 : name.startsWith('CRM_meta_')) continue;
    if (!NO_PARAMETERS.has(name)) parameters.set(name, value);
  }
  return parameters;
}
