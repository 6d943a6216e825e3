import { childOf } from '../../cib/xml/child-of.ts';
import { XmlElement } from '../../cib/xml/element.ts';
import type { Problem } from '../../result/problem.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import type { Primitive, Resource } from '../../scheduler/model/resource.ts';
import { findResource } from '../../scheduler/unpack/find.ts';
import { type CibEditor, findFirst, setAttributes } from '../edit/cib-editor.ts';
import { countFailure, countsAsFailure } from '../edit/fail-count-attributes.ts';
import { bringOnline, failNode, nodeStateFor, takeOffline } from '../edit/node-state.ts';
import { createHistory, findHistory, recordOperation } from '../edit/operation-record.ts';
import type { SyntheticEvents } from '../request.ts';
import type { Modification, NodeChange, TicketChange } from './modification.ts';
import { type OperationSpec, parseOperationSpec } from './operation-spec.ts';

/** What was changed, what could not be, and whether the run may go on. */
export interface Injection {
  readonly modifications: readonly Modification[];
  /** Lines for standard error that do not end the run. */
  readonly complaints: readonly string[];
  /** Something that makes going on senseless: an unknown node, say. */
  readonly problem: Problem | null;
}

/** Whether anything is to be injected; a changed quorum alone does not count (spec C6.2.5). */
export function hasEvents(events: SyntheticEvents): boolean {
  return (
    events.watchdog !== null ||
    [
      events.nodesUp,
      events.nodesDown,
      events.nodesFailed,
      events.operations,
      events.ticketsGranted,
      events.ticketsRevoked,
      events.ticketsStandby,
      events.ticketsActivated,
    ].some((list) => list.length > 0)
  );
}

/** Performs synthetic events on a CIB, in the order of their kinds (spec C6.6). */
export function inject(
  editor: CibEditor,
  events: SyntheticEvents,
  cluster: Cluster,
  time: number,
): Injection {
  const modifications: Modification[] = [];
  const complaints: string[] = [];
  const done = (problem: Problem | null): Injection => ({ modifications, complaints, problem });

  if (events.quorum !== null && setAttributes(editor.root, [['have-quorum', events.quorum]])) {
    editor.noteChange();
  }
  if (events.watchdog !== null) setWatchdog(editor, events.watchdog);

  const nodeChanges: readonly (readonly [NodeChange, readonly string[]])[] = [
    ['Online', events.nodesUp],
    ['Offline', events.nodesDown],
    ['Failing', events.nodesFailed],
  ];
  for (const [change, names] of nodeChanges) {
    for (const node of names) {
      modifications.push({ kind: 'node', change, node });
      if (!changeNode(editor, change, node)) return done(unknownNode(node));
    }
  }

  const ticketChanges: readonly (readonly [TicketChange, readonly string[]])[] = [
    ['Granting', events.ticketsGranted],
    ['Revoking', events.ticketsRevoked],
    ['Standby', events.ticketsStandby],
    ['Activating', events.ticketsActivated],
  ];
  for (const [change, ids] of ticketChanges) {
    for (const ticket of ids) {
      modifications.push({ kind: 'ticket', change, ticket });
      changeTicket(editor, change, ticket);
    }
  }

  for (const specification of events.operations) {
    modifications.push({ kind: 'operation', specification });
    const spec = parseOperationSpec(specification);
    if ('fields' in spec) {
      complaints.push(`Invalid operation spec: ${specification}.  Only found ${spec.fields} fields`);
      continue;
    }
    const resource = findResource(cluster, spec.resource);
    if (resource === null) {
      complaints.push(`Invalid resource name: ${spec.resource}`);
      continue;
    }
    const state = nodeStateFor(editor, spec.node);
    if (state === null) return done(unknownNode(spec.node));
    const problem = injectOperation(editor, state, spec, resource, time, modifications);
    if (problem !== null) return done(problem);
  }
  return done(null);
}

function unknownNode(node: string): Problem {
  return {
    code: 'HWS-SIM-001',
    severity: 'error',
    message: `the cluster has no node "${node}"`,
    hint: 'name one as <nodes> has it (its uname, in the same case), or add it with --node-up',
    id: node,
    at: null,
  };
}

/** Sets the cluster option `have-watchdog`, in the set that goes before all others (spec A2.1). */
function setWatchdog(editor: CibEditor, value: string): void {
  const config =
    findFirst(editor.root, 'crm_config') ?? childOf(childOf(editor.root, 'configuration'), 'crm_config');
  const id = 'cib-bootstrap-options';
  for (const set of config.elements('cluster_property_set')) {
    for (const pair of set.elements('nvpair')) {
      if (pair.get('name') !== 'have-watchdog') continue;
      if (setAttributes(pair, [['value', value]])) editor.noteConfigurationChange();
      return;
    }
  }
  let target: XmlElement | null = null;
  for (const set of config.elements('cluster_property_set')) if (set.get('id') === id) target = set;
  if (target === null) {
    target = new XmlElement('cluster_property_set', ['id', id]);
    config.children.push(target);
  }
  target.children.push(
    new XmlElement('nvpair', ['id', `${id}-have-watchdog`, 'name', 'have-watchdog', 'value', value]),
  );
  editor.noteConfigurationChange();
}

/** Changes what the cluster thinks of a node; false when it does not know the node. */
function changeNode(editor: CibEditor, change: NodeChange, name: string): boolean {
  if (change === 'Online') editor.addsNodes = true;
  const state = nodeStateFor(editor, name);
  if (state === null) return false;
  if (change === 'Online') bringOnline(editor, state);
  else if (change === 'Offline') takeOffline(editor, state);
  else failNode(editor, state);
  return true;
}

const TICKET_VALUES: Readonly<Record<TicketChange, readonly [string, string]>> = {
  Granting: ['granted', 'true'],
  Revoking: ['granted', 'false'],
  Standby: ['standby', 'true'],
  Activating: ['standby', 'false'],
};

function changeTicket(editor: CibEditor, change: TicketChange, id: string): void {
  const tickets = childOf(editor.status, 'tickets');
  let state: XmlElement | null = null;
  for (const candidate of tickets.elements('ticket_state')) if (candidate.get('id') === id) state = candidate;
  if (state === null) {
    state = new XmlElement('ticket_state', ['id', id]);
    tickets.children.push(state);
  }
  if (setAttributes(state, [TICKET_VALUES[change]])) editor.noteChange();
}

/**
 * Records the result of an operation under the name it was asked for: of a clone's instance, `db` and `db:0` are two
 * histories.
 */
function injectOperation(
  editor: CibEditor,
  state: XmlElement,
  spec: OperationSpec,
  resource: Resource,
  time: number,
  modifications: Modification[],
): Problem | null {
  const { task, intervalMs, rc } = spec;
  const names = [spec.resource];
  if (resource.kind !== 'primitive' && findHistory(state, names) === null) return notAPrimitive(resource);
  editor.edit(state, (edited) => {
    if (countsAsFailure(rc, intervalMs)) {
      for (const injection of countFailure(edited, spec.resource, task, intervalMs, time)) {
        modifications.push({ kind: 'attribute', injection });
      }
    }
    const history =
      findHistory(edited, names) ?? createHistory(edited, recorded(spec.resource, resource as Primitive));
    recordOperation(history, spec.resource, {
      key: `${spec.resource}_${task}_${intervalMs}`,
      task,
      intervalMs,
      rc,
      targetRc: 0,
      exitReason: rc === 0 ? '' : 'Simulated action result',
      notification: null,
      migrateSource: null,
      migrateTarget: null,
      digest: null,
      time,
    });
  });
  return null;
}

function recorded(
  id: string,
  primitive: Primitive,
): {
  id: string;
  class: string;
  provider: string | null;
  type: string;
} {
  const { definition } = primitive;
  return {
    id,
    class: definition.class ?? '',
    provider: definition.provider,
    type: definition.type ?? '',
  };
}

function notAPrimitive(resource: Resource): Problem {
  return {
    code: 'HWS-SIM-002',
    severity: 'error',
    message: `"${resource.id}" is a ${resource.kind}: operations run on primitives only`,
    hint: `name one of its members: ${resource.children.map((child) => child.id).join(', ')}`,
    id: resource.id,
    at: null,
  };
}
