import type { XmlElement } from '../../../cib/xml/element.ts';
import { idOf, membersOf } from '../resource-tree.ts';

/** Attributes of an operation in the order in which they are shown. */
const OPERATION = ['interval', 'start-delay', 'timeout', 'enabled', 'record-pending', 'role', 'on-fail'];
const SWITCHES = ['enabled', 'record-pending'];

/** Attributes of a bundle's parts in the order in which they are shown. */
const CONTAINER = [
  'image',
  'replicas',
  'replicas-per-host',
  'promoted-max',
  'run-command',
  'network',
  'options',
];
const NETWORK = ['ip-range-start', 'control-port', 'host-interface', 'host-netmask', 'add-host'];
const PORT = ['range', 'port', 'internal-port'];
const STORAGE = ['source-dir', 'source-dir-root', 'target-dir', 'options'];

/** `name=value`; a value that a shell or reader would part is quoted. */
export function pairText(name: string, value: string): string {
  return /[\s=]/.test(value) ? `${name}="${value}"` : `${name}=${value}`;
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

/** A resource of any kind with all that is configured of it. */
export function resourceLines(resource: XmlElement): readonly string[] {
  switch (resource.name) {
    case 'primitive':
      return [`Resource: ${idOf(resource)} (${agentText(resource)})`, ...indented(primitiveParts(resource))];
    case 'group':
      return [`Group: ${idOf(resource)}`, ...indented([...commonParts(resource), ...inner(resource)])];
    case 'bundle':
      return [`Bundle: ${idOf(resource)}`, ...indented(bundleParts(resource))];
    default:
      return [`Clone: ${idOf(resource)}`, ...indented([...commonParts(resource), ...inner(resource)])];
  }
}

const inner = (resource: XmlElement): readonly string[] => membersOf(resource).flatMap(resourceLines);

function agentText(resource: XmlElement): string {
  return ['class', 'provider', 'type']
    .flatMap((name) => {
      const value = resource.get(name);
      return value === null ? [] : [`${name}=${value}`];
    })
    .join(' ');
}

function descriptionOf(resource: XmlElement): readonly string[] {
  const description = resource.get('description');
  return description === null ? [] : [`Description: ${description}`];
}

function primitiveParts(resource: XmlElement): readonly string[] {
  const operations = [...(resource.first('operations')?.elements('op') ?? [])];
  return [
    ...descriptionOf(resource),
    ...setLines('Attributes', resource.first('instance_attributes')),
    ...setLines('Meta Attributes', resource.first('meta_attributes')),
    ...setLines('Utilization', resource.first('utilization')),
    ...(operations.length === 0 ? [] : ['Operations:', ...indented(operations.flatMap(operationLines))]),
  ];
}

/** What groups and clones say of themselves. */
function commonParts(resource: XmlElement): readonly string[] {
  return [
    ...descriptionOf(resource),
    ...setLines('Attributes', resource.first('instance_attributes')),
    ...setLines('Meta Attributes', resource.first('meta_attributes')),
  ];
}

/** Pairs of a set in the order of their ids, as machines get them. */
export function pairsById(set: XmlElement | null): readonly XmlElement[] {
  return [...(set?.elements('nvpair') ?? [])].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

/** A set of pairs, in the order of their names; nothing of an empty one. */
export function setLines(title: string, set: XmlElement | null): readonly string[] {
  const pairs = [...(set?.elements('nvpair') ?? [])].map((pair) =>
    pairText(pair.get('name') ?? '', pair.get('value') ?? ''),
  );
  return pairs.length === 0 ? [] : [`${title}: ${set?.get('id') ?? ''}`, ...indented(pairs.sort())];
}

/** What an operation says besides its name and id, in the order in which it is shown. */
export function operationPairs(operation: XmlElement): readonly (readonly [string, string])[] {
  const attributes = attributePairs(operation, OPERATION, SWITCHES);
  const parameters = [...operation.elements('instance_attributes')].flatMap((set) =>
    [...set.elements('nvpair')].map((pair) => [pair.get('name') ?? '', pair.get('value') ?? ''] as const),
  );
  return [...attributes, ...parameters.sort(([a], [b]) => (a < b ? -1 : 1))];
}

function operationLines(operation: XmlElement): readonly string[] {
  const pairs = operationPairs(operation).map(([name, value]) => pairText(name, value));
  return [`${operation.get('name') ?? ''}: ${idOf(operation)}`, ...indented(pairs)];
}

/** Attributes that an element has, in this order; switches as `1` or `0`. */
function attributePairs(
  element: XmlElement,
  names: readonly string[],
  switches: readonly string[],
): readonly (readonly [string, string])[] {
  return names.flatMap((name) => {
    const value = element.get(name);
    return value === null ? [] : [[name, switches.includes(name) ? switchText(value) : value] as const];
  });
}

/** What the parts of a bundle say, in the order in which it is shown. */
export const BUNDLE_PARTS = {
  container: (one: XmlElement) => attributePairs(one, CONTAINER, []),
  network: (one: XmlElement) => attributePairs(one, NETWORK, ['add-host']),
  port: (one: XmlElement) => attributePairs(one, PORT, []),
  storage: (one: XmlElement) => attributePairs(one, STORAGE, []),
} as const;

/** The part of a bundle that says how its containers are made; `null` when there is none. */
export function containerOf(bundle: XmlElement): XmlElement | null {
  return [...bundle.elements()].find(({ name }) => ['docker', 'podman', 'rkt'].includes(name)) ?? null;
}

/** Whether a switch is on, in any spelling. */
export function isOn(value: string): boolean {
  return /^(?:1|true|on|yes|y)$/i.test(value);
}

const switchText = (value: string): string => (isOn(value) ? '1' : '0');

function bundleParts(bundle: XmlElement): readonly string[] {
  const container = containerOf(bundle);
  const network = bundle.first('network');
  const words = (element: XmlElement, part: keyof typeof BUNDLE_PARTS): string =>
    BUNDLE_PARTS[part](element)
      .map(([name, value]) => pairText(name, value))
      .join(' ');
  const ports = [...(network?.elements('port-mapping') ?? [])].map(
    (port) => `${words(port, 'port')} (${idOf(port)})`,
  );
  const storage = [...(bundle.first('storage')?.elements('storage-mapping') ?? [])].map(
    (one) => `${words(one, 'storage')} (${idOf(one)})`,
  );
  const title =
    container === null ? '' : `${container.name.charAt(0).toUpperCase()}${container.name.slice(1)}`;
  const networkText = network === null ? '' : words(network, 'network');
  return [
    ...descriptionOf(bundle),
    ...(container === null ? [] : [`${title}: ${words(container, 'container')}`]),
    ...(networkText === '' ? [] : [`Network: ${networkText}`]),
    ...(ports.length === 0 ? [] : ['Port Mapping:', ...indented(ports)]),
    ...(storage.length === 0 ? [] : ['Storage Mapping:', ...indented(storage)]),
    ...setLines('Meta Attributes', bundle.first('meta_attributes')),
    ...inner(bundle),
  ];
}
