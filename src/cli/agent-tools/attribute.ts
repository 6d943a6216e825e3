import type { XmlElement } from '../../cib/xml/element.ts';
import { findNode, type KnownNode, readAttribute } from '../../controller/cib/node-attribute.ts';
import type { AttributeLifetime, CibChange, ElementTarget } from '../../controller/model/cib-change.ts';
import type { Problem } from '../../result/problem.ts';
import { askFor } from '../live/connection.ts';
import type { LiveCib } from '../live/live-cib.ts';
import { type CibDoor, openDoor } from './door.ts';
import { type ToolArguments, toolOptions } from './options.ts';
import { findPair, type PairPlace, pairChanges } from './pairs.ts';
import { type AgentTool, complain, localNode, print, TOOL_EXIT, toolProblems } from './tool.ts';

function text(given: ToolArguments, name: string): string | null {
  return given.values.get(name) ?? null;
}

/** Sections whose options `crm_attribute -t` reaches: element of the section, of its sets, and id of a new set. */
const SECTIONS: ReadonlyMap<string, { readonly section: string; readonly set: string; readonly id: string }> =
  new Map([
    ['crm_config', { section: 'crm_config', set: 'cluster_property_set', id: 'cib-bootstrap-options' }],
    ['rsc_defaults', { section: 'rsc_defaults', set: 'meta_attributes', id: 'rsc_defaults-options' }],
    ['op_defaults', { section: 'op_defaults', set: 'meta_attributes', id: 'op_defaults-options' }],
  ]);

/** `crm_attribute`: attributes of nodes (lasting, or until the node leaves), their utilization, and cluster options. */
export const crmAttribute: AgentTool = {
  options: toolOptions(
    'n,name,attr-name=',
    'v,update,attr-value=',
    'G,query,get-value',
    'D,delete,delete-attr',
    'N,node,node-name,uname=',
    'U,uname-old=',
    'l,lifetime=',
    't,type,scope=',
    'd,default=',
    'p,promotion?',
    's,set-name=',
    'i,id,attr-id=',
    'q,quiet',
    'Q,quiet-old',
    'V,verbose',
    'z,utilization',
    'P,pattern=',
  ),
  run: async (given) => {
    const promotion = text(given, 'promotion');
    const resource =
      promotion !== null && promotion !== '' ? promotion : (process.env.OCF_RESOURCE_INSTANCE ?? '');
    const name = promotion === null ? text(given, 'name') : `master-${resource}`;
    if (name === null || name === 'master-') {
      return complain(
        TOOL_EXIT.usage,
        'crm_attribute: name an attribute with -n, or the resource with --promotion=RESOURCE',
      );
    }
    const wantedNode = text(given, 'node') ?? text(given, 'uname-old');
    const life = text(given, 'lifetime') ?? (promotion === null ? null : 'reboot');
    const type = text(given, 'type');
    const hasNode = life !== null || wantedNode !== null || given.values.has('utilization');
    const section = SECTIONS.get(type ?? (hasNode ? 'nodes' : 'crm_config')) ?? null;
    const door = openDoor();
    const read = await door.read();
    if (!read.ok) return toolProblems(read.problems);
    const { root } = read.value.cib;
    if (section !== null) {
      const path = [section.section].map((element) => ({ element, id: null }));
      const place: PairPlace = {
        holder: root.first('configuration')?.first(section.section) ?? null,
        target: { by: 'path', path: [{ element: 'configuration', id: null }, ...path] },
        set: section.set,
        defaultSetId: section.id,
      };
      return await pair(given, door, read.value, place, name, section.section);
    }
    const nodeName = await localNode(wantedNode);
    const node = nodeName === null ? null : findNode(root, nodeName);
    if (node === null) return complain(TOOL_EXIT.noSuch, `crm_attribute: there is no node ${nodeName ?? ''}`);
    if (given.values.has('utilization')) {
      const place = utilizationOf(root, node);
      return await pair(given, door, read.value, place, name, 'nodes');
    }
    const isTransient = life === null ? type === 'status' : /^(?:reboot|status)$/.test(life);
    return await nodeAttribute(given, door, root, node, name, isTransient ? 'transient' : 'permanent');
  },
};

/** `crm_master`: the promotion score of the resource whose agent calls. */
export const crmMaster: AgentTool = {
  options: toolOptions(
    'v,update,attr-value=',
    'G,query,get-value',
    'D,delete,delete-attr',
    'N,node,node-name,uname=',
    'l,lifetime=',
    'r,resource,resource-id=',
    'd,default=',
    'q,quiet',
    'Q,quiet-old',
    'V,verbose',
  ),
  run: async (given, argv) => {
    const values = new Map(given.values);
    values.set('promotion', given.values.get('resource') ?? '');
    return await crmAttribute.run({ ...given, values }, argv);
  },
};

/** `crm_standby`: a node on standby, for good (the default) or until it leaves. */
export const crmStandby: AgentTool = {
  options: toolOptions(
    'v,update,attr-value=',
    'G,query,get-value',
    'D,delete,delete-attr',
    'N,node,node-name,uname=',
    'l,lifetime=',
    'q,quiet',
    'Q,quiet-old',
    'V,verbose',
  ),
  run: async (given, argv) => {
    const values = new Map(given.values).set('name', 'standby').set('default', 'off');
    if (!values.has('lifetime')) {
      const asked = !values.has('update') && !values.has('delete');
      // Asked without a lifetime, one until the node leaves counts before one for good.
      if (asked) return await queryStandby(given, values, argv);
      values.set('lifetime', 'forever');
    }
    return await crmAttribute.run({ ...given, values }, argv);
  },
};

async function queryStandby(
  given: ToolArguments,
  values: Map<string, string>,
  argv: readonly string[],
): Promise<number> {
  const read = await openDoor().read();
  if (!read.ok) return toolProblems(read.problems);
  const { root } = read.value.cib;
  const name = await localNode(text(given, 'node'));
  const node = name === null ? null : findNode(root, name);
  const isForever = node !== null && readAttribute(root, node, 'standby', 'transient') === null;
  const isSaid = node !== null && readAttribute(root, node, 'standby', 'permanent') !== null;
  values.set('lifetime', isForever && isSaid ? 'forever' : 'reboot');
  return await crmAttribute.run({ ...given, values }, argv);
}

function utilizationOf(root: XmlElement, { id }: KnownNode): PairPlace {
  let holder: XmlElement | null = null;
  for (const element of root.first('configuration')?.first('nodes')?.elements('node') ?? [])
    if (element.get('id') === id) holder ??= element;
  const target: ElementTarget = { by: 'id', id, element: 'node' };
  return { holder, target, set: 'utilization', defaultSetId: `nodes-${id}-utilization` };
}

async function nodeAttribute(
  given: ToolArguments,
  door: CibDoor,
  root: XmlElement,
  node: KnownNode,
  name: string,
  lifetime: AttributeLifetime,
): Promise<number> {
  const scope = lifetime === 'transient' ? 'status' : 'nodes';
  const value = text(given, 'update');
  const found = readAttribute(root, node, name, lifetime);
  if (value === null && !given.values.has('delete')) return tellValue(given, scope, name, found);
  const wish = { nodes: [node.name], name, value, lifetime, dampeningMs: null };
  return toolResult(await door.setAttribute(wish));
}

/** Reads, sets or deletes a name-value pair of the configuration. */
async function pair(
  given: ToolArguments,
  door: CibDoor,
  read: LiveCib,
  place: PairPlace,
  name: string,
  scope: string,
): Promise<number> {
  const setId = text(given, 'set-name');
  const value = text(given, 'update');
  if (value === null && !given.values.has('delete')) {
    return tellValue(given, scope, name, findPair(place, name, setId)?.get('value') ?? null);
  }
  const changes: readonly CibChange[] = pairChanges(place, name, value, setId);
  return changes.length === 0 ? TOOL_EXIT.ok : toolResult(await door.change(changes, read));
}

function tellValue(given: ToolArguments, scope: string, name: string, found: string | null): number {
  const value = found ?? text(given, 'default');
  if (value === null) {
    return complain(TOOL_EXIT.noSuch, `crm_attribute: there is no attribute ${name} (scope ${scope})`);
  }
  const isQuiet = given.values.has('quiet') || given.values.has('quiet-old');
  print(isQuiet ? value : `scope=${scope}  name=${name} value=${value}`);
  return TOOL_EXIT.ok;
}

function toolResult(problems: readonly Problem[]): number {
  return problems.length === 0 ? TOOL_EXIT.ok : toolProblems(problems);
}

/** `attrd_updater`: attributes that last until the node leaves, with dampening. */
export const attrdUpdater: AgentTool = {
  options: toolOptions(
    'n,name=',
    'U,update=',
    'v,update-old=',
    'B,update-both=',
    'Y,update-delay',
    'Q,query',
    'D,delete',
    'R,refresh',
    'd,delay=',
    'N,node=',
    'A,all',
    'q,quiet',
    'p,private',
    'S,section=',
    's,set=',
    'W,wait=',
    'l,lifetime=',
    'V,verbose',
    'P,pattern=',
  ),
  run: async (given) => {
    if (given.values.has('refresh')) return TOOL_EXIT.ok;
    const name = text(given, 'name');
    if (name === null) {
      process.stderr.write('attrd_updater: name an attribute with -n\n');
      return TOOL_EXIT.usage;
    }
    const isAll = given.values.has('all');
    const node = isAll ? null : await localNode(text(given, 'node'));
    if (node === null && !isAll) return TOOL_EXIT.disconnected;
    if (given.values.has('query')) return await query(given, node, name);
    const value = text(given, 'update') ?? text(given, 'update-old') ?? text(given, 'update-both');
    const delay = text(given, 'delay');
    const isDelayed = given.values.has('update-both') || given.values.has('update-delay') || delay !== null;
    return toolResult(
      await openDoor().setAttribute({
        nodes: node === null ? [] : [node],
        name,
        value: given.values.has('delete') ? null : value,
        lifetime: given.values.has('private') ? 'private' : 'transient',
        dampeningMs: isDelayed ? milliseconds(delay ?? '0') : null,
      }),
    );
  },
};

async function query(given: ToolArguments, node: string | null, name: string): Promise<number> {
  const read = await askFor(
    'attributes',
    { kind: 'read-attribute', node, name, lifetime: 'transient' },
    null,
  );
  if (!read.ok) return toolProblems(read.problems);
  const found = read.value.values.filter(({ value }) => value !== null);
  if (found.length === 0) {
    process.stderr.write(`attrd_updater: there is no attribute ${name}\n`);
    return TOOL_EXIT.noSuch;
  }
  for (const { node: host, value } of found) {
    print(given.values.has('quiet') ? (value ?? '') : `name="${name}" host="${host}" value="${value ?? ''}"`);
  }
  return TOOL_EXIT.ok;
}

/** `5s`, `500ms`, `2m`; a bare number is seconds. */
function milliseconds(delay: string): number {
  const match = /^(\d+)\s*(ms|msec|s|sec|m|min|h|hr)?$/.exec(delay.trim());
  if (match === null) return 0;
  const unit = { ms: 1, msec: 1, s: 1000, sec: 1000, m: 60_000, min: 60_000, h: 3_600_000, hr: 3_600_000 };
  return Number(match[1]) * unit[(match[2] ?? 's') as keyof typeof unit];
}
