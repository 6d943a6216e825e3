/** What becomes of one name/value pair of a legacy document. */
export type PairChange =
  | { readonly kind: 'drop' }
  | {
      readonly kind: 'rename';
      readonly name: string;
      readonly value?: string;
      readonly withoutPrefix?: string;
    }
  | { readonly kind: 'move'; readonly to: MoveTarget; readonly name: string; readonly value?: string };

/** Where a pair moves to: the defaults, the operation's own meta attributes, or those of the resource. */
export type MoveTarget = 'op_defaults' | 'rsc_defaults' | 'operation-meta' | 'resource-meta';

/** One line of a table: which pairs, and what happens to them. The first line that matches counts. */
export interface PairRule {
  readonly names: readonly string[];
  /** Such pairs are still allowed: alone they do not make a document one that needs upgrading. */
  readonly isHarmless?: boolean;
  /** Only for these values, or for values that begin with this. */
  readonly values?: readonly string[];
  readonly valuePrefix?: string;
  /** Only within these operations. */
  readonly operations?: readonly string[];
  readonly change: PairChange;
}

const DROP: PairChange = { kind: 'drop' };

/** A name in its hyphenated and its underscored spelling. */
function bothSpellings(name: string): readonly string[] {
  return [name, name.replaceAll('-', '_')];
}

const UNDERSCORED_PROPERTIES = [
  'cluster-recheck-interval',
  'dc-deadtime',
  'election-timeout',
  'no-quorum-policy',
  'remove-after-stop',
  'shutdown-escalation',
  'startup-fencing',
  'stonith-action',
  'stonith-enabled',
  'stop-orphan-actions',
  'stop-orphan-resources',
  'symmetric-cluster',
];

/** Cluster properties (spec A1.4). */
export const PROPERTY_RULES: readonly PairRule[] = [
  {
    names: ['cluster-infrastructure'],
    values: ['heartbeat', 'openais', 'classic openais', 'classic openais (with plugin)', 'cman'],
    change: DROP,
  },
  ...UNDERSCORED_PROPERTIES.map(
    (name): PairRule => ({ names: [name.replaceAll('-', '_')], change: { kind: 'rename', name } }),
  ),
  { names: ['transition_idle_timeout'], change: { kind: 'rename', name: 'cluster-delay' } },
  {
    names: bothSpellings('default-action-timeout'),
    change: { kind: 'move', to: 'op_defaults', name: 'timeout' },
  },
  {
    names: bothSpellings('default-resource-stickiness'),
    change: { kind: 'move', to: 'rsc_defaults', name: 'resource-stickiness' },
  },
  {
    names: bothSpellings('is-managed-default'),
    change: { kind: 'move', to: 'rsc_defaults', name: 'is-managed' },
  },
  {
    names: bothSpellings('default-resource-failure-stickiness'),
    values: ['-INFINITY'],
    change: { kind: 'move', to: 'rsc_defaults', name: 'migration-threshold', value: '1' },
  },
  {
    names: [
      ...bothSpellings('default-resource-failure-stickiness'),
      ...bothSpellings('default-migration-threshold'),
      'expected-quorum-votes',
      'notification-agent',
      'notification-recipient',
    ],
    change: DROP,
  },
];

/** Instance attributes of primitives and templates (spec A1.4). */
export const PARAMETER_RULES: readonly PairRule[] = [
  ...['list', 'monitor', 'off', 'on', 'reboot', 'status'].map(
    (action): PairRule => ({
      names: [`pcmk_${action}_cmd`],
      change: { kind: 'rename', name: `pcmk_${action}_action` },
    }),
  ),
  {
    names: ['pcmk_arg_map'],
    valuePrefix: 'port:',
    change: { kind: 'rename', name: 'pcmk_host_argument', withoutPrefix: 'port:' },
  },
  { names: ['pcmk_arg_map'], change: DROP },
];

/** Meta attributes of primitives and templates (spec A1.4). */
export const META_RULES: readonly PairRule[] = [
  {
    names: ['isolation', 'isolation-host', 'isolation-instance', 'isolation-wrapper'],
    change: { kind: 'rename', name: 'target-role', value: 'Stopped' },
  },
  {
    names: bothSpellings('resource-failure-stickiness'),
    values: ['-INFINITY'],
    isHarmless: true,
    change: { kind: 'rename', name: 'migration-threshold', value: '1' },
  },
  { names: bothSpellings('resource-failure-stickiness'), isHarmless: true, change: DROP },
];

/** Operations whose `requires` becomes the resource's. */
export const STARTING_OPERATIONS: readonly string[] = ['start', 'promote'];

/** Meta and instance attributes of operations (spec A1.4). */
export const OPERATION_REQUIRES_RULES: readonly PairRule[] = [
  {
    names: ['requires'],
    operations: STARTING_OPERATIONS,
    change: { kind: 'move', to: 'resource-meta', name: 'requires' },
  },
  { names: ['requires'], change: DROP },
];

/** Instance attributes of operations that always were meta attributes in spirit (spec A1.4). */
export const OPERATION_PARAMETER_RULES: readonly PairRule[] = [
  ...OPERATION_REQUIRES_RULES,
  ...['interval-origin', 'start-delay', 'enabled', 'on-fail', 'record-pending', 'role', 'timeout'].map(
    (name): PairRule => ({ names: [name], change: { kind: 'move', to: 'operation-meta', name } }),
  ),
];

/** The line of a table that speaks about a pair, `null` when none does. */
export function ruleFor(
  rules: readonly PairRule[],
  name: string,
  value: string,
  operation: string | null = null,
): PairRule | null {
  for (const rule of rules) {
    if (!rule.names.includes(name)) continue;
    if (rule.values !== undefined && !rule.values.includes(value)) continue;
    if (rule.valuePrefix !== undefined && !value.startsWith(rule.valuePrefix)) continue;
    if (rule.operations !== undefined && (operation === null || !rule.operations.includes(operation)))
      continue;
    return rule;
  }
  return null;
}
