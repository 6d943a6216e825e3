import { isIPv4, isIPv6 } from 'node:net';
import type { ConfDocument, ConfSection } from '../../../corosync/conf/document.ts';
import { findSection, findSetting, sectionsNamed } from '../../../corosync/conf/section.ts';
import { type Call, FAILED } from '../call.ts';
import { readConfFile } from '../quorum/conf-file.ts';
import { deviceOf, settings } from '../quorum/quorum.ts';
import { KNET_TRANSPORT, TOTEM, UDP_TRANSPORT } from './parameters.ts';

const QUORUM = ['auto_tie_breaker', 'last_man_standing', 'last_man_standing_window', 'wait_for_all'];
/** Settings of a link without the prefix that some have in the file. */
const LINK = ['bindnetaddr', 'broadcast', 'mcastaddr', 'mcastport', 'ttl'];

type Values = readonly (readonly [string, string])[];

interface ClusterParameters {
  readonly name: string;
  readonly uuid: string | null;
  readonly transport: string;
  readonly totem: Values;
  readonly transportOptions: Values;
  readonly compression: Values;
  readonly crypto: Values;
  readonly nodes: readonly { readonly name: string; readonly id: string; readonly addresses: Values }[];
  readonly links: readonly { readonly number: string; readonly values: Values }[];
  readonly quorum: Values;
  readonly device: ConfSection | null;
}

function read(document: ConfDocument): ClusterParameters {
  const totem = findSection(document, 'totem');
  const all = settings(totem);
  const prefixed = (prefix: string): Values =>
    all.flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
    );
  const value = (name: string): string | null => findSetting(totem, name)?.value ?? null;
  const nodes = sectionsNamed(findSection(document, 'nodelist'), 'node').map((node) => ({
    name: findSetting(node, 'name')?.value ?? '',
    id: findSetting(node, 'nodeid')?.value ?? '',
    addresses: settings(node).flatMap(([key, address]) => {
      const link = /^ring(\d+)_addr$/.exec(key)?.[1];
      return link === undefined ? [] : [[link, address] as const];
    }),
  }));
  const links = sectionsNamed(totem, 'interface').map((section) => ({
    number: findSetting(section, 'linknumber')?.value ?? '0',
    values: settings(section)
      .filter(([name]) => name !== 'linknumber')
      .map(
        ([name, given]) =>
          [name.replace(/^knet_(?!transport$)/, '').replace(/^knet_transport$/, 'transport'), given] as const,
      )
      .filter(([name]) => LINK.includes(name) || !name.startsWith('knet_'))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  }));
  return {
    name: value('cluster_name') ?? '',
    uuid: value('cluster_uuid'),
    transport: value('transport') ?? 'knet',
    totem: all.filter(([name]) => name in TOTEM.options),
    transportOptions: all.filter(([name]) => name in KNET_TRANSPORT.options || name in UDP_TRANSPORT.options),
    compression: prefixed('knet_compression_'),
    crypto: prefixed('crypto_'),
    nodes,
    links,
    quorum: settings(findSection(document, 'quorum')).filter(([name]) => QUORUM.includes(name)),
    device: deviceOf(document),
  };
}

/** `pcs cluster config [show]`. */
export function clusterConfig(call: Call): number {
  if (call.words.length > 0) return call.wrong();
  const format = call.options.get('output-format') ?? 'text';
  if (!['cmd', 'json', 'text'].includes(format)) {
    return call.fail(
      `Unknown value '${format}' for '--output-format' option. Supported values are: 'cmd', 'json', 'text'`,
    );
  }
  const document = readConfFile(call);
  if (document === null) return FAILED;
  const parameters = read(document);
  if (format === 'json') return call.print(JSON.stringify(asJson(parameters)));
  if (format === 'text') return call.print(...textLines(parameters));
  if (parameters.device !== null) {
    call.output.err('Warning: Quorum device configuration detected but not yet supported by this command.\n');
  }
  return call.print(commandLines(parameters).join(' \\\n'));
}

function textLines(parameters: ClusterParameters): readonly string[] {
  const block = (title: string, values: Values): readonly string[] =>
    values.length === 0 ? [] : [title, ...values.map(([name, value]) => `  ${name}: ${value}`)];
  const { name, uuid, transport, nodes, links, device } = parameters;
  const model = settings(device).find(([key]) => key === 'model')?.[1] ?? '';
  return [
    `Cluster Name: ${name}`,
    ...(uuid === null ? [] : [`Cluster UUID: ${uuid}`]),
    `Transport: ${transport}`,
    'Nodes:',
    ...nodes.flatMap((node) => [
      `  ${node.name}:`,
      ...node.addresses.map(([link, address]) => `    Link ${link} address: ${address}`),
      `    nodeid: ${node.id}`,
    ]),
    ...(links.length === 0
      ? []
      : ['Links:', ...links.flatMap(({ number, values }) => block(`  Link ${number}:`, values))]),
    ...block('Transport Options:', parameters.transportOptions),
    ...block('Compression Options:', parameters.compression),
    ...block('Crypto Options:', parameters.crypto),
    ...block('Totem Options:', parameters.totem),
    ...block('Quorum Options:', parameters.quorum),
    ...(device === null
      ? []
      : [
          `Quorum Device: ${model}`,
          ...block(
            '  Options:',
            settings(device).filter(([key]) => key !== 'model'),
          ),
          ...block('  Model Options:', settings(findSection(device, model))),
          ...block('  Heuristics:', settings(findSection(device, 'heuristics'))),
        ]),
  ];
}

/** The same as a command that sets up such a cluster; each part of it a line. */
function commandLines(parameters: ClusterParameters): readonly string[] {
  const part = (indent: string, keyword: string, values: Values): readonly string[] =>
    values.length === 0
      ? []
      : [`${indent}${keyword}`, ...values.map(([name, value]) => `${indent}  ${name}=${value}`)];
  return [
    `pcs cluster setup ${parameters.name}`,
    ...parameters.nodes.map(({ name, addresses }) =>
      ['', name, ...addresses.map(([, address]) => `addr=${address}`)].join(' ').replace(/^ /, '  '),
    ),
    '  transport',
    `  ${parameters.transport}`,
    ...parameters.transportOptions.map(([name, value]) => `    ${name}=${value}`),
    ...parameters.links.flatMap(({ number, values }) =>
      part('    ', 'link', [...values, ['linknumber', number] as const].sort()),
    ),
    ...part('    ', 'compression', parameters.compression),
    ...part('    ', 'crypto', parameters.crypto),
    ...part('  ', 'totem', parameters.totem),
    ...part('  ', 'quorum', parameters.quorum),
    ...(parameters.uuid === null ? ['  --no-cluster-uuid'] : []),
  ];
}

function asJson(parameters: ClusterParameters): unknown {
  const object = (values: Values): Record<string, string> => Object.fromEntries(values);
  const { device } = parameters;
  const model = settings(device).find(([key]) => key === 'model')?.[1] ?? '';
  return {
    cluster_name: parameters.name,
    cluster_uuid: parameters.uuid,
    transport: parameters.transport.toUpperCase(),
    totem_options: object(parameters.totem),
    transport_options: object(parameters.transportOptions),
    compression_options: object(parameters.compression),
    crypto_options: object(parameters.crypto),
    nodes: parameters.nodes.map(({ name, id, addresses }) => ({
      name,
      nodeid: id,
      addrs: addresses.map(([link, addr]) => ({
        addr,
        link,
        type: isIPv4(addr) ? 'IPv4' : isIPv6(addr) ? 'IPv6' : 'FQDN',
      })),
    })),
    links_options: Object.fromEntries(parameters.links.map(({ number, values }) => [number, object(values)])),
    quorum_options: object(parameters.quorum),
    quorum_device:
      device === null
        ? null
        : {
            model,
            model_options: object(settings(findSection(device, model))),
            generic_options: object(settings(device).filter(([key]) => key !== 'model')),
            heuristics_options: object(settings(findSection(device, 'heuristics'))),
          },
  };
}
