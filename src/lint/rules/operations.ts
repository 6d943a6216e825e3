import { idOf } from '../../configuration/resources/resource-tree.ts';
import { isTrue } from '../../result/boolean.ts';
import { parseTimeMs } from '../../result/interval.ts';
import { fix } from '../finding.ts';
import type { Operation, Reading } from '../reading.ts';
import type { Hit, Rule } from '../rule.ts';

/** Roles under the names that are in use. */
function roleName({ role }: Operation): string {
  return role === null
    ? 'Started'
    : role.toLowerCase() === 'master'
      ? 'Promoted'
      : role.toLowerCase() === 'slave'
        ? 'Unpromoted'
        : role;
}

function isEnabled({ element }: Operation): boolean {
  return element.get('enabled') === null || isTrue(element.get('enabled'));
}

function monitorsOf(reading: Reading, primitive: Reading['primitives'][number]): readonly Operation[] {
  return reading
    .operations(primitive)
    .filter((one) => one.name === 'monitor' && one.intervalMs > 0 && roleName(one) !== 'Stopped');
}

function sameInterval(reading: Reading): readonly Hit[] {
  return reading.primitives.flatMap((primitive) => {
    const seen = new Map<string, Operation>();
    const hits: Hit[] = [];
    for (const operation of reading.operations(primitive)) {
      if (operation.intervalMs === 0) continue;
      const key = `${operation.name} ${operation.intervalMs}`;
      const before = seen.get(key);
      seen.set(key, operation);
      if (before === undefined) continue;
      const id = idOf(primitive);
      hits.push({
        subjects: [id],
        message: `${id} has two operations ${operation.name} every ${operation.intervalMs / 1000} s (${idOf(before.element)}, ${idOf(operation.element)})`,
        fixes: otherInterval(id, operation),
      });
    }
    return hits;
  });
}

/** The operation again, a second later. */
function otherInterval(id: string, { element, name, intervalMs }: Operation): Hit['fixes'] {
  const options = ['timeout', 'role', 'on-fail'].flatMap((option) =>
    element.get(option) === null ? [] : [`${option}=${element.get(option)}`],
  );
  const interval = `interval=${Math.ceil(intervalMs / 1000) + 1}s`;
  return [
    fix(`pcs resource op delete ${idOf(element)}`),
    fix([`pcs resource op add ${id} ${name}`, interval, ...options].join(' ')),
  ];
}

function noMonitor(reading: Reading): readonly Hit[] {
  return reading.primitives.flatMap((primitive) => {
    if (monitorsOf(reading, primitive).some(isEnabled)) return [];
    const id = idOf(primitive);
    const disabled = monitorsOf(reading, primitive)[0];
    const message =
      disabled === undefined
        ? `${id} is never looked at while it runs`
        : `the monitor operation of ${id} is disabled`;
    const again =
      disabled === undefined
        ? `pcs resource op add ${id} monitor interval=30s`
        : `pcs resource manage ${id} --monitor`;
    return [{ subjects: [id], message, fixes: [fix(again)] }];
  });
}

function promotedUnseen(reading: Reading): readonly Hit[] {
  return reading.primitives.flatMap((primitive) => {
    const clone = reading.cloneOf(primitive);
    if (clone === null || !reading.isPromotable(clone)) return [];
    const monitors = monitorsOf(reading, primitive);
    const [first] = monitors;
    if (first === undefined || monitors.some((one) => roleName(one) === 'Promoted')) return [];
    const id = idOf(primitive);
    const taken = new Set(monitors.map(({ intervalMs }) => intervalMs));
    let seconds = Math.max(1, Math.ceil(first.intervalMs / 1000) - 1);
    while (taken.has(seconds * 1000)) seconds++;
    return [
      {
        subjects: [id],
        message: `${id} is looked at as ${roleName(first)} only, not when it is promoted`,
        fixes: [fix(`pcs resource op add ${id} monitor interval=${seconds}s role=Promoted`)],
      },
    ];
  });
}

function stopIgnored(reading: Reading): readonly Hit[] {
  return reading.primitives.flatMap((primitive) =>
    reading.operations(primitive).flatMap(({ element, name, timeoutMs }): readonly Hit[] => {
      if (name !== 'stop' || element.get('on-fail') !== 'ignore') return [];
      const id = idOf(primitive);
      const timeout = timeoutMs === null ? '' : ` timeout=${timeoutMs / 1000}s`;
      return [
        {
          subjects: [id],
          message: `a stop of ${id} that fails is taken for done (on-fail=ignore)`,
          fixes: [
            fix(`pcs resource op delete ${idOf(element)}`),
            fix(`pcs resource op add ${id} stop interval=0s${timeout} on-fail=fence`),
          ],
        },
      ];
    }),
  );
}

function failuresForgotten(reading: Reading): readonly Hit[] {
  return reading.primitives.flatMap((primitive) => {
    const threshold = Number(reading.meta(primitive, 'migration-threshold') ?? '');
    const forgotten = reading.meta(primitive, 'failure-timeout');
    const forgottenMs = forgotten === null ? null : parseTimeMs(forgotten);
    const longest = Math.max(0, ...monitorsOf(reading, primitive).map(({ intervalMs }) => intervalMs));
    if (!(threshold > 1) || forgottenMs === null || forgottenMs === 0 || longest === 0) return [];
    if (forgottenMs >= longest * threshold) return [];
    const id = idOf(primitive);
    const enough = Math.ceil((longest * (threshold + 1)) / 1000);
    return [
      {
        subjects: [id],
        message: `failures of ${id} are forgotten after ${forgottenMs / 1000} s, before monitoring every ${longest / 1000} s can find ${threshold} of them (migration-threshold)`,
        fixes: [fix(`pcs resource meta ${id} failure-timeout=${enough}s`)],
      },
    ];
  });
}

/** How resources are looked at, and what becomes of failures. */
export const OPERATIONS: readonly Rule[] = [
  {
    code: 'HWS-LNT-040',
    title: 'two operations of one name and interval',
    severity: 'error',
    reason:
      'They are told apart by their interval: one of them is never run, for roles the promoted or the other instances are not looked at.',
    source:
      'Red Hat, Configuring the High Availability Add-On: Multiple Monitoring Operations; ClusterLabs/PAF#14',
    find: sameInterval,
  },
  {
    code: 'HWS-LNT-041',
    title: 'a resource that is not monitored',
    severity: 'warning',
    reason: 'When it fails, nobody notices and nothing is recovered.',
    source: 'Pacemaker Explained, chapter Resource Operations: monitoring',
    find: noMonitor,
  },
  {
    code: 'HWS-LNT-042',
    title: 'a promotable resource whose promoted instance is not monitored',
    severity: 'warning',
    reason:
      'A monitor operation without role looks at instances that are not promoted; the one that does the work is not looked at.',
    source: 'Pacemaker Explained, Monitoring Promotable Clone Resources; ClusterLabs/PAF#14',
    find: promotedUnseen,
  },
  {
    code: 'HWS-LNT-043',
    title: 'a failed stop that is ignored',
    severity: 'error',
    reason: 'What still runs is believed stopped, and is started on another node.',
    source: 'Pacemaker Explained, Operation Properties: on-fail; apache/cloudstack#2984',
    find: stopIgnored,
  },
  {
    code: 'HWS-LNT-044',
    title: 'failures that are forgotten before they count',
    severity: 'warning',
    reason: 'A resource that fails again and again is started again and again on the same node.',
    source: 'patroni/patroni#2868 (limits that contradict); Pacemaker Explained: failure-timeout',
    find: failuresForgotten,
  },
];
