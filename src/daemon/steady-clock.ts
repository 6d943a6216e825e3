/** How much faster or slower than real time it may go to come back to the time of day. */
const SLEW = 0.05;

/**
 * Time of day that never jumps, ms since the epoch: deadlines and leases are measured by it, and an operator who sets the
 * clock, or a time server that steps it, must not make them come an hour early or late. A difference to the time of day is
 * made up for by going a twentieth faster or slower.
 */
export function steadyClock(
  timeOfDay: () => number = Date.now,
  sinceStart: () => number = () => performance.now(),
): () => number {
  let at = timeOfDay();
  let then = sinceStart();
  return () => {
    const now = sinceStart();
    const passed = Math.max(0, now - then);
    then = now;
    const wanted = timeOfDay() - at - passed;
    const most = passed * SLEW;
    at += passed + Math.max(-most, Math.min(most, wanted));
    return Math.floor(at);
  };
}
