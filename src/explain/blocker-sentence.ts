import { formatScore } from '../result/score.ts';
import type { Blocker } from './blocker.ts';
import { reasonSentence } from './reason-sentence.ts';

const NODE_STATES = {
  offline: 'the node is offline',
  unclean: 'the node is unclean: its state is not known and it waits to be fenced',
  pending: 'the node is still joining',
  standby: 'the node is in standby',
  maintenance: 'the node is in maintenance',
  'shutting-down': 'the node is shutting down',
  'guest-without-host': 'the guest it stands for runs nowhere',
} as const;

const RESOURCE_STATES = {
  'stopped-by-target-role': 'target-role is Stopped',
  unmanaged: 'the resource is not managed',
  blocked: 'the resource is blocked after a failure or a lost ticket',
  orphan: 'the resource is not in the configuration any more',
  'stop-all-resources': 'stop-all-resources is set',
  'no-fence-device': 'fencing is enabled but there is no fence device, so nothing is started',
} as const;

/** Says in one clause what keeps a resource off a node. */
export function blockerSentence(blocker: Blocker): string {
  switch (blocker.kind) {
    case 'node-state':
      return NODE_STATES[blocker.state];
    case 'resource-state':
      return RESOURCE_STATES[blocker.state];
    case 'forbidden':
      return `forbidden: ${reasonSentence(blocker.addend.reason)}`;
    case 'negative-score':
      return `score ${formatScore(blocker.score)} is below zero: ${blocker.addends.map((addend) => `${formatScore(addend.value)} ${reasonSentence(addend.reason)}`).join(', ')}`;
    case 'no-candidate':
      return 'not a candidate: no constraint allows it there';
    case 'undecided':
      return 'nothing speaks against the node itself, but no node was chosen: what it belongs to or depends on is not placed';
    case 'outscored':
      return `${blocker.by.name} is better (${formatScore(blocker.score)} against ${formatScore(blocker.ownScore)})`;
    case 'tie-lost':
      return `equal score ${formatScore(blocker.score)}, but ${blocker.to.name} comes first (fewer resources there, or it runs there already, or by name)`;
  }
}
