/** Small clusters with resource history, for tests. */
import { readUnchecked } from '../../cib/unchecked.fixture.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive } from '../model/resource.ts';
import { decide } from '../schedule.ts';
import { type CibParts, cibText, nodeElements } from '../unpack/cluster-fixture.ts';
import { findNodeByName } from '../unpack/find.ts';
import { unpack } from '../unpack/unpack.ts';

export const NOW = 1_700_000_000;
const UUID = '0bfdf3b8-2fd3-483e-a4da-60cb59b14678';

/** Digest of an empty parameter list, and of one with only the usual timeout of 20 s (spec A5.11.2). */
export const EMPTY_DIGEST = 'f2317cad3d54cec5d7d7aa7d0bf35cf8';
export const TIMEOUT_DIGEST = '4811cef7f7f94e3a35a70be7916cb2fd';

/** One operation of a history. What is left out is that of a success. */
export interface Entry {
  readonly task: string;
  readonly interval?: number;
  readonly rc?: number;
  readonly status?: number;
  readonly expected?: number;
  readonly call?: number;
  readonly transition?: number;
  /** Record of the last failure. */
  readonly isFailure?: boolean;
  readonly changed?: number;
  readonly digest?: string | null;
  /** Further attributes as written. */
  readonly more?: string;
}

/** An `lrm_resource` with its entries. */
export function history(id: string, entries: readonly Entry[], attributes = ''): string {
  const written = entries.map((entry, i) => entryText(id, entry, i + 1)).join('');
  const agent = attributes.includes('class=') ? '' : 'class="ocf" provider="pacemaker" type="Dummy"';
  return `<lrm_resource id="${id}" ${agent} ${attributes}>${written}</lrm_resource>`;
}

function entryText(id: string, entry: Entry, number: number): string {
  const { task, interval = 0, status = 0, transition = 1 } = entry;
  const rc = entry.rc ?? (status === -1 ? 193 : 0);
  const expected = entry.expected ?? (task === 'monitor' && interval === 0 ? 7 : 0);
  const call = entry.call ?? (status === -1 ? -1 : number);
  const suffix = entry.isFailure ? 'last_failure_0' : `${task}_${interval}`;
  const key = `${number}:${transition}:${expected}:${UUID}`;
  const digest = entry.digest === undefined ? (interval > 0 ? TIMEOUT_DIGEST : EMPTY_DIGEST) : entry.digest;
  return `<lrm_rsc_op id="${id}_${suffix}" operation_key="${id}_${task}_${interval}" operation="${task}"
    crm_feature_set="3.16.1" transition-key="${key}" transition-magic="${status}:${rc};${key}" call-id="${call}"
    rc-code="${rc}" op-status="${status}" interval="${interval}" last-rc-change="${entry.changed ?? NOW - 1000}"
    ${digest === null ? '' : `op-digest="${digest}"`} ${entry.more ?? ''}/>`;
}

/** A `node_state` of `nN` that is online unless said otherwise. */
export function nodeState(
  number: number,
  histories: string,
  more: { readonly membership?: string; readonly attributes?: Readonly<Record<string, string>> } = {},
): string {
  const membership = more.membership ?? 'in_ccm="true" crmd="online" join="member" expected="member"';
  const pairs = Object.entries(more.attributes ?? {})
    .map(([name, value]) => `<nvpair id="t${number}-${name}" name="${name}" value="${value}"/>`)
    .join('');
  return `<node_state id="${number}" uname="n${number}" ${membership}>
    <transient_attributes id="${number}"><instance_attributes id="t${number}">${pairs}</instance_attributes></transient_attributes>
    <lrm id="${number}"><lrm_resources>${histories}</lrm_resources></lrm></node_state>`;
}

/** Membership of a node that is gone. */
export const LOST = 'in_ccm="false" crmd="offline" join="member" expected="member"';

/** `<primitive>` of agent Dummy with a monitor every 10 s. */
export function dummy(id: string, content = ''): string {
  return `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy">${content}
    <operations><op id="${id}-m" name="monitor" interval="10s" timeout="20s"/></operations></primitive>`;
}

/** `<primitive>` with meta attributes. */
export function dummyWith(id: string, meta: Readonly<Record<string, string>>): string {
  return dummy(id, metaAttributes(id, meta));
}

export function metaAttributes(id: string, meta: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(meta)
    .map(([name, value]) => `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`)
    .join('');
  return `<meta_attributes id="${id}-meta">${pairs}</meta_attributes>`;
}

/** `<primitive>` with an op that says what its failure leads to. */
export function dummyOnFail(id: string, task: string, intervalS: number, onFail: string): string {
  return `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy"><operations>
    <op id="${id}-${task}" name="${task}" interval="${intervalS}" timeout="20s" on-fail="${onFail}"/></operations></primitive>`;
}

export const FENCING = '<primitive id="fence" class="stonith" type="fence_ipmilan"/>';

/** Reads a small CIB with its status; fencing is off and there are two nodes unless said otherwise. */
export function clusterOf(parts: CibParts & { readonly nodeCount?: number }): Cluster {
  const text = cibText({
    ...parts,
    nodes: parts.nodes ?? nodeElements(parts.nodeCount ?? 2),
    options: { 'stonith-enabled': 'false', ...parts.options },
  });
  const now = { epoch: parts.now ?? NOW, offset: 0 };
  return unpack(readUnchecked(text), now, {
    keepReasons: parts.keepReasons ?? true,
    recordScores: false,
    recordUtilization: false,
  });
}

/** Reads a small CIB and decides what to do. */
export function decided(parts: CibParts & { readonly nodeCount?: number }): Cluster {
  const cluster = clusterOf(parts);
  decide(cluster);
  return cluster;
}

export function primitive(cluster: Cluster, id: string): Primitive {
  const found = cluster.resourcesById.get(id);
  if (found?.kind !== 'primitive') throw new Error(`no primitive ${id}`);
  return found;
}

export function node(cluster: Cluster, name: string): ClusterNode {
  const found = findNodeByName(cluster, name);
  if (found === null) throw new Error(`no node ${name}`);
  return found;
}

/** `key node` of all actions that are required, in order of their ids. */
export function requiredActions(cluster: Cluster): string[] {
  return cluster.actions
    .filter((action) => !action.isOptional)
    .map((action) => `${action.key} ${action.node?.name ?? '-'}`);
}
