import { agentText } from '../../configuration/agents/agent.ts';
import { idOf } from '../../configuration/resources/resource-tree.ts';
import { fixToFill } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';

/** Parameters that tell resources of an agent apart, where the agent itself does not say so. */
const KNOWN: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'ocf:heartbeat:IPaddr2': [['ip', 'cidr_netmask', 'nic']],
  'ocf:heartbeat:IPaddr': [['ip']],
  'ocf:heartbeat:Filesystem': [['directory']],
};

/** Groups of parameters that have to be unique together. */
function groupsOf(
  reading: Reading,
  primitive: Reading['primitives'][number],
): readonly (readonly string[])[] {
  const name = agentText(reading.agentName(primitive));
  const known = KNOWN[name];
  if (known !== undefined) return known;
  const groups = new Map<string, string[]>();
  for (const parameter of reading.agent(primitive)?.parameters ?? []) {
    const { uniqueGroup } = parameter;
    if (uniqueGroup !== null) groups.set(uniqueGroup, [...(groups.get(uniqueGroup) ?? []), parameter.name]);
  }
  return [...groups.values()];
}

function sameValues(reading: Reading): readonly Hit[] {
  const seen = new Map<string, string>();
  return reading.primitives.flatMap((primitive) =>
    groupsOf(reading, primitive).flatMap((names): readonly Hit[] => {
      const values = names.map((name) => reading.parameter(primitive, name));
      const [first] = values;
      if (first === null || first === undefined) return [];
      const key = [
        agentText(reading.agentName(primitive)),
        ...names,
        ...values.map((value) => value ?? ''),
      ].join('\0');
      const before = seen.get(key);
      const id = idOf(primitive);
      seen.set(key, before ?? id);
      if (before === undefined) return [];
      const told = names
        .flatMap((name, at) => (values[at] == null ? [] : [`${name}=${values[at]}`]))
        .join(' ');
      return [
        {
          subjects: [before, id],
          message: `${before} and ${id} are both for ${told}`,
          fixes: [fixToFill(`pcs resource update ${id} ${names[0]}=VALUE`, 'VALUE')],
        },
      ];
    }),
  );
}

/** Resources that are the same thing twice. */
export const UNIQUE: readonly Rule[] = [
  {
    code: 'HWS-LNT-052',
    title: 'two resources for one thing',
    severity: 'error',
    reason: 'An address on two nodes, a directory mounted twice: each stops what the other has started.',
    source: 'acassen/keepalived#2370, acassen/keepalived#2387; OCF Resource Agent API: unique parameters',
    find: sameValues,
  },
];
