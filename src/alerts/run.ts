import type { XmlElement } from '../cib/xml/element.ts';
import type { DateTime } from '../result/date-time.ts';
import { executionStatusText, resultText } from '../simulator/status/result-text.ts';
import { type AlertDefinition, readAlerts } from './definition.ts';
import type { AlertEvent } from './event.ts';
import { formatTimestamp } from './timestamp.ts';

/** One agent that is to be run, for one event and one recipient. */
export interface AlertRun {
  readonly alert: string;
  readonly program: string;
  readonly recipient: string;
  readonly timeoutMs: number;
  /** All that the agent is told, in variables; its own instance attributes never hide what the cluster says. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Version of Pacemaker whose alerts these are; agents ask for it. */
const VERSION = '2.1.5';

/** When an event was seen. */
export interface AlertTime {
  readonly moment: DateTime;
  /** Part of the second, 0–999999. */
  readonly microseconds: number;
  readonly localOffset: (epochSeconds: number) => number;
}

/**
 * Runs that an event leads to, in the order of the configuration; `sequence` is the number of the last run on this node,
 * each run has the next one.
 */
export function alertRuns(
  event: AlertEvent,
  root: XmlElement,
  time: AlertTime,
  sequence: number,
): readonly AlertRun[] {
  const alerts = readAlerts(root, { now: time.moment, localOffset: time.localOffset });
  return alerts
    .filter((alert) => isWanted(event, alert))
    .map((alert, index) => ({
      alert: alert.alert,
      program: alert.path,
      recipient: alert.recipient,
      timeoutMs: alert.timeoutMs,
      environment: environmentOf(event, alert, time, sequence + index + 1),
    }));
}

function isWanted(event: AlertEvent, { kinds, attributes }: AlertDefinition): boolean {
  if (!kinds.has(event.kind)) return false;
  return event.kind !== 'attribute' || attributes === null || attributes.has(event.name);
}

function environmentOf(
  event: AlertEvent,
  alert: AlertDefinition,
  { moment, microseconds }: AlertTime,
  sequence: number,
): Readonly<Record<string, string>> {
  const told: Record<string, string> = {
    kind: event.kind,
    version: VERSION,
    recipient: alert.recipient,
    node_sequence: String(sequence),
    timestamp: formatTimestamp(alert.timestampFormat, moment, microseconds),
    timestamp_epoch: String(moment.epoch),
    timestamp_usec: String(microseconds),
    ...wordsOf(event),
  };
  const environment: Record<string, string> = {};
  for (const [name, value] of alert.variables) if (isVariable(name)) environment[name] = withoutNull(value);
  for (const [name, value] of Object.entries(told)) {
    // Agents made for older releases read the second name.
    for (const prefix of ['CRM_alert_', 'CRM_notify_']) environment[`${prefix}${name}`] = withoutNull(value);
  }
  return environment;
}

function wordsOf(event: AlertEvent): Readonly<Record<string, string>> {
  switch (event.kind) {
    case 'node':
      return { node: event.node, nodeid: event.nodeId, desc: event.change };
    case 'fencing': {
      const by = event.executor ?? '<anyone>';
      return {
        node: event.target,
        desc: `Operation ${event.operation} of ${event.target} by ${by} for ${event.client}: ${event.result} (ref=${event.reference})`,
        task: 'st_notify_fence',
        rc: event.isDone ? '0' : '1',
      };
    }
    case 'resource':
      return {
        node: event.node,
        rsc: event.resource,
        task: event.task,
        interval: String(event.intervalMs),
        rc: String(event.rc),
        target_rc: String(event.targetRc),
        status: String(event.status),
        exec_time: String(Math.max(0, Math.round(event.executionMs))),
        desc: event.status === 0 ? resultText(event.rc) : executionStatusText(event.status),
      };
    case 'attribute':
      return {
        node: event.node,
        nodeid: event.nodeId,
        attribute_name: event.name,
        attribute_value: event.value ?? '',
      };
  }
}

/** No environment can hold other names; one of the cluster's own would be a lie. */
function isVariable(name: string): boolean {
  return name !== '' && !name.includes('=') && !name.includes('\0');
}

function withoutNull(text: string): string {
  return text.replaceAll('\0', '');
}
