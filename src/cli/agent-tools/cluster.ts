import { XmlElement } from '../../cib/xml/element.ts';
import { askFor } from '../live/connection.ts';
import { indented } from '../live/indented.ts';
import { readLiveCib } from '../live/live-cib.ts';
import { openDoor } from './door.ts';
import { toolOptions } from './options.ts';
import { type AgentTool, complain, localNode, print, TOOL_EXIT, toolProblems } from './tool.ts';
import { selectElements } from './xpath.ts';

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

/** `cibadmin -Q`: the CIB, a section of it, or what a path finds. */
export const cibadmin: AgentTool = {
  options: toolOptions(
    'Q,query',
    'o,scope=',
    'A,xpath=',
    'l,local',
    'n,no-children',
    'N,node=',
    'p,xml-pipe',
    'V,verbose',
  ),
  run: async ({ values }) => {
    if (!values.has('query')) {
      return complain(
        TOOL_EXIT.usage,
        'cibadmin: only -Q is served here; to change the CIB: hawser cib replace',
      );
    }
    const read = await openDoor().read();
    if (!read.ok) return toolProblems(read.problems);
    const { root } = read.value.cib;
    const scope = values.get('scope') ?? null;
    const path = values.get('xpath') ?? null;
    if (scope === null && path === null) {
      print(read.value.xml.trimEnd());
      return TOOL_EXIT.ok;
    }
    let found: readonly XmlElement[] | string;
    if (path !== null) found = selectElements(root, path);
    else {
      const section = root.first(scope ?? '') ?? root.first('configuration')?.first(scope ?? '') ?? null;
      found = section === null ? [] : [section];
    }
    if (typeof found === 'string') return complain(TOOL_EXIT.usage, `cibadmin: ${found}`);
    const shown = values.has('no-children')
      ? found.map(({ name, attributes }) => new XmlElement(name, attributes.slice()))
      : found;
    const [only] = shown;
    if (only === undefined) return complain(TOOL_EXIT.noSuch, 'Call failed: No such device or address');
    const answer =
      shown.length === 1
        ? only
        : new XmlElement(
            'xpath-query',
            [],
            shown.map((one) => one.copy()),
          );
    print(indented(answer, 0).trimEnd());
    return TOOL_EXIT.ok;
  },
};
