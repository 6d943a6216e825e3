import type { Cib } from '../../cib/model/cib.ts';
import { writeXml } from '../../cib/write.ts';
import type { XmlElement } from '../../cib/xml/element.ts';
import type { CibChange, ElementTarget } from '../../controller/model/cib-change.ts';
import { Role } from '../../scheduler/model/role.ts';
import { DECISION_ONLY } from '../../scheduler/model/schedule-options.ts';
import { findResource } from '../../scheduler/unpack/find.ts';
import { unpack } from '../../scheduler/unpack/unpack.ts';
import { ask } from '../live/connection.ts';
import { clearMoves, planMove } from '../live/constraints.ts';
import { type LiveCib, nodeNames, resourceElements } from '../live/live-cib.ts';
import { nowOf, wallClock } from '../wall-clock.ts';
import { type CibDoor, openDoor } from './door.ts';
import { type ToolArguments, toolOptions } from './options.ts';
import { findPair, type PairPlace, pairChanges } from './pairs.ts';
import { type AgentTool, complain, print, TOOL_EXIT, toolProblems } from './tool.ts';

/** `crm_resource`, as far as agents use it: where a resource runs, its parameters, bans, cleanup and refresh. */
export const crmResource: AgentTool = {
  options: toolOptions(
    'r,resource=',
    'W,locate',
    'g,get-parameter=',
    'p,set-parameter=',
    'd,delete-parameter=',
    'v,parameter-value=',
    'm,meta',
    'z,utilization',
    's,set-name=',
    'l,list-raw',
    'L,list',
    'C,cleanup',
    'R,refresh',
    'P,reprobe',
    'M,move',
    'B,ban',
    'U,clear',
    'u,lifetime=',
    ',promoted',
    ',master',
    'N,node,host-uname=',
    'H,node-old=',
    'n,operation=',
    'I,interval=',
    'q,query-xml',
    'w,query-xml-raw',
    'Q,quiet',
    'V,verbose',
    'f,force',
    't,resource-type=',
  ),
  run: async (given) => {
    const { values } = given;
    const id = values.get('resource') ?? null;
    const node = values.get('node') ?? values.get('node-old') ?? null;
    if (values.has('cleanup') || values.has('refresh') || values.has('reprobe')) {
      const mode = values.has('cleanup') ? 'cleanup' : 'refresh';
      const operation = values.get('operation') ?? null;
      const answer = await ask({ kind: 'clear-history', mode, resource: id, node, operation }, null);
      return answer.ok ? TOOL_EXIT.ok : toolProblems(answer.problems);
    }
    const door = openDoor();
    const read = await door.read();
    if (!read.ok) return toolProblems(read.problems);
    const { cib } = read.value;
    if (values.has('list-raw') || values.has('list')) return listInstances(cib);
    const element = id === null ? undefined : resourceElements(cib).get(id);
    if (id === null) return complain(TOOL_EXIT.usage, 'crm_resource: name a resource with -r');
    if (values.has('locate')) return locate(cib, id, values.has('quiet'));
    if (element === undefined) return complain(TOOL_EXIT.noSuch, `crm_resource: there is no resource ${id}`);
    if (values.has('query-xml') || values.has('query-xml-raw')) {
      print(writeXml(element).trimEnd());
      return TOOL_EXIT.ok;
    }
    if (values.has('ban') || values.has('move') || values.has('clear'))
      return await constrain(given, door, read.value, id, node);
    return await parameter(given, door, read.value, element, id);
  },
};

async function parameter(
  { values }: ToolArguments,
  door: CibDoor,
  read: LiveCib,
  element: XmlElement,
  id: string,
): Promise<number> {
  let set = 'instance_attributes';
  if (values.has('meta')) set = 'meta_attributes';
  else if (values.has('utilization')) set = 'utilization';
  const target: ElementTarget = { by: 'id', id, element: element.name };
  const place: PairPlace = { holder: element, target, set, defaultSetId: `${id}-${set}` };
  const setId = values.get('set-name') ?? null;
  const wanted = values.get('get-parameter');
  if (wanted !== undefined) {
    const value = findPair(place, wanted, setId)?.get('value') ?? null;
    if (value !== null) print(value);
    // A parameter that is not set is no error: agents look at what is printed.
    else process.stderr.write(`Attribute '${wanted}' not found for '${id}'\n`);
    return TOOL_EXIT.ok;
  }
  const name = values.get('set-parameter') ?? values.get('delete-parameter') ?? null;
  const value = values.has('set-parameter') ? (values.get('parameter-value') ?? null) : null;
  if (name === null) {
    return complain(
      TOOL_EXIT.usage,
      'crm_resource: this use is not served; hawser resource --help tells what operators do',
    );
  }
  if (values.has('set-parameter') && value === null)
    return complain(TOOL_EXIT.usage, `crm_resource: give ${name} a value with -v`);
  const changes = pairChanges(place, name, value, setId);
  if (changes.length === 0) return TOOL_EXIT.ok;
  const problems = await door.change(changes, read);
  return problems.length === 0 ? TOOL_EXIT.ok : toolProblems(problems);
}

async function constrain(
  { values }: ToolArguments,
  door: CibDoor,
  read: LiveCib,
  id: string,
  node: string | null,
): Promise<number> {
  const { cib } = read;
  if (node !== null && !nodeNames(cib).includes(node))
    return complain(TOOL_EXIT.noSuch, `crm_resource: there is no node ${node}`);
  const isPromoted = values.has('promoted') || values.has('master');
  let changes: readonly CibChange[] | string;
  if (values.has('clear')) changes = clearMoves(cib, id, node);
  else {
    const lifetime = values.get('lifetime') ?? null;
    const planned = planMove(cib, id, { node, isBan: values.has('ban'), isPromoted, lifetime }, wallClock());
    changes = typeof planned === 'string' ? planned : planned.changes;
  }
  if (typeof changes === 'string') return complain(TOOL_EXIT.usage, `crm_resource: ${changes}`);
  if (changes.length === 0) return TOOL_EXIT.ok;
  const problems = await door.change(changes, read);
  return problems.length === 0 ? TOOL_EXIT.ok : toolProblems(problems);
}

function listInstances(cib: Cib): number {
  const now = nowOf(cib);
  const cluster = unpack(cib, now, DECISION_ONLY);
  const walk = (resources: readonly (typeof cluster.resources)[number][]): void => {
    for (const resource of resources) {
      if (resource.kind === 'primitive') print(resource.id);
      else walk(resource.children);
    }
  };
  walk(cluster.resources);
  return TOOL_EXIT.ok;
}

function locate(cib: Cib, id: string, isQuiet: boolean): number {
  const now = nowOf(cib);
  const cluster = unpack(cib, now, DECISION_ONLY);
  const resource = findResource(cluster, id);
  if (resource === null) return complain(TOOL_EXIT.noSuch, `crm_resource: there is no resource ${id}`);
  const running = resource.runningOn;
  if (running.length === 0) {
    process.stderr.write(`resource ${id} is NOT running\n`);
    return TOOL_EXIT.ok;
  }
  const instances = resource.children.length === 0 ? [resource] : resource.children;
  for (const node of running) {
    const isPromoted = instances.some((one) => one.role === Role.Promoted && one.runningOn.includes(node));
    print(
      isQuiet ? node.name : `resource ${id} is running on: ${node.name}${isPromoted ? ' Promoted' : ' '}`,
    );
  }
  return TOOL_EXIT.ok;
}
