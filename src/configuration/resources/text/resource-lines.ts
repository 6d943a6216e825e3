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

/** A set of pairs, in the order of their names; nothing of an empty one. */
export function setLines(title: string, set: XmlElement | null): readonly string[] {
  const pairs = [...(set?.elements('nvpair') ?? [])].map((pair) =>
    pairText(pair.get('name') ?? '', pair.get('value') ?? ''),
  );
  return pairs.length === 0 ? [] : [`${title}: ${set?.get('id') ?? ''}`, ...indented(pairs.sort())];
}

function operationLines(operation: XmlElement): readonly string[] {
  const attributes = OPERATION.flatMap((name) => {
    const value = operation.get(name);
    if (value === null) return [];
    return [pairText(name, SWITCHES.includes(name) ? switchText(value) : value)];
  });
  const parameters = [...operation.elements('instance_attributes')].flatMap((set) =>
    [...set.elements('nvpair')].map((pair) => pairText(pair.get('name') ?? '', pair.get('value') ?? '')),
  );
  return [
    `${operation.get('name') ?? ''}: ${idOf(operation)}`,
    ...indented([...attributes, ...parameters.sort()]),
  ];
}

const switchText = (value: string): string => (/^(?:1|true|on|yes|y)$/i.test(value) ? '1' : '0');

function bundleParts(bundle: XmlElement): readonly string[] {
  const container = [...bundle.elements()].find(({ name }) => ['docker', 'podman', 'rkt'].includes(name));
  const network = bundle.first('network');
  const ports = [...(network?.elements('port-mapping') ?? [])].map((port) => mapping(port, PORT));
  const storage = [...(bundle.first('storage')?.elements('storage-mapping') ?? [])].map((one) =>
    mapping(one, STORAGE),
  );
  const title =
    container === undefined ? '' : `${container.name.charAt(0).toUpperCase()}${container.name.slice(1)}`;
  const networkText = network === null ? '' : attributesText(network, NETWORK);
  return [
    ...descriptionOf(bundle),
    ...(container === undefined ? [] : [`${title}: ${attributesText(container, CONTAINER)}`]),
    ...(networkText === '' ? [] : [`Network: ${networkText}`]),
    ...(ports.length === 0 ? [] : ['Port Mapping:', ...indented(ports)]),
    ...(storage.length === 0 ? [] : ['Storage Mapping:', ...indented(storage)]),
    ...setLines('Meta Attributes', bundle.first('meta_attributes')),
    ...inner(bundle),
  ];
}

function attributesText(element: XmlElement, names: readonly string[]): string {
  return names
    .flatMap((name) => {
      const value = element.get(name);
      return value === null ? [] : [pairText(name, name === 'add-host' ? switchText(value) : value)];
    })
    .join(' ');
}

const mapping = (element: XmlElement, names: readonly string[]): string =>
  `${attributesText(element, names)} (${idOf(element)})`;
