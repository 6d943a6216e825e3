import type { XmlElement } from '../../../cib/xml/element.ts';
import type { Configuration } from '../../../configuration/configuration.ts';
import {
  type ConstraintName,
  constraintsWithSets,
} from '../../../configuration/constraints/constraint-list.ts';
import { colocationLine } from '../../../configuration/constraints/text/colocation-text.ts';
import {
  type LocationView,
  locationsByResource,
} from '../../../configuration/constraints/text/location-text.ts';
import { orderLine } from '../../../configuration/constraints/text/order-text.ts';
import { setsText } from '../../../configuration/constraints/text/sets-text.ts';
import { ticketLine } from '../../../configuration/constraints/text/ticket-text.ts';
import { type Call, FAILED } from '../call.ts';
import { oldName } from '../old-name.ts';
import { locationView } from './location-config.ts';

type Line = (constraint: XmlElement, withIds: boolean) => string;

/** Kinds of constraints that are shown line by line, in the order in which they are shown. */
const KINDS = {
  order: { title: 'Ordering Constraints:', name: 'rsc_order', line: orderLine },
  colocation: { title: 'Colocation Constraints:', name: 'rsc_colocation', line: colocationLine },
  ticket: { title: 'Ticket Constraints:', name: 'rsc_ticket', line: ticketLine },
} as const satisfies Record<string, { title: string; name: ConstraintName; line: Line }>;

function kindLines(
  configuration: Configuration,
  kind: keyof typeof KINDS,
  withIds: boolean,
): readonly string[] {
  const { title, name, line } = KINDS[kind];
  const plain = constraintsWithSets(configuration, name, false).map((one) => `  ${line(one, withIds)}`);
  const sets = constraintsWithSets(configuration, name, true).map((one) => `    ${setsText(one, withIds)}`);
  return [title, ...plain, ...(sets.length === 0 ? [] : ['  Resource Sets:', ...sets])];
}

/** All constraints, as `pcs constraint` and `pcs config` show them. */
export function constraintLines(configuration: Configuration, view: LocationView): readonly string[] {
  return [
    'Location Constraints:',
    ...locationsByResource(configuration, view, null).map((line) => `  ${line}`),
    ...kindLines(configuration, 'order', view.withIds),
    ...kindLines(configuration, 'colocation', view.withIds),
    ...kindLines(configuration, 'ticket', view.withIds),
  ];
}

/** `pcs constraint [config]`. */
export async function constraintConfig(call: Call): Promise<number> {
  const configuration = await call.read();
  return configuration === null ? FAILED : call.print(...constraintLines(configuration, locationView(call)));
}

/** The older names of it. */
export function constraintShow(call: Call): Promise<number> {
  oldName(call, 'pcs constraint config');
  return constraintConfig(call);
}

function show(kind: keyof typeof KINDS): (call: Call) => Promise<number> {
  return async (call) => {
    const configuration = await call.read();
    return configuration === null ? FAILED : call.print(...kindLines(configuration, kind, call.has('full')));
  };
}

/** `pcs constraint order [config]`, `pcs constraint colocation [config]`, `pcs constraint ticket [config]`. */
export const orderConfig: (call: Call) => Promise<number> = show('order');
export const colocationConfig: (call: Call) => Promise<number> = show('colocation');
export const ticketConfig: (call: Call) => Promise<number> = show('ticket');

/** The older names of them. */
export function kindShow(kind: keyof typeof KINDS): (call: Call) => Promise<number> {
  return (call) => {
    oldName(call, `pcs constraint ${kind} config`);
    return show(kind)(call);
  };
}
