/**
 * A clock that is never set, ms: it begins at the time of day and goes on by the machine's running time. Deadlines and leases
 * are measured by it: an operator who sets the time of day, or a time server that steps it, must not make them come an hour
 * early or late.
 */
export class SteadyClock {
  readonly #timeOfDay: () => number;
  readonly #running: () => number;
  readonly #offset: number;

  constructor(
    timeOfDay: () => number = Date.now,
    /** Time that has run, from any moment on, ms. */
    running: () => number = () => performance.now(),
  ) {
    this.#timeOfDay = timeOfDay;
    this.#running = running;
    this.#offset = timeOfDay() - running();
  }

  readonly now = (): number => Math.floor(this.#offset + this.#running());

  /** Time of day at a moment of this clock, as far as it is known now. */
  readonly timeOfDay = (at: number): number =>
    Math.round(at + this.#timeOfDay() - this.#offset - this.#running());
}
