import type { NvpairSet } from '../cib/model/nvpair-set.ts';
import { readSets } from '../cib/read/nvpair-sets.ts';
import { ReferenceIndex } from '../cib/read/reference-index.ts';
import { collectPairs } from '../cib/rules/collect.ts';
import type { RuleInput } from '../cib/rules/rule-input.ts';
import type { XmlElement } from '../cib/xml/element.ts';
import { isTrue } from '../result/boolean.ts';
import { parseTimeMs } from '../result/interval.ts';
import type { AlertKind } from './event.ts';

/** One agent for one recipient: what the configuration says of it. */
export interface AlertDefinition {
  readonly alert: string;
  /** Program that is run. */
  readonly path: string;
  /** Value of the recipient; empty for an alert without recipients. */
  readonly recipient: string;
  readonly kinds: ReadonlySet<AlertKind>;
  /** Attributes that are told of; `null`: all. Counts only where attributes are told of at all. */
  readonly attributes: ReadonlySet<string> | null;
  readonly timeoutMs: number;
  /** As for date(1), and `%3N`, `%6N`, `%9N` or `%0…N` for parts of the second. */
  readonly timestampFormat: string;
  /** Instance attributes: variables for the agent. */
  readonly variables: ReadonlyMap<string, string>;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_TIMESTAMP = '%H:%M:%S.%06N';
/** Of attributes agents are told only where they are selected. */
const DEFAULT_KINDS: ReadonlySet<AlertKind> = new Set(['node', 'fencing', 'resource']);

const KINDS_OF: Readonly<Record<string, AlertKind>> = {
  select_nodes: 'node',
  select_fencing: 'fencing',
  select_resources: 'resource',
  select_attributes: 'attribute',
};

/** The moment by which rules in alerts are judged. */
export type AlertMoment = Pick<RuleInput, 'now' | 'localOffset'>;

/**
 * Agents and recipients that are enabled, in the order of the configuration ("Pacemaker Explained", Alerts). What a recipient
 * says goes before what its alert says. `root` is the `<cib>`.
 */
export function readAlerts(root: XmlElement, moment: AlertMoment): readonly AlertDefinition[] {
  const section = root.first('configuration')?.first('alerts') ?? null;
  if (section === null) return [];
  const references = new ReferenceIndex(root);
  return [...section.elements('alert')].flatMap((alert) => definitionsOf(alert, references, moment));
}

function definitionsOf(
  alert: XmlElement,
  references: ReferenceIndex,
  moment: AlertMoment,
): readonly AlertDefinition[] {
  const path = alert.get('path');
  if (path === null || path === '') return [];
  const input: RuleInput = {
    ...moment,
    nodeAttributes: null,
    resource: null,
    operation: null,
    recheck: null,
    valueSource: null,
    submatches: null,
  };
  const pairsOf = (name: 'meta_attributes' | 'instance_attributes', recipient: XmlElement | null) => {
    const pairs = new Map<string, string>();
    for (const owner of [recipient, alert]) {
      const sets: readonly NvpairSet[] = readSets(owner, name, references);
      collectPairs(sets, pairs, input);
    }
    return pairs;
  };
  const recipients: readonly (XmlElement | null)[] = [...alert.elements('recipient')];
  return (recipients.length === 0 ? [null] : recipients).flatMap((recipient) => {
    const meta = pairsOf('meta_attributes', recipient);
    // A recipient does not turn on what its alert turns off.
    if (isOff(meta) || isOff(pairsOf('meta_attributes', null))) return [];
    return {
      alert: alert.get('id') ?? path,
      path,
      recipient: recipient?.get('value') ?? '',
      ...selectionOf(alert),
      timeoutMs: timeoutOf(meta.get('timeout')),
      timestampFormat: meta.get('timestamp-format') ?? DEFAULT_TIMESTAMP,
      variables: pairsOf('instance_attributes', recipient),
    };
  });
}

function isOff(meta: ReadonlyMap<string, string>): boolean {
  const enabled = meta.get('enabled');
  return enabled !== undefined && !isTrue(enabled);
}

function selectionOf(alert: XmlElement): Pick<AlertDefinition, 'kinds' | 'attributes'> {
  const select = alert.first('select');
  const kinds = new Set<AlertKind>();
  const names = new Set<string>();
  for (const child of select?.children ?? []) {
    if (child.kind !== 'element') continue;
    const kind = KINDS_OF[child.name];
    if (kind !== undefined) kinds.add(kind);
    for (const { name } of child.name === 'select_attributes' ? namedIn(child) : []) names.add(name);
  }
  const attributes = names.size === 0 ? null : names;
  return { kinds: kinds.size === 0 ? DEFAULT_KINDS : kinds, attributes };
}

function namedIn(select: XmlElement): { readonly name: string }[] {
  return [...select.elements('attribute')].flatMap((one) => {
    const name = one.get('name');
    return name === null ? [] : { name };
  });
}

/** A time-out that is none, or nothing, is the default: an agent without an end would keep its place for ever. */
function timeoutOf(text: string | undefined): number {
  const timeout = text === undefined ? null : parseTimeMs(text);
  return timeout === null || timeout <= 0 ? DEFAULT_TIMEOUT_MS : timeout;
}
