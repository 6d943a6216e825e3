import type { OperationOrder } from '../../controller/model/operation.ts';
import type { Corosync } from '../corosync/corosync.ts';
import type { Machine } from '../model/machine.ts';
import type { WorldSetup } from '../model/setup.ts';
import type { Invariant } from '../model/violation.ts';
import type { Timeline } from '../timeline.ts';
import type { AgentFaults } from './agent-faults.ts';
import type { Host } from './host.ts';

/** What invariants want to hear of. */
export interface Observer {
  /** A service has come up on a host, or was promoted. */
  serviceIsActive(host: Host, resource: string): void;
  /** A host is told to run an operation. */
  operationBegins(host: Host, order: OperationOrder): void;
  /** A fence agent has answered success for this target, or an operator has vouched; `isOff`: rightly so. */
  provenOff(target: string): void;
  /** Corosync on a host has ended, and with it the memory of who was there. */
  corosyncEnded(host: Host): void;
  /** A daemon has taken a step. */
  stepped(host: Host): void;
  broken(invariant: Invariant, text: string): void;
}

/** What a host stands in. */
export interface Surroundings {
  readonly setup: WorldSetup;
  readonly timeline: Timeline;
  readonly corosync: Corosync;
  readonly machine: Machine;
  readonly agentFaults: AgentFaults;
  readonly observer: Observer;
  readonly hosts: ReadonlyMap<string, Host>;
  log(where: string, code: string, values?: Readonly<Record<string, string | number | boolean>>): void;
}
