/** What one server takes; a few operators use it, so the limits are narrow. */
export interface Limits {
  /** Bytes of a body. */
  readonly body: number;
  /** Bytes of all headers. */
  readonly headers: number;
  /** Time for a request to arrive whole, ms: what is slower is cut off. */
  readonly requestMs: number;
  /** Time for its head, ms. */
  readonly headMs: number;
  readonly connections: number;
  /** Open event streams in all. */
  readonly streams: number;
  /** Least time between two events of a stream, ms. */
  readonly eventPauseMs: number;
  /** A stream says at least so often that it lives, ms. */
  readonly heartbeatMs: number;
}

export const LIMITS: Limits = {
  body: 16 * 1024,
  headers: 16 * 1024,
  requestMs: 10_000,
  headMs: 5_000,
  connections: 512,
  streams: 64,
  eventPauseMs: 500,
  heartbeatMs: 10_000,
};
