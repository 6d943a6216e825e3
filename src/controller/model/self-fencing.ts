/** What a node with a watchdog owes the others: to be gone in time when they cannot see it any more. */
export interface SelfFencing {
  /** The watchdog has been asked for; it is armed once in the life of a daemon. */
  isArmed: boolean;
  /** From the last feeding to the reset of the machine, ms; `null` while it is not armed, and when it cannot be. */
  resetMs: number | null;
  /**
   * The others may rely on it that nothing runs here so long after they have lost this node, ms; `null` when they may
   * not. Of pledges that may still be believed, the strictest.
   */
  pledgedMs: number | null;
  /** What was pledged last. */
  saidMs: number | null;
  /** Members that have heard what was pledged last. */
  readonly heardBy: Set<number>;
  /** When the probe was sent that has not come back yet. */
  probeSentAt: number | null;
  /** When the last probe was sent that came back in time and in a quorate part. */
  provenAt: number;
}
