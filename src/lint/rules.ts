import type { Rule } from './rule.ts';
import { CLONE_ORDER } from './rules/clone-order.ts';
import { CLONES } from './rules/clones.ts';
import { CONSTRAINT_TARGET } from './rules/constraint-target.ts';
import { CONTRADICTION } from './rules/contradiction.ts';
import { EXCLUSIVE } from './rules/exclusive.ts';
import { FENCING_DELAY } from './rules/fencing-delay.ts';
import { FENCING_DEVICE } from './rules/fencing-device.ts';
import { FENCING_POSSIBLE } from './rules/fencing-possible.ts';
import { LEFTOVER_MOVE } from './rules/leftover-move.ts';
import { NAMES } from './rules/names.ts';
import { OPERATIONS } from './rules/operations.ts';
import { ORDER_ALONE } from './rules/order-alone.ts';
import { QUORUM } from './rules/quorum.ts';
import { STANDING } from './rules/standing.ts';
import { TIMEOUTS } from './rules/timeouts.ts';
import { UNIQUE } from './rules/unique.ts';

/** The catalogue of known mistakes, by code. */
export const RULES: readonly Rule[] = [
  ...FENCING_POSSIBLE,
  ...FENCING_DELAY,
  ...FENCING_DEVICE,
  ...QUORUM,
  ...CONSTRAINT_TARGET,
  ...LEFTOVER_MOVE,
  ...CONTRADICTION,
  ...ORDER_ALONE,
  ...CLONE_ORDER,
  ...EXCLUSIVE,
  ...NAMES,
  ...OPERATIONS,
  ...TIMEOUTS,
  ...CLONES,
  ...UNIQUE,
  ...STANDING,
];
