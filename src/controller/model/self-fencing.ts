/** What is known of a watchdog that is armed, and of the membership service. Times in ms. */
export interface WatchdogTiming {
  /** From the last feeding to the reset of the machine. */
  readonly resetMs: number;
  /**
   * A node whose own messages have not come back for so long may have been lost by the others. Longer than the membership
   * service takes to settle a loss, in which nothing is delivered to anybody.
   */
  readonly leaseMs: number;
}

/** What a node with a watchdog owes the others: to be gone in time when they cannot see it any more. */
export interface SelfFencing {
  /** The watchdog has been asked for; it is armed once in the life of a daemon. */
  isArmed: boolean;
  /** `null` while it is not armed, and when it cannot be. */
  timing: WatchdogTiming | null;
  /**
   * The others may rely on it that nothing runs here so long after they have lost this node, ms; `null` when they may
   * not. Of pledges that may still be believed, the strictest.
   */
  pledgedMs: number | null;
  /** When the probe was sent that has not come back yet, epoch ms. */
  probeSentAt: number | null;
  /** When the last probe was sent that came back in time and in a quorate part, epoch ms. */
  provenAt: number;
}
