import { alertLines } from '../../../configuration/alerts/alerts.ts';
import type { Configuration } from '../../../configuration/configuration.ts';
import { defaultsLines } from '../../../configuration/defaults/defaults-lines.ts';
import { levelLines } from '../../../configuration/fencing-levels/level-lines.ts';
import { propertyLines, setProperties } from '../../../configuration/properties/properties.ts';
import { isStonith, topResources } from '../../../configuration/resources/resource-tree.ts';
import { resourceLines } from '../../../configuration/resources/text/resource-lines.ts';
import { tagLines } from '../../../configuration/tags/tags.ts';
import type { ConfDocument } from '../../../corosync/conf/document.ts';
import { findSection, findSetting, sectionsNamed } from '../../../corosync/conf/section.ts';
import { type Call, FAILED } from '../call.ts';
import { constraintLines } from '../constraint/config.ts';
import { readConfFile } from '../quorum/conf-file.ts';
import { quorumLines } from '../quorum/quorum.ts';
import { inOrder } from '../resource-config/config.ts';

/** Nothing is judged by the time: what is over is shown like the rest. */
const EVERYTHING = { withIds: true, withExpired: true, now: Number.NEGATIVE_INFINITY };

/** `pcs config [show]`: everything, readable. */
export async function configShow(call: Call): Promise<number> {
  if (call.words.length > 0) return call.wrong();
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const conf = readConfFile(call);
  if (conf === null) return FAILED;
  const parts = [
    heading(configuration, conf),
    ['Resources:', ...inner(resources(configuration, false))],
    [
      'Stonith Devices:',
      ...inner(resources(configuration, true)),
      'Fencing Levels:',
      ...inner(levelLines(configuration)),
    ],
    constraintLines(configuration, EVERYTHING),
    ['Alerts:', ...alertLines(configuration)],
    defaults(configuration),
    ['Cluster Properties:', ...propertyLines(setProperties(configuration))],
    tags(configuration),
    ['Quorum:', ...inner(quorumLines(conf))],
  ];
  return call.print(...parts.flatMap((lines, at) => (at === 0 ? lines : ['', ...lines])));
}

const inner = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

function heading(configuration: Configuration, conf: ConfDocument): readonly string[] {
  const name = findSetting(findSection(conf, 'totem'), 'cluster_name')?.value ?? '';
  const members = sectionsNamed(findSection(conf, 'nodelist'), 'node').map(
    (node) => findSetting(node, 'name')?.value ?? '',
  );
  const nodes = [...(configuration.section('nodes')?.elements('node') ?? [])].map(
    (node) => node.get('uname') ?? '',
  );
  return [
    `Cluster Name: ${name}`,
    'Corosync Nodes:',
    ` ${members.join(' ')}`,
    'Pacemaker Nodes:',
    ...(nodes.length === 0 ? [] : [` ${nodes.join(' ')}`]),
  ];
}

function resources(configuration: Configuration, isFencing: boolean): readonly string[] {
  return inOrder(topResources(configuration).filter((one) => isStonith(one) === isFencing)).flatMap(
    resourceLines,
  );
}

function defaults(configuration: Configuration): readonly string[] {
  const view = { withIds: true, withExpired: true, now: null };
  return [
    'Resources Defaults:',
    ...inner(defaultsLines(configuration, 'rsc_defaults', view)),
    'Operations Defaults:',
    ...inner(defaultsLines(configuration, 'op_defaults', view)),
  ];
}

function tags(configuration: Configuration): readonly string[] {
  const lines = tagLines(configuration, []) as readonly string[];
  return ['Tags:', ...(lines.length === 0 ? [' No tags defined'] : lines.map((line) => ` ${line}`))];
}
