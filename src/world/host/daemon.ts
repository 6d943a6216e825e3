import type { ClientAnswer, ClientRequest } from '../../controller/model/request.ts';
import type { ControllerState } from '../../controller/model/state.ts';
import type { Appointment } from '../timeline.ts';

/** A request on its way. */
export interface OpenWorldRequest {
  readonly request: ClientRequest;
  /** Virtual ms. */
  readonly since: number;
  readonly answered: ((answer: ClientAnswer) => void) | null;
}

/** One life of the daemon on a host. */
export interface Daemon {
  readonly incarnation: string;
  readonly state: ControllerState;
  readonly timers: Map<string, Appointment>;
  readonly requests: Map<string, OpenWorldRequest>;
  /** Last word on quorum that it was given. */
  isQuorate: boolean;
  /** The DC it was seen to know last, for the log. */
  dc: number | null;
}
