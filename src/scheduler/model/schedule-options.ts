/** What a scheduling run is asked to do besides deciding. */
export interface ScheduleOptions {
  /** Keep the reason of every number and every action. */
  readonly keepReasons: boolean;
  /** Keep the score lines of spec B17. */
  readonly recordScores: boolean;
  /** Keep the utilization lines of spec B17.6. */
  readonly recordUtilization: boolean;
  /**
   * Private values are as they were when operations ran, as in a live CIB; else differences in them do not count
   * (spec A5.11.4).
   */
  readonly trustsPrivateValues?: boolean;
  /** Offset of local time from UTC at a moment, in seconds; without it that of "now" is taken (spec A1.9.3). */
  readonly localOffset?: (epochSeconds: number) => number;
}

/** Only decides. */
export const DECISION_ONLY: ScheduleOptions = {
  keepReasons: false,
  recordScores: false,
  recordUtilization: false,
};

/** Decides as the cluster itself does about its live CIB. */
export const AS_LIVE: ScheduleOptions = { ...DECISION_ONLY, trustsPrivateValues: true };
