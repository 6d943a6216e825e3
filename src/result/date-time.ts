/**
 * A moment together with the zone it is read in. Days and hours for `date_spec` are taken in that zone (spec A3.4.6).
 */
export interface DateTime {
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly epoch: number;
  /** Seconds east of UTC. */
  readonly offset: number;
}
