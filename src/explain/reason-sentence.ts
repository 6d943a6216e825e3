import type { ScoreReason } from '../scheduler/model/reason.ts';

/** Says in one clause why a number entered a score. Names are the operator's own ids. */
export function reasonSentence(reason: ScoreReason): string {
  switch (reason.kind) {
    case 'node-base-score':
      return 'base score of the node';
    case 'location':
      return `location constraint ${reason.constraint}${reason.rule === null ? '' : ` (rule ${reason.rule})`}`;
    case 'node-health':
      return 'node health';
    case 'stickiness':
      return `stickiness of ${reason.resource}, which is active there`;
    case 'failure-threshold':
      return `${reason.resource} failed there ${reason.failures} times (migration-threshold ${reason.threshold})`;
    case 'colocation':
      return `colocation ${reason.constraint} with ${reason.with}`;
    case 'dependent-preference':
      return `wish of ${reason.dependent}, which is placed with ${reason.through} (${reason.constraint})`;
    case 'exclusive-discovery':
      return 'resource-discovery=exclusive elsewhere, and this node is not named';
    case 'shutdown-lock':
      return `locked to ${reason.node}, which was shut down cleanly`;
    case 'ticket':
      return `ticket ${reason.ticket} is not granted (${reason.constraint})`;
    case 'failed-operation':
      return `${reason.operation} failed there (${FAILURE_EFFECTS[reason.effect]})`;
    case 'orphan':
      return 'not in the configuration any more';
    case 'multiply-active':
      return 'active on several nodes (multiple-active=stop_only)';
    case 'unmanaged-active':
      return 'active there while unmanaged';
    case 'target-role':
      return 'target-role Stopped';
    case 'promotion-score':
      return `promotion score ${reason.attribute}`;
    case 'instance-limit':
      return LIMIT_CAUSES[reason.cause];
    case 'capacity':
      return `not enough capacity left: needs ${reason.needs}`;
    case 'remote-node':
      return REMOTE_CAUSES[reason.cause];
    case 'bundle':
      return BUNDLE_CAUSES[reason.cause];
    case 'nonnegative-limit':
      return 'a dependent may not forbid a node to the clone it depends on';
    case 'rolled-back':
      return `colocation ${reason.constraint} taken back: it would leave no node`;
  }
}

const FAILURE_EFFECTS = {
  'stop-failed': 'a failed stop forbids the node',
  'hard-error': 'an error that will not go away on this node',
  'fatal-error': 'an error that will not go away on any node',
  'masked-probe': 'the agent cannot run there',
  migrate: 'on-fail=migrate',
  stop: 'on-fail=stop',
} as const;

const LIMIT_CAUSES = {
  'node-unavailable': 'the node is not available',
  orphan: 'the instance is beyond clone-max',
  'parent-banned': 'its clone may not run there',
  'node-full': 'the node has its number of instances already',
  'clone-max': 'clone-max is reached',
} as const;

const REMOTE_CAUSES = {
  'connection-on-remote': 'a connection to a remote node cannot run on a remote node',
  'fence-device-on-remote': 'a fence device cannot run on a remote node',
  'nested-guest': 'a guest cannot run on a remote node',
  'container-host-only': 'lives in a container and can run there only',
} as const;

const BUNDLE_CAUSES = {
  'replica-node': 'the replica made for it',
  'other-node': 'another node than its replica',
  'own-node': 'its own replica',
} as const;
