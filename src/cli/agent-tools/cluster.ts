import type { Cib } from '../../cib/model/cib.ts';
import { writeXml } from '../../cib/write.ts';
import { Role } from '../../scheduler/model/role.ts';
import { effectiveNow } from '../../scheduler/unpack/effective-time.ts';
import { findResource } from '../../scheduler/unpack/find.ts';
import { unpack } from '../../scheduler/unpack/unpack.ts';
import { DEFAULT_OPTIONS } from '../../simulator/request.ts';
import { simulate } from '../../simulator/simulate.ts';
import { ask, askFor } from '../live/connection.ts';
import { readLiveCib, resourceElements } from '../live/live-cib.ts';
import { liveStatus, liveStatusText } from '../live/status-report.ts';
import { localOffset, wallClock } from '../wall-clock.ts';
import { toolOptions } from './options.ts';
import { type AgentTool, localNode, print, TOOL_EXIT, toolProblems } from './tool.ts';

/** `crm_node`: names, ids and membership. */
export const crmNode: AgentTool = {
  options: toolOptions(
    'n,name',
    'i,cluster-id',
    'N,name-for-id=',
    'l,list',
    'p,partition',
    'q,quorum',
    'Q,quiet',
    'V,verbose',
  ),
  run: async ({ values }) => {
    if (values.has('name')) {
      const name = await localNode(null);
      if (name === null) return TOOL_EXIT.disconnected;
      print(name);
      return TOOL_EXIT.ok;
    }
    const read = await askFor('status', { kind: 'status' }, null);
    if (!read.ok) return toolProblems(read.problems);
    const { self, members, isQuorate } = read.value.status;
    if (values.has('cluster-id')) print(String(self.nodeId));
    else if (values.has('quorum')) print(isQuorate ? '1' : '0');
    else if (values.has('partition')) print(members.map(({ name }) => name).join(' '));
    else if (values.has('name-for-id')) {
      const found = members.find(({ nodeId }) => String(nodeId) === values.get('name-for-id'));
      if (found === undefined) return TOOL_EXIT.noSuch;
      print(found.name);
    } else if (values.has('list')) {
      const live = await readLiveCib(null);
      if (!live.ok) return toolProblems(live.problems);
      const nodes = live.value.cib.root.first('configuration')?.first('nodes');
      for (const element of nodes?.elements('node') ?? []) {
        const isMember = members.some(({ nodeId }) => String(nodeId) === element.get('id'));
        print(`${element.get('id')} ${element.get('uname')} ${isMember ? 'member' : 'lost'}`);
      }
    } else return TOOL_EXIT.usage;
    return TOOL_EXIT.ok;
  },
};

/** `crm_resource`, as far as agents use it: where a resource runs, its parameters, cleanup and refresh. */
export const crmResource: AgentTool = {
  options: toolOptions(
    'r,resource=',
    'W,locate',
    'g,get-parameter=',
    'm,meta',
    'l,list-raw',
    'C,cleanup',
    'R,refresh',
    'P,reprobe',
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
  run: async ({ values }) => {
    const resource = values.get('resource') ?? null;
    if (values.has('cleanup') || values.has('refresh') || values.has('reprobe')) {
      const mode = values.has('cleanup') ? 'cleanup' : 'refresh';
      const node = values.get('node') ?? values.get('node-old') ?? null;
      const operation = values.get('operation') ?? null;
      const answer = await ask({ kind: 'clear-history', mode, resource, node, operation }, null);
      return answer.ok ? TOOL_EXIT.ok : toolProblems(answer.problems);
    }
    const live = await readLiveCib(null);
    if (!live.ok) return toolProblems(live.problems);
    const known = resourceElements(live.value.cib);
    if (values.has('list-raw')) {
      for (const [id, element] of known) if (element.name === 'primitive') print(id);
      return TOOL_EXIT.ok;
    }
    const element = resource === null ? undefined : known.get(resource);
    if (resource === null || element === undefined) {
      process.stderr.write(`crm_resource: there is no resource ${resource ?? '(name one with -r)'}\n`);
      return resource === null ? TOOL_EXIT.usage : TOOL_EXIT.noSuch;
    }
    if (values.has('locate')) return locate(live.value.cib, resource);
    if (values.has('query-xml') || values.has('query-xml-raw')) {
      print(writeXml(element));
      return TOOL_EXIT.ok;
    }
    const wanted = values.get('get-parameter');
    if (wanted === undefined) {
      process.stderr.write(
        'crm_resource: this use is not served; hawser resource --help tells what operators do\n',
      );
      return TOOL_EXIT.usage;
    }
    for (const set of element.elements(values.has('meta') ? 'meta_attributes' : 'instance_attributes')) {
      for (const pair of set.elements('nvpair')) {
        if (pair.get('name') !== wanted) continue;
        print(pair.get('value') ?? '');
        return TOOL_EXIT.ok;
      }
    }
    process.stderr.write(`crm_resource: ${resource} has no ${wanted}\n`);
    return TOOL_EXIT.noSuch;
  },
};

function locate(cib: Cib, id: string): number {
  const now = effectiveNow(cib, null, wallClock(), localOffset);
  const cluster = unpack(cib, now, { keepReasons: false, recordScores: false, recordUtilization: false });
  const resource = findResource(cluster, id);
  const running = resource?.runningOn ?? [];
  if (resource === null || running.length === 0) {
    print(`resource ${id} is NOT running`);
    return TOOL_EXIT.ok;
  }
  const instances = resource.children.length === 0 ? [resource] : resource.children;
  for (const node of running) {
    const isPromoted = instances.some((one) => one.role === Role.Promoted && one.runningOn.includes(node));
    print(`resource ${id} is running on: ${node.name}${isPromoted ? ' Promoted' : ''}`);
  }
  return TOOL_EXIT.ok;
}

/** `crm_mon -1`: the status once, as text or XML. */
export const crmMon: AgentTool = {
  options: toolOptions(
    '1,one-shot',
    'X,as-xml',
    ',output-as=',
    'n,group-by-node',
    'r,inactive',
    'A,show-node-attributes',
    'f,failcounts',
    'N,hide-headers',
    'Q,quiet',
    'V,verbose',
    's,simple-status',
  ),
  run: async ({ values }) => {
    const report = await askFor('status', { kind: 'status' }, null);
    if (!report.ok) return toolProblems(report.problems);
    const live = await readLiveCib(null);
    if (!live.ok) return toolProblems(live.problems);
    if (values.has('as-xml') || values.get('output-as') === 'xml') {
      const result = simulate({
        cib: live.value.xml,
        options: { ...DEFAULT_OPTIONS, format: 'xml', showAttributes: true, showFailCounts: true },
        now: wallClock(),
        localOffset,
        commandLine: 'crm_mon --output-as=xml',
      });
      process.stdout.write(result.output);
      return result.exitCode;
    }
    const wants = { attributes: values.has('show-node-attributes'), failures: true };
    const shown = liveStatus(live.value.cib, report.value.status, null, wallClock(), localOffset, wants);
    process.stdout.write(liveStatusText(shown));
    return TOOL_EXIT.ok;
  },
};

/** `cibadmin -Q`: the CIB, or a section of it. */
export const cibadmin: AgentTool = {
  options: toolOptions('Q,query', 'o,scope=', 'l,local', 'n,no-children', 'V,verbose'),
  run: async ({ values }) => {
    if (!values.has('query')) {
      process.stderr.write('cibadmin: only -Q is served here\n');
      return TOOL_EXIT.usage;
    }
    const read = await askFor('cib', { kind: 'read-cib' }, null);
    if (!read.ok) return toolProblems(read.problems);
    const scope = values.get('scope');
    if (scope === undefined) {
      print(read.value.xml.trimEnd());
      return TOOL_EXIT.ok;
    }
    const live = await readLiveCib(null);
    if (!live.ok) return toolProblems(live.problems);
    const { root } = live.value.cib;
    const section = root.first(scope) ?? root.first('configuration')?.first(scope) ?? null;
    if (section === null) return TOOL_EXIT.noSuch;
    print(writeXml(section));
    return TOOL_EXIT.ok;
  },
};
