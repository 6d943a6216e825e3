import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { hasErrors, lone, note, type Report } from '../report.ts';
import { checkConstrained } from './constrained-resource.ts';
import { addConstraint, checkWantedId, constraintsWithSets, duplicates } from './constraint-list.ts';
import { orderLine } from './text/order-text.ts';

/** An action on a resource, as an order names it. */
export interface OrderedAction {
  readonly action: string;
  readonly resource: string;
}

/** One action before another. */
export function addOrder(
  configuration: Configuration,
  first: OrderedAction,
  then: OrderedAction,
  options: ReadonlyMap<string, string>,
  isForced: boolean,
): readonly Report[] {
  for (const { resource } of [first, then]) {
    const reports = checkConstrained(configuration, resource, isForced);
    if (hasErrors(reports)) return reports;
  }
  const wrong = checkOptions(configuration, options);
  if (wrong.length > 0) return wrong;
  const same = constraintsWithSets(configuration, 'rsc_order', false).filter(
    (other) =>
      other.get('first') === first.resource &&
      other.get('then') === then.resource &&
      (other.get('first-action') ?? 'start') === first.action &&
      (other.get('then-action') ?? 'start') === then.action,
  );
  const doubled = duplicates(
    same.map((other) => orderLine(other, true)),
    isForced,
  );
  if (doubled.length > 0) return doubled;
  const { id, ...rest } = Object.fromEntries(options);
  const symmetrical = options.get('symmetrical');
  const attributes = {
    ...rest,
    'first-action': first.action,
    'then-action': then.action,
    ...(symmetrical === undefined ? {} : { symmetrical }),
  };
  const weight = options.get('kind') ?? options.get('score') ?? 'mandatory';
  const constraint = element('rsc_order', {
    id: id ?? configuration.freeId(`order-${first.resource}-${then.resource}-${weight}`),
    first: first.resource,
    // biome-ignore lint/suspicious/noThenProperty: the attribute's name
    then: then.resource,
    ...attributes,
  });
  addConstraint(configuration, constraint);
  return [note('HWS-CFG-108', addedText(first, then, options))];
}

function checkOptions(configuration: Configuration, options: ReadonlyMap<string, string>): readonly Report[] {
  for (const [name, value] of options) {
    if (value === '') return [lone('HWS-CFG-103', `value of '${name}' option is empty`)];
  }
  const symmetrical = options.get('symmetrical');
  if (symmetrical !== undefined && !/^(?:true|false)$/i.test(symmetrical)) {
    const message = `invalid symmetrical value '${symmetrical}', allowed values are: true, false`;
    return [lone('HWS-CFG-103', message)];
  }
  const id = options.get('id');
  return id === undefined ? [] : checkWantedId(configuration, id, 'constraint id');
}

function addedText(first: OrderedAction, then: OrderedAction, options: ReadonlyMap<string, string>): string {
  const score = options.get('score');
  const weight = score === undefined ? `kind: ${options.get('kind') ?? 'Mandatory'}` : `score: ${score}`;
  const symmetrical = options.get('symmetrical');
  const shown = [
    ...[...options].filter(([name]) => !['kind', 'score', 'symmetrical'].includes(name)),
    ['first-action', first.action],
    ['then-action', then.action],
    ...(symmetrical === undefined ? [] : [['symmetrical', symmetrical]]),
  ].map(([name, value]) => `${name}=${value}`);
  return `Adding ${first.resource} ${then.resource} (${weight}) (Options: ${shown.join(' ')})`;
}

/** Takes resources out of all orders, and orders away that order nothing without them. */
export function removeFromOrders(
  configuration: Configuration,
  resources: readonly string[],
): readonly Report[] {
  for (const resource of resources) {
    const plain = constraintsWithSets(configuration, 'rsc_order', false).filter(
      (one) => one.get('first') === resource || one.get('then') === resource,
    );
    for (const one of plain) configuration.remove(one);
    const isInSets = removeFromSets(
      configuration,
      constraintsWithSets(configuration, 'rsc_order', true),
      resource,
    );
    if (plain.length === 0 && !isInSets) {
      return [lone('HWS-CFG-105', 'No matching resources found in ordering list')];
    }
  }
  return [];
}

/** Takes a resource out of sets; sets and constraints that are left empty go. Answers whether it was in one. */
export function removeFromSets(
  configuration: Configuration,
  constraints: readonly XmlElement[],
  resource: string,
): boolean {
  let isFound = false;
  for (const constraint of constraints) {
    for (const set of [...constraint.elements('resource_set')]) {
      for (const member of [...set.elements('resource_ref')]) {
        if (member.get('id') !== resource) continue;
        configuration.remove(member);
        isFound = true;
      }
      if (set.first('resource_ref') === null) configuration.remove(set);
    }
    if (constraint.first('resource_set') === null) configuration.remove(constraint);
  }
  return isFound;
}
