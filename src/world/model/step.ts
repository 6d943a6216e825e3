import type { ClientRequest } from '../../controller/model/request.ts';

/** How an agent behaves; `times` runs long (`null`: until told otherwise). */
export type AgentBehaviour =
  /**
   * Answers with this exit code and leaves the service as it is. `onlyActive`: where the service does not run the agent is
   * honest.
   */
  | { readonly kind: 'fail'; readonly rc: number; readonly onlyActive?: boolean }
  /** Does not answer before its time-out. */
  | { readonly kind: 'hang' }
  /** Answers success and does nothing. */
  | { readonly kind: 'lie' }
  /** Takes this much longer. */
  | { readonly kind: 'slow'; readonly ms: number };

/** How a BMC behaves. */
export type BmcBehaviour =
  | { readonly kind: 'obey' }
  /** Commands take effect this much later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Answers with an error. */
  | { readonly kind: 'refuse' }
  /** Answers success and does nothing; its readings are true. */
  | { readonly kind: 'lie' }
  /** Does not answer. */
  | { readonly kind: 'dead' };

/** One thing that is done to a world. Names are those of hosts. */
export type WorldStep =
  /** Power is lost, with everything in memory and on the way to the disk. */
  | { readonly do: 'crash'; readonly host: string }
  | { readonly do: 'power-on'; readonly host: string }
  /** The host stands still (all of it) and goes on later as if nothing had been. */
  | { readonly do: 'freeze'; readonly host: string }
  | { readonly do: 'thaw'; readonly host: string }
  | { readonly do: 'kill-daemon'; readonly host: string }
  /** The daemon dies and nobody starts it again; its host stays up. */
  | { readonly do: 'stop-daemon'; readonly host: string }
  | { readonly do: 'start-daemon'; readonly host: string }
  | { readonly do: 'kill-corosync'; readonly host: string }
  | { readonly do: 'start-corosync'; readonly host: string }
  /** Packets from these to those are lost, and the other way round unless `isOneWay`. */
  | {
      readonly do: 'cut';
      readonly from: readonly string[];
      readonly to: readonly string[];
      readonly isOneWay: boolean;
    }
  /** All cuts are mended. */
  | { readonly do: 'heal' }
  /** `host` `null`: everywhere; `task` of a recurring or single operation. */
  | {
      readonly do: 'agent';
      readonly host: string | null;
      readonly resource: string;
      readonly task: string;
      readonly behaviour: AgentBehaviour | null;
      readonly times: number | null;
    }
  /** The service dies by itself. */
  | { readonly do: 'service-dies'; readonly host: string; readonly resource: string }
  | { readonly do: 'bmc'; readonly host: string; readonly behaviour: BmcBehaviour }
  /** `full`: nothing can be written. `slow`: syncing takes five seconds. */
  | { readonly do: 'disk'; readonly host: string; readonly mode: 'ok' | 'full' | 'slow' }
  | { readonly do: 'request'; readonly host: string; readonly request: ClientRequest }
  /** A change that can be recognised: of the configuration, a cluster property `world-mark-NAME`, or a ticket of that name. */
  | { readonly do: 'mark'; readonly host: string; readonly mark: string; readonly isTicket?: boolean }
  /** Operators mend everything: cuts, agents, BMCs, disks; hosts are switched on, daemons started. */
  | { readonly do: 'repair' };

/** A step and its time, virtual ms. */
export type TimedStep = { readonly at: number } & WorldStep;

/** A script for a world. After the last step of trouble a story may demand that the cluster comes to rest. */
export interface Script {
  readonly steps: readonly TimedStep[];
  /** Virtual ms at which the story ends. */
  readonly until: number;
  /** At the end everything is at rest, and the scheduler would do nothing. */
  readonly mustSettle: boolean;
}
