import type { XmlElement } from '../../../cib/xml/element.ts';
import { idOf, isClone, isStonith, membersOf } from '../resource-tree.ts';
import { BUNDLE_PARTS, containerOf, operationPairs, pairsById } from './resource-lines.ts';

/** The commands that make resources as they are configured, each a line or several joined by a backslash. */
export function resourceCommands(resources: readonly XmlElement[]): readonly string[] {
  const bundles = resources.filter(({ name }) => name === 'bundle');
  const primitives = resources.filter(({ name }) => name === 'primitive');
  const inBundles = new Set(bundles.flatMap(membersOf));
  return [
    ...bundles.flatMap((bundle) => [
      bundleCommand(bundle),
      ...membersOf(bundle).flatMap((inner) => primitiveCommands(inner, idOf(bundle))),
    ]),
    ...primitives.filter((one) => !inBundles.has(one)).flatMap((one) => primitiveCommands(one, null)),
    ...resources.filter(({ name }) => name === 'group').flatMap(groupCommands),
    ...resources.filter(isClone).map(cloneCommand),
  ];
}

const joined = (lines: readonly string[]): string => lines.join(' \\\n');

/** A word as a shell takes it. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

const pairWords = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => shellWord(`${name}=${value}`)).join(' ');

/** Pairs of the first set of a kind. */
function pairsOf(owner: XmlElement, set: string): readonly (readonly [string, string])[] {
  return pairsById(owner.first(set)).map(
    (pair) => [pair.get('name') ?? '', pair.get('value') ?? ''] as const,
  );
}

function section(owner: XmlElement, set: string, keyword: string): readonly string[] {
  const pairs = pairsOf(owner, set);
  return pairs.length === 0 ? [] : [`  ${keyword}${pairWords(pairs)}`];
}

function primitiveCommands(primitive: XmlElement, bundle: string | null): readonly string[] {
  const isFencing = isStonith(primitive);
  const agent = isFencing
    ? (primitive.get('type') ?? '')
    : ['class', 'provider', 'type'].flatMap((name) => primitive.get(name) ?? []).join(':');
  const operations = [...(primitive.first('operations')?.elements('op') ?? [])].map((operation) => {
    const pairs = operationPairs(operation);
    const [interval, ...others] = pairs;
    const id = ['id', idOf(operation)] as const;
    return `    ${operation.get('name') ?? ''} ${pairWords(interval === undefined ? [id] : [interval, id, ...others])}`;
  });
  const create = joined([
    `pcs ${isFencing ? 'stonith' : 'resource'} create --no-default-ops --force -- ${idOf(primitive)} ${agent}`,
    ...section(primitive, 'instance_attributes', ''),
    ...(operations.length === 0 ? [] : ['  op', ...operations]),
    ...section(primitive, 'meta_attributes', 'meta '),
    ...(bundle === null ? [] : [`  bundle ${bundle}`]),
  ]);
  const utilization = pairsOf(primitive, 'utilization');
  if (utilization.length === 0) return [create];
  return [create, joined([`pcs resource utilization ${idOf(primitive)}`, `  ${pairWords(utilization)}`])];
}

function groupCommands(group: XmlElement): readonly string[] {
  const add = joined([`pcs resource group add ${idOf(group)}`, `  ${membersOf(group).map(idOf).join(' ')}`]);
  const meta = pairsOf(group, 'meta_attributes');
  return meta.length === 0
    ? [add]
    : [add, joined([`pcs resource meta ${idOf(group)}`, `  ${pairWords(meta)}`])];
}

function cloneCommand(clone: XmlElement): string {
  const inner = membersOf(clone).map(idOf).join(' ');
  return joined([
    `pcs resource clone ${inner} ${idOf(clone)}`,
    ...section(clone, 'meta_attributes', 'meta '),
  ]);
}

function bundleCommand(bundle: XmlElement): string {
  const container = containerOf(bundle);
  const network = bundle.first('network');
  const words = (element: XmlElement, part: keyof typeof BUNDLE_PARTS): string =>
    pairWords(BUNDLE_PARTS[part](element));
  const networkWords = network === null ? '' : words(network, 'network');
  return joined([
    `pcs resource bundle create ${idOf(bundle)}`,
    ...(container === null ? [] : [`  container ${container.name}`, `    ${words(container, 'container')}`]),
    ...(networkWords === '' ? [] : [`  network ${networkWords}`]),
    ...[...(network?.elements('port-mapping') ?? [])].map((port) => `  port-map ${words(port, 'port')}`),
    ...[...(bundle.first('storage')?.elements('storage-mapping') ?? [])].map(
      (one) => `  storage-map ${words(one, 'storage')}`,
    ),
    ...section(bundle, 'meta_attributes', 'meta '),
  ]);
}
