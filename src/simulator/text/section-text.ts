import { formatScore } from '../../result/score.ts';
import type { PlacementRecord } from '../../scheduler/model/record.ts';
import type { AttributeInjection } from '../edit/fail-count-attributes.ts';
import type { ExecutionEvent } from '../execution/event.ts';
import type { Modification, NodeChange, TicketChange } from '../injection/modification.ts';
import type { Section, Timing } from '../report/report.ts';
import { line, plain, type TextNode } from './text-node.ts';

const STAGE_WORDS = {
  primitive: 'pcmk__primitive_assign',
  group: 'pcmk__group_assign',
  clone: 'pcmk__clone_allocate',
  bundle: 'pcmk__bundle_allocate',
} as const;

/** Name of the stage in which a table was shown (spec B17.1). */
export function stageWord(stage: keyof typeof STAGE_WORDS): string {
  return STAGE_WORDS[stage];
}

/** Title over scores and utilization (spec B17.4). */
export function scoresTitle(section: Extract<Section, { kind: 'scores' }>): string {
  if (!section.hasUtilization) return 'Allocation Scores';
  return section.hasScores ? 'Allocation Scores and Utilization Information' : 'Utilization Information';
}

/** Score, utilization and information lines (spec B17.1, B17.6). */
export function recordText(record: PlacementRecord): TextNode {
  switch (record.kind) {
    case 'allocation-score': {
      const at = `${record.resource.id} allocation score on ${record.node.name}`;
      return line(`${stageWord(record.stage)}: ${at}: ${formatScore(record.score)}`);
    }
    case 'promotion-score': {
      const at = `${record.resource.id} promotion score on ${record.node?.name ?? 'none'}`;
      return line(`${at}: ${formatScore(record.score)}`);
    }
    case 'capacity':
      return line(`${record.moment}: ${record.node.name} capacity:${valuesText(record.values)}`);
    case 'utilization': {
      const at = `${record.resource.id} utilization on ${record.node.name}`;
      return line(`pcmk__finalize_assignment: ${at}:${valuesText(record.values)}`);
    }
    default:
      return plain(record.text);
  }
}

function valuesText(values: readonly (readonly [string, number])[]): string {
  return values.map(([name, value]) => ` ${name}=${value}`).join('');
}

/** What one step on paper was (spec C6.5.3–C6.5.5). */
export function eventText(event: ExecutionEvent): TextNode {
  switch (event.kind) {
    case 'pseudo':
      return line(`Pseudo action:   ${event.key}${event.node === null ? '' : ` on ${event.node}`}`);
    case 'resource': {
      const interval = event.intervalMs === 0 ? '' : `=${event.intervalMs}`;
      return line(
        `Resource action: ${event.resource.padEnd(15)} ${event.operation}${interval} on ${event.node}`,
      );
    }
    case 'cluster': {
      const resource = event.resource === null ? '' : `for ${event.resource} `;
      return line(`Cluster action:  ${event.task} ${resource}on ${event.node}`);
    }
    case 'fencing':
      return line(`Fencing ${event.node} (${event.operation})`);
    case 'attribute':
      return line(attributeText(event.injection));
    default:
      return plain(`Pretending action ${event.action} failed with rc=${event.rc}`);
  }
}

function attributeText({ name, value, nodeId }: AttributeInjection): string {
  return `Injecting attribute ${name}=${value} into /node_state '${nodeId}'`;
}

const NODE_TEXT: Readonly<Record<NodeChange, (node: string) => string>> = {
  Online: (node) => `Bringing node ${node} online`,
  Offline: (node) => `Taking node ${node} offline`,
  Failing: (node) => `Failing node ${node}`,
};

const TICKET_TEXT: Readonly<Record<TicketChange, (ticket: string) => string>> = {
  Granting: (ticket) => `Granting ticket ${ticket}`,
  Revoking: (ticket) => `Revoking ticket ${ticket}`,
  Standby: (ticket) => `Making ticket ${ticket} standby`,
  Activating: (ticket) => `Activating ticket ${ticket}`,
};

/** Synthetic events, one line each (spec C6.6). */
export function modificationsText(section: Extract<Section, { kind: 'modifications' }>): TextNode[] {
  const items: TextNode[] = [];
  if (section.quorum !== null) items.push(line(`Setting quorum: ${section.quorum}`));
  if (section.watchdog !== null) items.push(line(`Setting watchdog: ${section.watchdog}`));
  for (const item of section.items) items.push(modificationText(item));
  return items;
}

function modificationText(item: Modification): TextNode {
  switch (item.kind) {
    case 'node':
      return line(NODE_TEXT[item.change](item.node));
    case 'ticket':
      return line(TICKET_TEXT[item.change](item.ticket));
    case 'operation':
      return line(`Injecting ${item.specification} into the configuration`);
    default:
      return line(attributeText(item.injection));
  }
}

/** How long one file took. */
export function timingText({ file, seconds }: Timing): TextNode {
  return line(`Testing ${file} ... ${seconds.toFixed(2)} secs`);
}
