/**
 * Builds small clusters as CIB text and decides where their resources run, for tests. Three nodes n1, n2, n3 are
 * online and fencing is off unless said otherwise.
 */
import { readUnchecked } from '../../cib/unchecked.fixture.ts';
import { formatScore } from '../../result/score.ts';
import { unpackConstraints } from '../constraints/unpack.ts';
import type { Cluster } from '../model/cluster.ts';
import { createInternalConstraints } from '../ordering/internal.ts';
import { unpack } from '../unpack/unpack.ts';
import { assignResources } from './assign.ts';
import { applyNodeCriteria } from './criteria.ts';

export interface Scenario {
  readonly resources: string;
  readonly constraints?: string;
  readonly nodes?: readonly string[];
  readonly options?: Readonly<Record<string, string>>;
  /** Node → what goes into its `<node>`. */
  readonly nodeContent?: Readonly<Record<string, string>>;
  /** Node → transient attributes. */
  readonly attributes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Node → names of the resources that history says run there. */
  readonly active?: Readonly<Record<string, readonly string[]>>;
}

const AGENT = 'class="ocf" provider="pacemaker"';

function pairs(tag: string, id: string, values: Readonly<Record<string, string>>): string {
  const nvpairs = Object.entries(values).map(
    ([name, value]) => `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`,
  );
  return nvpairs.length === 0 ? '' : `<${tag} id="${id}">${nvpairs.join('')}</${tag}>`;
}

export function meta(id: string, values: Readonly<Record<string, string>>): string {
  return pairs('meta_attributes', `${id}-meta`, values);
}

export function utilization(id: string, values: Readonly<Record<string, string>>): string {
  return pairs('utilization', `${id}-utilization`, values);
}

export function primitive(id: string, metas: Readonly<Record<string, string>> = {}, content = ''): string {
  return `<primitive id="${id}" ${AGENT} type="Stateful">${meta(id, metas)}${content}</primitive>`;
}

export function group(
  id: string,
  members: readonly string[],
  metas: Readonly<Record<string, string>> = {},
): string {
  return `<group id="${id}">${meta(id, metas)}${members.join('')}</group>`;
}

export function clone(id: string, child: string, metas: Readonly<Record<string, string>> = {}): string {
  return `<clone id="${id}">${meta(id, metas)}${child}</clone>`;
}

export function location(rsc: string, node: string, score: number | string): string {
  return `<rsc_location id="loc-${rsc}-${node}" rsc="${rsc}" node="${node}" score="${score}"/>`;
}

export function colocation(
  dependent: string,
  primary: string,
  score: number | string,
  roles: { dependent?: string; primary?: string } = {},
): string {
  const rscRole = roles.dependent === undefined ? '' : ` rsc-role="${roles.dependent}"`;
  const withRole = roles.primary === undefined ? '' : ` with-rsc-role="${roles.primary}"`;
  return `<rsc_colocation id="${dependent}-with-${primary}" rsc="${dependent}" with-rsc="${primary}" score="${score}"${rscRole}${withRole}/>`;
}

export function promotedLocation(rsc: string, node: string, score: number): string {
  return (
    `<rsc_location id="loc-${rsc}" rsc="${rsc}"><rule id="loc-${rsc}-rule" role="Promoted" score="${score}">` +
    `<expression id="loc-${rsc}-expr" attribute="#uname" operation="eq" value="${node}"/></rule></rsc_location>`
  );
}

/** History of a resource that was started on a node. */
function startedHistory(rsc: string, node: string): string {
  return (
    `<lrm_resource id="${rsc}" type="Stateful" ${AGENT}>` +
    `<lrm_rsc_op id="${rsc}_last_0" operation_key="${rsc}_start_0" operation="start" call-id="5" ` +
    `rc-code="0" op-status="0" interval="0" transition-key="5:1:0:0" transition-magic="0:0;5:1:0:0" ` +
    `on_node="${node}" last-rc-change="1600000000" crm_feature_set="3.16.1"/></lrm_resource>`
  );
}

export function cibOf(scenario: Scenario): string {
  const nodes = scenario.nodes ?? ['n1', 'n2', 'n3'];
  const options = { 'stonith-enabled': 'false', ...scenario.options };
  const nodeElements = nodes.map(
    (node) => `<node id="${node}" uname="${node}">${scenario.nodeContent?.[node] ?? ''}</node>`,
  );
  const states = nodes.map((node) => {
    const attributes = pairs('instance_attributes', `status-${node}`, scenario.attributes?.[node] ?? {});
    const transient =
      attributes === '' ? '' : `<transient_attributes id="${node}">${attributes}</transient_attributes>`;
    const history = (scenario.active?.[node] ?? []).map((rsc) => startedHistory(rsc, node)).join('');
    return (
      `<node_state id="${node}" uname="${node}" in_ccm="true" crmd="online" join="member" expected="member">` +
      `${transient}<lrm id="${node}"><lrm_resources>${history}</lrm_resources></lrm></node_state>`
    );
  });
  return (
    `<cib validate-with="pacemaker-3.9" crm_feature_set="3.16.1" admin_epoch="0" epoch="1" num_updates="1" have-quorum="1" dc-uuid="${nodes[0]}">` +
    `<configuration><crm_config>${pairs('cluster_property_set', 'options', options)}</crm_config>` +
    `<nodes>${nodeElements.join('')}</nodes><resources>${scenario.resources}</resources>` +
    `<constraints>${scenario.constraints ?? ''}</constraints></configuration><status>${states.join('')}</status></cib>`
  );
}

/** Decides where everything runs; the result is unpacked and placed, no actions are made. */
export function place(cibText: string, keepReasons = false): Cluster {
  const settings = { keepReasons, recordScores: true, recordUtilization: true };
  const cluster = unpack(readUnchecked(cibText), { epoch: 1_790_000_000, offset: 0 }, settings);
  unpackConstraints(cluster);
  applyNodeCriteria(cluster);
  createInternalConstraints(cluster);
  assignResources(cluster);
  return cluster;
}

/**
 * What was recorded, one line a table: `primitive x 0/5/-INFINITY` with the nodes in list order and `-` for a node
 * without entry, `promotion st:1 on n2 205`, `use x on n1`.
 */
export function linesOf(cluster: Cluster): string[] {
  const lines: string[] = [];
  let head = '';
  let scores: Map<string, string> = new Map();
  const flush = (): void => {
    if (head !== '')
      lines.push(`${head} ${cluster.nodes.map((node) => scores.get(node.name) ?? '-').join('/')}`);
    head = '';
    scores = new Map();
  };
  for (const record of cluster.records) {
    if (record.kind === 'allocation-score') {
      const title = `${record.stage} ${record.resource.id}`;
      if (title !== head || scores.has(record.node.name)) flush();
      head = title;
      scores.set(record.node.name, formatScore(record.score));
      continue;
    }
    flush();
    if (record.kind === 'promotion-score') {
      const where = record.node?.name ?? 'none';
      lines.push(`promotion ${record.resource.id} on ${where} ${formatScore(record.score)}`);
    } else if (record.kind === 'utilization') {
      lines.push(`use ${record.resource.id} on ${record.node.name}`);
    }
  }
  flush();
  return lines;
}
