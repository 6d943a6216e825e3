import type { OperationDefinition } from '../../cib/model/resource-definition.ts';
import type { Role } from './role.ts';

/** What a failure of an operation leads to (spec A3.8.5), in words of the field. */
export type OnFail =
  | 'ignore'
  | 'demote'
  | 'recover'
  | 'reset-remote'
  | 'restart-container'
  | 'migrate'
  | 'block'
  | 'stop'
  | 'standby'
  | 'fence';

/** Configured options of a resource's operation: one object per resource, task and interval (spec C1.4). */
export interface OperationOptions {
  readonly definition: OperationDefinition | null;
  /** Meta table, `timeout` always present and in ms (spec A3.8.3). */
  readonly meta: ReadonlyMap<string, string>;
  readonly onFail: OnFail;
  readonly failRole: Role;
  readonly timeoutMs: number;
}
