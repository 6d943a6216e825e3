/** What a property of the cluster can be. */
export type PropertyType =
  | { readonly kind: 'boolean' | 'integer' | 'percentage' | 'string' | 'time' }
  | { readonly kind: 'select'; readonly values: readonly string[] };

/** A property of the cluster (pacemaker-schedulerd(7), pacemaker-controld(7)). */
export interface Property {
  readonly type: PropertyType;
  /** Value when none is set. */
  readonly preset: string;
  /** Whether the cluster keeps it, so that operators do not set it. */
  readonly isKept: boolean;
}

const BOOLEAN: PropertyType = { kind: 'boolean' };
const INTEGER: PropertyType = { kind: 'integer' };
const TIME: PropertyType = { kind: 'time' };
const STRING: PropertyType = { kind: 'string' };

const property = (type: PropertyType, preset: string): Property => ({ type, preset, isKept: false });
const kept = (type: PropertyType, preset: string): Property => ({ type, preset, isKept: true });
const select = (preset: string, ...values: string[]): Property =>
  property({ kind: 'select', values }, preset);

/** All properties by name, in the order of their names. */
export const PROPERTIES: Readonly<Record<string, Property>> = {
  'batch-limit': property(INTEGER, '0'),
  'cluster-delay': property(TIME, '60s'),
  'cluster-infrastructure': kept(STRING, 'corosync'),
  'cluster-ipc-limit': property(INTEGER, '500'),
  'cluster-name': kept(STRING, ''),
  'cluster-recheck-interval': property(TIME, '15min'),
  'concurrent-fencing': property(BOOLEAN, 'false'),
  'dc-deadtime': property(TIME, '20s'),
  'dc-version': kept(STRING, 'none'),
  'election-timeout': property(TIME, '2min'),
  'enable-acl': property(BOOLEAN, 'false'),
  'enable-startup-probes': property(BOOLEAN, 'true'),
  'fence-reaction': select('stop', 'panic', 'stop'),
  'have-watchdog': kept(BOOLEAN, 'false'),
  'join-finalization-timeout': property(TIME, '30min'),
  'join-integration-timeout': property(TIME, '3min'),
  'load-threshold': property({ kind: 'percentage' }, '80%'),
  'maintenance-mode': property(BOOLEAN, 'false'),
  'migration-limit': property(INTEGER, '-1'),
  'no-quorum-policy': select('stop', 'demote', 'freeze', 'ignore', 'stop', 'suicide'),
  'node-action-limit': property(INTEGER, '0'),
  'node-health-base': property(INTEGER, '0'),
  'node-health-green': property(INTEGER, '0'),
  'node-health-red': property(INTEGER, '-INFINITY'),
  'node-health-strategy': select('none', 'custom', 'migrate-on-red', 'none', 'only-green', 'progressive'),
  'node-health-yellow': property(INTEGER, '0'),
  'pe-error-series-max': property(INTEGER, '-1'),
  'pe-input-series-max': property(INTEGER, '4000'),
  'pe-warn-series-max': property(INTEGER, '5000'),
  'placement-strategy': select('default', 'balanced', 'default', 'minimal', 'utilization'),
  'priority-fencing-delay': property(TIME, '0'),
  'remove-after-stop': property(BOOLEAN, 'false'),
  'shutdown-escalation': property(TIME, '20min'),
  'shutdown-lock': property(BOOLEAN, 'false'),
  'shutdown-lock-limit': property(TIME, '0'),
  'start-failure-is-fatal': property(BOOLEAN, 'true'),
  'startup-fencing': property(BOOLEAN, 'true'),
  'stonith-action': select('reboot', 'off', 'poweroff', 'reboot'),
  'stonith-enabled': property(BOOLEAN, 'true'),
  'stonith-max-attempts': property(INTEGER, '10'),
  'stonith-timeout': property(TIME, '60s'),
  'stonith-watchdog-timeout': property(TIME, '0'),
  'stop-all-resources': property(BOOLEAN, 'false'),
  'stop-orphan-actions': property(BOOLEAN, 'true'),
  'stop-orphan-resources': property(BOOLEAN, 'true'),
  'symmetric-cluster': property(BOOLEAN, 'true'),
  'transition-delay': property(TIME, '0s'),
};

/** What a value of a type has to be, when a given one is not; `null` when it fits. */
export function misfit(type: PropertyType, value: string): string | null {
  switch (type.kind) {
    case 'boolean': {
      const words = ['0', '1', 'false', 'n', 'no', 'off', 'on', 'true', 'y', 'yes'];
      if (words.includes(value.toLowerCase())) return null;
      return `a pacemaker boolean value: ${words.map((word) => `'${word}'`).join(', ')}`;
    }
    case 'integer':
      return /^[+-]?(?:\d+|INFINITY)$/.test(value) ? null : 'an integer or INFINITY or -INFINITY';
    case 'percentage':
      if (/^\d+%$/.test(value)) return null;
      return "a non-negative integer followed by '%' (e.g. 0%, 50%, 200%, ...)";
    case 'time':
      return /^\d+(?:s|sec|m|min|h|hr|ms|msec|us|usec)?$/.test(value)
        ? null
        : 'time interval (e.g. 1, 2s, 3m, 4h, ...)';
    case 'select':
      return type.values.includes(value) ? null : type.values.map((one) => `'${one}'`).join(', ');
    case 'string':
      return null;
  }
}
