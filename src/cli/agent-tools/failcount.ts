import { findNode, readAttribute } from '../../controller/cib/node-attribute.ts';
import type { CibChange } from '../../controller/model/cib-change.ts';
import { parseIntervalMs } from '../../result/interval.ts';
import { addScores, formatScore } from '../../result/score.ts';
import { parseScore } from '../../result/score-text.ts';
import { openDoor } from './door.ts';
import { toolOptions } from './options.ts';
import { type AgentTool, complain, localNode, print, TOOL_EXIT, toolProblems } from './tool.ts';

/** `crm_failcount`: failures of a resource that count on a node: asked for, or forgotten. */
export const crmFailcount: AgentTool = {
  options: toolOptions(
    'r,resource,resource-id=',
    'N,node,node-name,uname=',
    'U,uname-old=',
    'n,operation=',
    'I,interval=',
    'G,query,get-value',
    'D,delete,delete-attr',
    'q,quiet',
    'Q,quiet-old',
    'V,verbose',
  ),
  run: async ({ values }) => {
    const resource = values.get('resource') ?? process.env.OCF_RESOURCE_INSTANCE ?? '';
    if (resource === '') return complain(TOOL_EXIT.usage, 'crm_failcount: name a resource with -r');
    const door = openDoor();
    const read = await door.read();
    if (!read.ok) return toolProblems(read.problems);
    const { root } = read.value.cib;
    const name = await localNode(values.get('node') ?? values.get('uname-old') ?? null);
    const node = name === null ? null : findNode(root, name);
    if (node === null) return complain(TOOL_EXIT.noSuch, `crm_failcount: there is no node ${name ?? ''}`);
    const task = values.get('operation') ?? null;
    const operation = task === null ? null : `${task}_${parseIntervalMs(values.get('interval') ?? '0')}`;
    if (values.has('delete')) {
      const change: CibChange = { kind: 'clear-failures', node: node.name, resource, operation };
      const problems = await door.change([change], read.value);
      return problems.length === 0 ? TOOL_EXIT.ok : toolProblems(problems);
    }
    let count = 0;
    const prefix = `fail-count-${resource}#`;
    const state = [...(root.first('status')?.elements('node_state') ?? [])].find(
      (one) => one.get('id') === node.id,
    );
    for (const set of state?.first('transient_attributes')?.elements('instance_attributes') ?? []) {
      for (const pair of set.elements('nvpair')) {
        const key = pair.get('name') ?? '';
        if (!key.startsWith(prefix)) continue;
        if (operation !== null && key.slice(prefix.length) !== operation) continue;
        count = addScores(count, parseScore(readAttribute(root, node, key, 'transient')));
      }
    }
    const isQuiet = values.has('quiet') || values.has('quiet-old');
    print(
      isQuiet ? formatScore(count) : `scope=status  name=fail-count-${resource} value=${formatScore(count)}`,
    );
    return TOOL_EXIT.ok;
  },
};
