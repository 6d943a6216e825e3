import { XmlElement } from '../../cib/xml/element.ts';
import { formatScore } from '../../result/score.ts';
import type { PlacementRecord } from '../../scheduler/model/record.ts';
import { Role, roleName } from '../../scheduler/model/role.ts';
import type { ResourceSummary, SummaryEntry } from '../../scheduler/summary/summary-entry.ts';
import type { AttributeInjection } from '../edit/fail-count-attributes.ts';
import type { ExecutionEvent } from '../execution/event.ts';
import type { Modification } from '../injection/modification.ts';
import type { Section } from '../report/report.ts';
import { stageWord } from '../text/section-text.ts';
import { element } from './build.ts';
import { textChild } from './pretty.ts';

/** Synthetic events. */
export function modificationsXml(section: Extract<Section, { kind: 'modifications' }>): XmlElement {
  const { quorum, watchdog, items } = section;
  return element('modifications', { quorum, watchdog }, items.map(modificationXml));
}

function modificationXml(item: Modification): XmlElement {
  switch (item.kind) {
    case 'node':
      return element('modify_node', { action: item.change, node: item.node });
    case 'ticket':
      return element('modify_ticket', { action: item.change, ticket: item.ticket });
    case 'operation':
      return element('inject_spec', { spec: item.specification });
    default:
      return attributeXml(item.injection);
  }
}

function attributeXml({ name, value, nodeId }: AttributeInjection): XmlElement {
  return element('inject_attr', { name, value, node_path: '/node_state', cib_node: nodeId });
}

/** Scores and utilization. */
export function scoresXml(section: Extract<Section, { kind: 'scores' }>): XmlElement {
  const name = section.hasUtilization
    ? section.hasScores
      ? 'allocations_utilizations'
      : 'utilizations'
    : 'allocations';
  const records = section.records.map(recordXml).filter((record) => record !== null);
  return element(name, {}, records);
}

function recordXml(record: PlacementRecord): XmlElement | null {
  switch (record.kind) {
    case 'allocation-score':
      return element('node_weight', {
        function: stageWord(record.stage),
        node: record.node.name,
        score: formatScore(record.score),
        id: record.resource.id,
      });
    case 'promotion-score':
      return element('promotion_score', {
        id: record.resource.id,
        score: formatScore(record.score),
        node: record.node?.name ?? null,
      });
    case 'capacity':
      return withValues(
        element('capacity', { node: record.node.name, comment: record.moment }),
        record.values,
      );
    case 'utilization':
      return withValues(
        element('utilization', {
          resource: record.resource.id,
          node: record.node.name,
          function: 'pcmk__finalize_assignment',
        }),
        record.values,
      );
    default:
      return null;
  }
}

function withValues(parent: XmlElement, values: readonly (readonly [string, number])[]): XmlElement {
  for (const [name, value] of values) {
    parent.children.push(new XmlElement(name, [], [textChild(String(value))]));
  }
  return parent;
}

/** The transition summary. */
export function actionsXml(entries: readonly SummaryEntry[]): XmlElement {
  return element('actions', {}, entries.map(entryXml));
}

function entryXml(entry: SummaryEntry): XmlElement {
  if (entry.kind === 'resource') return resourceEntryXml(entry);
  const container = entry.container === null ? '' : ` (resource: ${entry.container.id})`;
  return element('node_action', {
    task: `Fence (${entry.operation})`,
    node: `${entry.node.name}${container}`,
    reason: entry.reason,
  });
}

function resourceEntryXml(entry: ResourceSummary): XmlElement {
  return element('rsc_action', {
    action: entry.verb.toLowerCase(),
    resource: entry.resource.id,
    ...endsOf(entry),
    reason: entry.reason,
    blocked: entry.isBlocked ? true : null,
  });
}

/** Where from, where to and in which roles (spec C6.4.3). */
function endsOf({ role, nextRole, origin, destination }: ResourceSummary): Record<string, string> {
  const hasRoles = role > Role.Started || nextRole > Role.Unpromoted;
  const roles = { role: roleName(role), 'next-role': roleName(nextRole) };
  const to = destination?.name ?? '';
  if (origin === null) return hasRoles ? { ...roles, dest: to } : { node: to };
  const from = origin.name;
  if (destination === null) return hasRoles ? { role: roles.role, node: from } : { node: from };
  const isSameHost = destination === origin;
  if (role === nextRole) {
    if (isSameHost) return hasRoles ? { role: roles.role, source: from } : { source: from };
    return hasRoles ? { source: from, dest: to, role: roles.role } : { source: from, dest: to };
  }
  if (isSameHost) return { ...roles, source: from };
  return { role: roles.role, source: from, 'next-role': roles['next-role'], dest: to };
}

/** What was carried out on paper. */
export function transitionXml(events: readonly ExecutionEvent[]): XmlElement {
  return element(
    'transition',
    {},
    events.map(eventXml).filter((event) => event !== null),
  );
}

function eventXml(event: ExecutionEvent): XmlElement | null {
  switch (event.kind) {
    case 'pseudo':
      return element('pseudo_action', { task: event.key, node: event.node });
    case 'resource':
      return element('rsc_action', {
        resource: event.resource,
        op: event.operation,
        node: event.node,
        interval: event.intervalMs === 0 ? null : event.intervalMs,
      });
    case 'cluster':
      return element('cluster_action', { task: event.task, node: event.node, id: event.resource });
    case 'fencing':
      return element('fencing_action', { target: event.node, op: event.operation });
    case 'attribute':
      return attributeXml(event.injection);
    default:
      return null;
  }
}
