import type { AttributeLifetime } from '../../controller/model/cib-change.ts';
import type { DaemonRequest } from '../../daemon/protocol.ts';
import { ask, askFor } from '../live/connection.ts';
import { changeLiveCib, readLiveCib } from '../live/live-cib.ts';
import { type ToolArguments, toolOptions } from './options.ts';
import { type AgentTool, localNode, print, TOOL_EXIT, toolProblems } from './tool.ts';

const PROPERTIES = ['configuration', 'crm_config', 'cluster_property_set'] as const;

function text(given: ToolArguments, name: string): string | null {
  return given.values.get(name) ?? null;
}

/** `crm_attribute`: attributes of nodes (lasting or until the next reboot) and cluster options. */
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
      process.stderr.write(
        'crm_attribute: name an attribute with -n, or the resource with --promotion=RESOURCE\n',
      );
      return TOOL_EXIT.usage;
    }
    const wantedNode = text(given, 'node') ?? text(given, 'uname-old');
    const life = text(given, 'lifetime') ?? (promotion === null ? null : 'reboot');
    const scope = text(given, 'type') ?? (life === null && wantedNode === null ? 'crm_config' : null);
    if (scope === 'crm_config') return await clusterOption(given, name);
    const isTransient = life === null ? scope === 'status' : /^(?:reboot|status)$/.test(life);
    const lifetime: AttributeLifetime = isTransient ? 'transient' : 'permanent';
    const node = await localNode(wantedNode);
    if (node === null) return toolProblems([]) || TOOL_EXIT.disconnected;
    return await nodeAttribute(given, node, name, lifetime);
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
  run: async (given) => {
    const values = new Map(given.values);
    values.set('promotion', given.values.get('resource') ?? '');
    return await crmAttribute.run({ values, rest: given.rest });
  },
};

async function nodeAttribute(
  given: ToolArguments,
  node: string,
  name: string,
  lifetime: AttributeLifetime,
): Promise<number> {
  const value = text(given, 'update');
  if (value !== null || given.values.has('delete')) {
    return await set({ kind: 'set-attribute', nodes: [node], name, value, lifetime, dampeningMs: null });
  }
  const read = await askFor('attributes', { kind: 'read-attribute', node, name, lifetime }, null);
  if (!read.ok) return toolProblems(read.problems);
  const found = read.value.values.find((one) => one.node === node)?.value ?? null;
  return tellValue(given, lifetime === 'transient' ? 'status' : 'nodes', name, found);
}

function tellValue(given: ToolArguments, scope: string, name: string, found: string | null): number {
  const value = found ?? text(given, 'default');
  if (value === null) {
    process.stderr.write(`crm_attribute: there is no attribute ${name} (scope ${scope})\n`);
    return TOOL_EXIT.noSuch;
  }
  const isQuiet = given.values.has('quiet') || given.values.has('quiet-old');
  print(isQuiet ? value : `scope=${scope}  name=${name} value=${value}`);
  return TOOL_EXIT.ok;
}

async function set(request: DaemonRequest): Promise<number> {
  const answer = await ask(request, null);
  return answer.ok ? TOOL_EXIT.ok : toolProblems(answer.problems);
}

async function clusterOption(given: ToolArguments, name: string): Promise<number> {
  const live = await readLiveCib(null);
  if (!live.ok) return toolProblems(live.problems);
  const section = live.value.cib.root.first('configuration')?.first('crm_config') ?? null;
  const sets = [...(section?.elements(PROPERTIES[2]) ?? [])];
  const pairs = sets.flatMap((one) => [...one.elements('nvpair')]);
  const pair = pairs.find((one) => one.get('name') === name) ?? null;
  const value = text(given, 'update');
  if (value === null && !given.values.has('delete'))
    return tellValue(given, 'crm_config', name, pair?.get('value') ?? null);
  const { version } = live.value;
  const pairId = pair?.get('id') ?? null;
  if (value === null) {
    if (pairId === null) return TOOL_EXIT.ok;
    const target = { by: 'id', id: pairId, element: 'nvpair' } as const;
    return toolResult(
      await changeLiveCib([{ kind: 'delete-element', target, isOptional: true }], version, null),
    );
  }
  if (pairId !== null) {
    const target = { by: 'id', id: pairId, element: 'nvpair' } as const;
    return toolResult(
      await changeLiveCib([{ kind: 'modify-element', target, set: { value }, unset: [] }], version, null),
    );
  }
  const setId = sets[0]?.get('id') ?? 'cib-bootstrap-options';
  const nvpair = `<nvpair id="${setId}-${xmlText(name)}" name="${xmlText(name)}" value="${xmlText(value)}"/>`;
  const path = [PROPERTIES[0], PROPERTIES[1]].map((element) => ({ element, id: null }));
  const [parent, xml] =
    sets.length > 0
      ? [{ by: 'id', id: setId, element: PROPERTIES[2] } as const, nvpair]
      : [
          { by: 'path', path } as const,
          `<cluster_property_set id="${setId}">${nvpair}</cluster_property_set>`,
        ];
  return toolResult(
    await changeLiveCib([{ kind: 'create-element', parent, xml, position: 'last' }], version, null),
  );
}

function xmlText(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function toolResult(problems: Parameters<typeof toolProblems>[0]): number {
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
    return await set({
      kind: 'set-attribute',
      nodes: node === null ? [] : [node],
      name,
      value: given.values.has('delete') ? null : value,
      lifetime: 'transient',
      dampeningMs: isDelayed ? milliseconds(delay ?? '0') : null,
    });
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
