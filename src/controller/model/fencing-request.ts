import type { FenceOperation } from './fencing.ts';
import type { Origin } from './message.ts';

/** What a client wants done to a node. */
export interface FenceRequest {
  readonly target: string;
  readonly operation: FenceOperation;
  readonly client: string;
  readonly origin: Origin;
}
