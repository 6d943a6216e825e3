import { idOf, membersOf } from '../../configuration/resources/resource-tree.ts';
import { parseTimeMs } from '../../result/interval.ts';
import { fix } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';

/** Time an operation has when nothing is said (Pacemaker Explained, Operation Properties). */
const DEFAULT_TIMEOUT_MS = 20_000;
/** Time a node has to stop its services when it leaves (shutdown-escalation). */
const DEFAULT_ESCALATION_MS = 20 * 60_000;

function timeoutOf(reading: Reading, primitive: Reading['primitives'][number], name: string): number {
  const own = reading.operations(primitive).find((one) => one.name === name);
  if (own?.timeoutMs != null) return own.timeoutMs;
  for (const set of reading.configuration.section('op_defaults')?.elements('meta_attributes') ?? []) {
    if (set.first('rule') !== null) continue;
    for (const pair of set.elements('nvpair')) {
      if (pair.get('name') === 'timeout') return parseTimeMs(pair.get('value') ?? '') ?? DEFAULT_TIMEOUT_MS;
    }
  }
  return DEFAULT_TIMEOUT_MS;
}

function belowAdvice(reading: Reading): readonly Hit[] {
  return reading.primitives.flatMap((primitive) => {
    const agent = reading.agent(primitive);
    if (agent === null) return [];
    return ['start', 'stop', 'promote', 'demote'].flatMap((name): readonly Hit[] => {
      const advice = agent.actions.find((action) => action.name === name)?.options.timeout;
      const wanted = advice === undefined ? null : parseTimeMs(advice);
      const given = timeoutOf(reading, primitive, name);
      if (wanted === null || given >= wanted) return [];
      const id = idOf(primitive);
      return [
        {
          subjects: [id],
          message: `${id} has ${given / 1000} s to ${name}; its agent advises ${wanted / 1000} s or more`,
          severity: name === 'stop' ? 'warning' : 'note',
          fixes: [fix(`pcs resource update ${id} op ${name} interval=0s timeout=${wanted / 1000}s`)],
        },
      ];
    });
  });
}

function longerThanEscalation(reading: Reading): readonly Hit[] {
  const limit = parseTimeMs(reading.property('shutdown-escalation') ?? '') ?? DEFAULT_ESCALATION_MS;
  return reading.resources.flatMap((group) => {
    if (group.name !== 'group') return [];
    const sum = membersOf(group).reduce((total, member) => total + timeoutOf(reading, member, 'stop'), 0);
    if (sum <= limit) return [];
    const wanted = Math.ceil(sum / 60_000) + 5;
    return [
      {
        subjects: [idOf(group)],
        message: `the members of ${idOf(group)} may take ${Math.ceil(sum / 60_000)} min to stop one after the other; a node that leaves has ${limit / 60_000} min`,
        fixes: [fix(`pcs property set shutdown-escalation=${wanted}min --force`)],
      },
    ];
  });
}

/** Times that do not fit each other. */
export const TIMEOUTS: readonly Rule[] = [
  {
    code: 'HWS-LNT-045',
    title: 'a time-out below what the agent advises',
    severity: 'warning',
    reason: 'A stop that is cut off counts as failed, and the node is fenced for it.',
    source: 'Seagate/cortx-prvsnr#600; metadata of the agent',
    find: belowAdvice,
  },
  {
    code: 'HWS-LNT-046',
    title: 'a group that needs longer to stop than a node has to leave',
    severity: 'warning',
    reason: 'The node gives up in the middle and leaves with services running; it is fenced.',
    source: 'ClusterLabs/pacemaker#1725; pacemaker-controld(7): shutdown-escalation',
    find: longerThanEscalation,
  },
];
