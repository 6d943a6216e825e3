import type { Configuration } from '../../../configuration/configuration.ts';
import { levelLines } from '../../../configuration/fencing-levels/level-lines.ts';
import { setProperties } from '../../../configuration/properties/properties.ts';
import {
  allResources,
  findResource,
  idOf,
  isStonith,
} from '../../../configuration/resources/resource-tree.ts';
import { findSection, findSetting } from '../../../corosync/conf/section.ts';
import { countInstances } from '../../../simulator/status/instance-counts.ts';
import type { ResourceStatus } from '../../../simulator/status/resource-status.ts';
import { clockText } from '../../../simulator/text/clock-text.ts';
import { resourceText } from '../../../simulator/text/resource-text.ts';
import { statusText } from '../../../simulator/text/status-text.ts';
import { BLANK, line, list, printText, type TextNode } from '../../../simulator/text/text-node.ts';
import { localOffset } from '../../wall-clock.ts';
import { type Call, FAILED } from '../call.ts';
import { readConfFile } from '../quorum/conf-file.ts';
import { type Described, describe } from './described.ts';
import { detailedStatusText, failureLines, ticketLines } from './full-status.ts';

/** `pcs status` on files. */
export async function status(call: Call): Promise<number> {
  if (call.words.length > 0) return call.wrong();
  const [hasFile, hasConf] = [call.has('file'), call.has('corosync_conf')];
  if (hasFile !== hasConf) {
    const [given, missing] = hasFile ? ['-f', '--corosync_conf'] : ['--corosync_conf', '-f'];
    return call.fail(`When '${given}' is specified, '${missing}' must be specified as well`);
  }
  if (!hasFile)
    return call.fail('the state of the live cluster is shown by another command', 'hawser status');
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const conf = readConfFile(call);
  const described = conf === null ? null : describe(call, configuration);
  if (described === null) return FAILED;
  const name = findSetting(findSection(conf, 'totem'), 'cluster_name')?.value ?? '';
  const warnings = warningsOf(configuration);
  const nodes: TextNode[] = [
    list('Cluster Summary', summary(described, configuration, call.has('full'))),
    BLANK,
  ];
  const shown = call.has('hide-inactive')
    ? activeOnly(described.status.resources)
    : described.status.resources;
  const isFull = call.has('full');
  const told = { ...described.status, resources: shown };
  const parts = isFull
    ? detailedStatusText(told, described.cluster, localOffset)
    : [
        ...statusText({ ...told, attributes: null, history: null, failures: null }, localOffset),
        ...failureLines(told.failures ?? [], localOffset),
      ];
  let text = printText([...nodes, ...parts], true);
  if (call.has('hide-inactive')) text = renamed(text);
  const tickets = isFull ? ['', 'Tickets:', ...ticketLines(described.cluster, localOffset)] : [];
  return call.print(
    `Cluster name: ${name}`,
    ...(warnings.length === 0 ? [] : ['', 'WARNINGS:', ...warnings, '']),
    text.trimEnd(),
    ...tickets,
  );
}

/** Without what is inactive the list has another title. */
function renamed(text: string): string {
  return text
    .replace('Full List of Resources:', 'Active Resources:')
    .replace('* No resources', '* No active resources');
}

function activeOnly(resources: readonly ResourceStatus[]): readonly ResourceStatus[] {
  return resources.filter(isActive);
}

/** Whether anything of a resource runs anywhere. */
function isActive(resource: ResourceStatus): boolean {
  switch (resource.kind) {
    case 'group':
      return resource.members.some(isActive);
    case 'clone':
      return resource.instances.some(isActive);
    case 'bundle':
      return resource.replicas.some(({ parts }) => parts.some(isActive));
    default:
      return resource.isActive;
  }
}

function warningsOf(configuration: Configuration): readonly string[] {
  const isOff = /^(?:false|no|off|n|0)$/i.test(setProperties(configuration).get('stonith-enabled') ?? 'true');
  if (isOff || allResources(configuration).some(isStonith)) return [];
  return ['No stonith devices and stonith-enabled is not false'];
}

function summary({ cluster, now }: Described, configuration: Configuration, isFull: boolean): TextNode[] {
  const { root } = configuration;
  const properties = setProperties(configuration);
  const counts = countInstances(cluster);
  const disabled = counts.disabled > 0 ? ` (${counts.disabled} DISABLED)` : '';
  const blocked = counts.blocked > 0 ? ` (${counts.blocked} BLOCKED from further action due to failure)` : '';
  const plural = (count: number): string => (count === 1 ? '' : 's');
  const changed = [
    root.get('cib-last-written') ?? '',
    ...(['user', 'client', 'origin'] as const).flatMap((who) => {
      const value = root.get(`update-${who}`);
      return value === null ? [] : [`${{ user: 'by', client: 'via', origin: 'on' }[who]} ${value}`];
    }),
  ];
  const nodes = cluster.nodes.length;
  return [
    line(`Stack: ${properties.get('cluster-infrastructure') ?? 'unknown'}`),
    line(`Current DC: ${controllerText(configuration, properties.get('dc-version'), isFull)}`),
    line(`Last updated: ${clockText(now.epoch, localOffset)}`),
    line(`Last change:  ${changed.join(' ')}`),
    line(`${nodes} node${plural(nodes)} configured`),
    line(`${counts.total} resource instance${plural(counts.total)} configured${disabled}${blocked}`),
  ];
}

function controllerText(configuration: Configuration, version: string | undefined, isFull: boolean): string {
  const { root } = configuration;
  const dc = root.get('dc-uuid');
  const node = [...(configuration.section('nodes')?.elements('node') ?? [])].find(
    (one) => one.get('id') === dc,
  );
  if (dc === null || node === undefined) return 'NONE';
  const quorum = /^(?:1|true)$/.test(root.get('have-quorum') ?? '') ? 'with quorum' : 'WITHOUT quorum';
  const name = node.get('uname') ?? '';
  const id = isFull && dc !== name ? ` (${dc})` : '';
  return `${name}${id} (version ${version ?? 'unknown'}) - partition ${quorum}`;
}

/** `pcs status resources`, `pcs resource [status]`. */
export function resourcesStatus(call: Call): Promise<number> {
  return listed(call, false);
}

/** Fence devices, as `pcs stonith [status]` shows them. */
export function stonithStatus(call: Call): Promise<number> {
  return listed(call, true);
}

async function listed(call: Call, isFencing: boolean): Promise<number> {
  const named = call.words.filter((word) => !word.includes('='));
  if (named.length > 1) return call.wrong();
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const [id] = named;
  const ids = id === undefined ? null : namedResources(configuration, id);
  if (ids?.length === 0) return call.fail(`resource or tag id '${id}' not found`);
  const described = describe(call, configuration);
  if (described === null) return FAILED;
  const all = described.status.resources.filter(
    (one) => isFencing === (one.kind === 'primitive' && one.agent.startsWith('stonith:')),
  );
  const mine = ids === null ? all : all.filter((one) => ids.includes(one.id));
  if (all.length === 0) return call.print(`NO ${isFencing ? 'stonith devices' : 'resources'} configured`);
  const shown = call.has('hide-inactive') ? activeOnly(mine) : mine;
  if (shown.length === 0) return call.print(`No active ${isFencing ? 'stonith devices' : 'resources'}`);
  const levels = isFencing && ids === null ? levelLines(configuration) : [];
  return call.print(
    printText([list(null, shown.map(resourceText))], true).trimEnd(),
    ...(levels.length === 0 ? [] : ['', 'Fencing Levels:', ...levels.map((one) => ` ${one}`)]),
  );
}

/** The outermost resources of an id or tag. */
function namedResources(configuration: Configuration, id: string): readonly string[] {
  const tag = configuration.byId(id);
  const ids = tag?.name === 'tag' ? [...tag.elements('obj_ref')].map(idOf) : [id];
  return ids.flatMap((one) => {
    let resource = findResource(configuration, one);
    for (
      let outer = resource;
      outer !== null && outer.name !== 'resources';
      outer = configuration.parentOf(outer)
    ) {
      resource = outer;
    }
    return resource === null ? [] : [idOf(resource)];
  });
}
