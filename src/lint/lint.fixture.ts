import { parseDocument } from '../cib/xml/parse-document.ts';
import type { Agent } from '../configuration/agents/agent.ts';
import { Configuration } from '../configuration/configuration.ts';
import type { Finding } from './finding.ts';
import { lint } from './lint.ts';

/** Parts of a configuration, as XML. */
export interface Parts {
  /** Properties by name. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Names of nodes, with their attributes. */
  readonly nodes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly resources?: string;
  readonly constraints?: string;
  /** Sections behind the constraints. */
  readonly more?: string;
}

const THREE = { node1: {}, node2: {}, node3: {} };

/** A fence device for some nodes. */
export function device(
  id: string,
  hosts: string,
  parameters: Readonly<Record<string, string>> = {},
  agent = 'fence_ipmilan',
): string {
  const all = Object.entries({ pcmk_host_list: hosts, ...parameters });
  const pairs = all.map(([name, value]) => `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`);
  return `<primitive id="${id}" class="stonith" type="${agent}"><instance_attributes id="${id}-i">${pairs.join('')}</instance_attributes></primitive>`;
}

/** A resource with parameters, meta attributes and operations; monitored when nothing else is said. */
export function resource(
  id: string,
  more: {
    readonly agent?: string;
    readonly parameters?: Readonly<Record<string, string>>;
    readonly meta?: Readonly<Record<string, string>>;
    /** `name interval` with further attributes. */
    readonly operations?: readonly Readonly<Record<string, string>>[];
  } = {},
): string {
  const [standard, provider, type] = (more.agent ?? 'ocf:pacemaker:Dummy').split(':');
  const operations = (more.operations ?? [{ name: 'monitor', interval: '10s' }]).map((attributes, at) => {
    const list = Object.entries({ id: `${id}-op-${at}`, ...attributes }).map(
      ([name, value]) => `${name}="${value}"`,
    );
    return `<op ${list.join(' ')}/>`;
  });
  const agent =
    type === undefined
      ? `class="${standard}" type="${provider}"`
      : `class="${standard}" provider="${provider}" type="${type}"`;
  return `<primitive id="${id}" ${agent}>${pairs(id, 'instance_attributes', more.parameters)}${pairs(id, 'meta_attributes', more.meta)}<operations>${operations.join('')}</operations></primitive>`;
}

/** A clone or group with meta attributes. */
export function around(
  kind: 'clone' | 'group',
  id: string,
  inner: string,
  meta: Readonly<Record<string, string>> = {},
): string {
  const set = pairs(id, 'meta_attributes', meta);
  return kind === 'group'
    ? `<group id="${id}">${set}${inner}</group>`
    : `<clone id="${id}">${inner}${set}</clone>`;
}

function pairs(id: string, set: string, values: Readonly<Record<string, string>> = {}): string {
  const list = Object.entries(values).map(
    ([name, value]) => `<nvpair id="${id}-${set}-${name}" name="${name}" value="${value}"/>`,
  );
  return list.length === 0 ? '' : `<${set} id="${id}-${set}">${list.join('')}</${set}>`;
}

/** A whole CIB; fenced by one device for all its nodes, unless it has devices of its own. */
export function cib({
  properties = {},
  nodes = THREE,
  resources = '',
  constraints = '',
  more = '',
}: Parts): string {
  const names = Object.keys(nodes);
  const list = Object.entries(nodes).map(([name, attributes], at) => {
    return `<node id="${at + 1}" uname="${name}">${pairs(`nodes-${at + 1}`, 'instance_attributes', attributes)}</node>`;
  });
  const set = pairs('cib-bootstrap-options', 'x', properties)
    .replace(/<(\/?)x\b/g, '<$1cluster_property_set')
    .replace(/id="[^"]*-x"/, 'id="cib-bootstrap-options"');
  const fencing =
    resources.includes('class="stonith"') || properties['stonith-enabled'] === 'false'
      ? ''
      : device('fence-all', names.join(' '), { pcmk_delay_max: '5s' }, 'fence_sbd');
  return `<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0"><configuration><crm_config>${set}</crm_config><nodes>${list.join('')}</nodes><resources>${fencing}${resources}</resources><constraints>${constraints}</constraints>${more}</configuration><status/></cib>`;
}

/** What is found in a CIB. */
export function found(
  text: string,
  agents: ReadonlyMap<string, Agent> = new Map(),
  bootUnits: ReadonlyMap<string, string> = new Map(),
): readonly Finding[] {
  const document = parseDocument(text);
  if (!document.ok) throw new Error(document.problems[0]?.message);
  return lint({ configuration: new Configuration(document.value.root), now: NOW, agents, bootUnits });
}

/** 2026-01-01 00:00 UTC. */
const NOW = 1_767_225_600;
