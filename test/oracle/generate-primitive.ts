import type { XmlElement } from '../../src/cib/xml/element.ts';
import { type Attributes, element, pairSet, present } from './build.ts';
import type { Random } from './random.ts';

export const BOOLEANS = ['true', 'false'] as const;
export const SCORES = ['0', '1', '5', '100', '-5', '-100', 'INFINITY', '-INFINITY', '1000'] as const;

/** Meta attributes any resource may have. */
export function metaOf(random: Random, id: string, extra: Attributes = {}): XmlElement | null {
  const meta: Record<string, string | number | boolean | null> = { ...extra };
  if (random.chance(0.15)) meta.priority = random.pick(['1', '5', '10', '-2', 'INFINITY']);
  if (random.chance(0.2))
    meta['resource-stickiness'] = random.pick(['0', '1', '10', '100', 'INFINITY', '-1']);
  if (random.chance(0.08))
    meta['target-role'] = random.pick(['Stopped', 'Started', 'Unpromoted', 'Promoted', 'Slave']);
  if (random.chance(0.05)) meta['is-managed'] = random.pick(BOOLEANS);
  if (random.chance(0.03)) meta.maintenance = random.pick(BOOLEANS);
  if (random.chance(0.15)) meta['migration-threshold'] = random.pick(['1', '2', '3', '0', 'INFINITY']);
  if (random.chance(0.1)) meta['failure-timeout'] = random.pick(['60s', '10min', 'P1DT1H', '1000000000']);
  if (random.chance(0.1))
    meta['multiple-active'] = random.pick(['stop_only', 'block', 'stop_start', 'stop_unexpected']);
  if (random.chance(0.08)) meta.requires = random.pick(['nothing', 'quorum', 'fencing', 'unfencing']);
  if (random.chance(0.1)) meta.critical = random.pick(BOOLEANS);
  if (random.chance(0.05)) meta['restart-type'] = 'restart';
  if (random.chance(0.04)) meta['allow-unhealthy-nodes'] = 'true';
  return pairSet('meta_attributes', `${id}-meta`, meta);
}

/** Operations of a primitive, in many spellings. */
export function operations(random: Random, id: string, isPromotable: boolean): XmlElement | null {
  const list: XmlElement[] = [];
  const onFail = (words: readonly string[]): string | null =>
    random.chance(0.15) ? random.pick(words) : null;
  const recovery = ['ignore', 'block', 'stop', 'restart', 'standby', 'fence', 'demote'];
  if (random.chance(0.75)) {
    list.push(
      element('op', {
        id: `${id}-monitor-10`,
        name: 'monitor',
        interval: random.pick(['10s', '10', '10000ms', 'PT10S']),
        timeout: random.chance(0.3) ? random.pick(['20s', '30', '1min']) : null,
        'on-fail': onFail(recovery),
        enabled: random.chance(0.05) ? 'false' : null,
        role: isPromotable && random.chance(0.3) ? random.pick(['Unpromoted', 'Started']) : null,
      }),
    );
  }
  if (isPromotable && random.chance(0.7)) {
    list.push(
      element('op', {
        id: `${id}-monitor-11`,
        name: 'monitor',
        interval: '11s',
        role: 'Promoted',
        'on-fail': onFail(['demote', 'block', 'fence', 'restart']),
      }),
    );
  }
  if (random.chance(0.06))
    list.push(element('op', { id: `${id}-monitor-12`, name: 'monitor', interval: '12s', role: 'Stopped' }));
  if (random.chance(0.15)) {
    list.push(
      element('op', {
        id: `${id}-start`,
        name: 'start',
        interval: '0',
        timeout: '90s',
        'on-fail': onFail(['ignore', 'block', 'stop', 'restart', 'standby', 'fence']),
      }),
    );
  }
  if (random.chance(0.15)) {
    list.push(
      element('op', {
        id: `${id}-stop`,
        name: 'stop',
        interval: '0s',
        timeout: '100s',
        'on-fail': onFail(['ignore', 'block', 'fence']),
      }),
    );
  }
  if (isPromotable && random.chance(0.2)) {
    list.push(
      element('op', {
        id: `${id}-promote`,
        name: 'promote',
        interval: '0',
        'on-fail': onFail(['demote', 'block', 'fence', 'restart']),
      }),
    );
  }
  return list.length === 0 ? null : element('operations', {}, list);
}

/** A primitive with random options; `kind` decides which of them make sense. */
export function primitive(
  random: Random,
  id: string,
  kind: 'plain' | 'instance' | 'promotable',
  extraMeta: Attributes = {},
): XmlElement {
  const isPromotable = kind === 'promotable';
  const agent: Attributes =
    !isPromotable && random.chance(0.15)
      ? { class: random.pick(['systemd', 'lsb', 'service']), type: 'dummyd' }
      : { class: 'ocf', provider: 'pacemaker', type: isPromotable ? 'Stateful' : 'Dummy' };
  const meta: Record<string, string | number | boolean | null> = { ...extraMeta };
  if (kind === 'plain' && random.chance(0.15)) meta['allow-migrate'] = 'true';
  return element(
    'primitive',
    { id, ...agent },
    present(
      random.chance(0.3)
        ? pairSet('instance_attributes', `${id}-params`, {
            fake: random.pick(['a', 'b<&>"c', '']),
            passwd: random.chance(0.3) ? 'secret' : null,
          })
        : null,
      metaOf(random, id, meta),
      random.chance(0.25)
        ? pairSet('utilization', `${id}-utilization`, {
            cpu: random.between(0, 4),
            memory: random.chance(0.5) ? random.between(0, 8) : null,
          })
        : null,
      operations(random, id, isPromotable),
    ),
  );
}
