import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { checkId } from '../ids.ts';
import { type Pairs, sortedPairs, updatePairs } from '../nvpairs.ts';
import { error, forceable, lone, type Report } from '../report.ts';

/** What is said of an alert or recipient besides its id. Missing parts stay as they are. */
export interface AlertParts {
  /** `path` of an alert, `value` of a recipient. */
  readonly target: string | null;
  readonly description: string | null;
  readonly options: Pairs;
  readonly meta: Pairs;
}

export function createAlert(
  configuration: Configuration,
  id: string | null,
  parts: AlertParts,
): readonly Report[] {
  if (!parts.target) return [lone('HWS-CFG-150', "required option 'path' is missing")];
  const wrong = checkNewId(configuration, id, 'alert-id');
  if (wrong !== null) return [wrong];
  const alert = element('alert', {
    id: id ?? configuration.freeId('alert'),
    path: parts.target,
    description: parts.description || null,
  });
  configuration.insert(configuration.neededSection('alerts', element), alert);
  putPairs(configuration, alert, parts);
  return [];
}

export function updateAlert(configuration: Configuration, id: string, parts: AlertParts): readonly Report[] {
  const alert = configuration.byId(id);
  if (alert?.name !== 'alert') return [lone('HWS-CFG-150', `alert '${id}' does not exist`)];
  if (parts.target) alert.set('path', parts.target);
  describe(alert, parts.description);
  putPairs(configuration, alert, parts);
  return [];
}

export function addRecipient(
  configuration: Configuration,
  alertId: string,
  id: string | null,
  parts: AlertParts,
  isForced: boolean,
): readonly Report[] {
  if (!parts.target) return [lone('HWS-CFG-150', "required option 'value' is missing")];
  const wrong = checkNewId(configuration, id, 'recipient-id');
  if (wrong !== null) return [wrong];
  const alert = configuration.byId(alertId);
  if (alert?.name !== 'alert') return [lone('HWS-CFG-150', `alert '${alertId}' does not exist`)];
  const doubled = sameRecipient(alert, parts.target, null);
  if (doubled.length > 0 && !isForced) return doubled;
  const recipient = element('recipient', {
    id: id ?? configuration.freeId(`${alertId}-recipient`),
    value: parts.target,
    description: parts.description || null,
  });
  configuration.insert(alert, recipient);
  putPairs(configuration, recipient, parts);
  return doubled;
}

export function updateRecipient(
  configuration: Configuration,
  id: string,
  parts: AlertParts,
  isForced: boolean,
): readonly Report[] {
  if (parts.target === '') return [lone('HWS-CFG-150', "Recipient value '' is not valid.")];
  const recipient = configuration.byId(id);
  if (recipient?.name !== 'recipient') return [lone('HWS-CFG-150', `recipient '${id}' does not exist`)];
  const alert = configuration.parentOf(recipient) as XmlElement;
  const doubled = parts.target === null ? [] : sameRecipient(alert, parts.target, recipient);
  if (doubled.length > 0 && !isForced) return doubled;
  if (parts.target !== null) recipient.set('value', parts.target);
  describe(recipient, parts.description);
  putPairs(configuration, recipient, parts);
  return doubled;
}

/** Takes alerts, or recipients, away. */
export function removeAlerts(
  configuration: Configuration,
  name: 'alert' | 'recipient',
  ids: readonly string[],
): readonly Report[] {
  const missing = ids.filter((id) => configuration.byId(id)?.name !== name);
  if (missing.length > 0) return missing.map((id) => error('HWS-CFG-150', `${name} '${id}' does not exist`));
  for (const id of ids) {
    const found = configuration.byId(id);
    if (found !== null) configuration.remove(found);
  }
  return [];
}

function checkNewId(configuration: Configuration, id: string | null, what: string): Report | null {
  if (id === null) return null;
  const [wrong] = checkId(id, what);
  if (wrong !== undefined) return { ...wrong, isAlone: true };
  return configuration.isIdTaken(id) ? lone('HWS-CFG-106', `'${id}' already exists`) : null;
}

function sameRecipient(alert: XmlElement, value: string, except: XmlElement | null): readonly Report[] {
  const same = [...alert.elements('recipient')].filter((one) => one !== except && one.get('value') === value);
  if (same.length === 0) return [];
  const message = `Recipient '${value}' in alert '${alert.get('id') ?? ''}' already exists`;
  return [forceable('HWS-CFG-151', message)];
}

function describe(owner: XmlElement, description: string | null): void {
  if (description === '') owner.unset('description');
  else if (description !== null) owner.set('description', description);
}

function putPairs(configuration: Configuration, owner: XmlElement, { options, meta }: AlertParts): void {
  const behind = owner.first('recipient');
  updatePairs(
    configuration,
    owner,
    'meta_attributes',
    sortedPairs(meta),
    owner.first('instance_attributes') ?? behind,
  );
  updatePairs(configuration, owner, 'instance_attributes', sortedPairs(options), behind);
}

/** Alerts with their recipients, as they are shown. */
export function alertLines(configuration: Configuration): readonly string[] {
  const alerts = [...(configuration.section('alerts')?.elements('alert') ?? [])];
  if (alerts.length === 0) return [' No alerts defined'];
  return alerts.flatMap((alert) => {
    const recipients = [...alert.elements('recipient')].flatMap((recipient) => [
      `   Recipient: ${recipient.get('id') ?? ''} (value=${recipient.get('value') ?? ''})`,
      ...detailLines(recipient).map((line) => `    ${line}`),
    ]);
    return [
      ` Alert: ${alert.get('id') ?? ''} (path=${alert.get('path') ?? ''})`,
      ...detailLines(alert).map((line) => `  ${line}`),
      ...(recipients.length === 0 ? [] : ['  Recipients:', ...recipients]),
    ];
  });
}

function detailLines(owner: XmlElement): readonly string[] {
  const description = owner.get('description');
  const pairs = (set: string): string => {
    const all = [...owner.elements(set)].flatMap((one) => [...one.elements('nvpair')]);
    return all
      .map((pair) => [pair.get('name') ?? '', pair.get('value') ?? ''] as const)
      .map(([name, value]) => `${name}=${/\s/.test(value) ? `"${value}"` : value}`)
      .sort()
      .join(' ');
  };
  const options = pairs('instance_attributes');
  const meta = pairs('meta_attributes');
  return [
    ...(description === null ? [] : [`Description: ${description}`]),
    ...(options === '' ? [] : [`Options: ${options}`]),
    ...(meta === '' ? [] : [`Meta options: ${meta}`]),
  ];
}
