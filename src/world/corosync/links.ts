/** Which hosts hear which: packets may be lost in one direction only. */
export class Links {
  readonly #cut = new Set<string>();

  cut(from: number, to: number): void {
    this.#cut.add(`${from}>${to}`);
  }

  /** Mends everything; false when nothing was cut. */
  heal(): boolean {
    const hadCuts = this.#cut.size > 0;
    this.#cut.clear();
    return hadCuts;
  }

  /**
   * Whether two hosts can be in one ring. A link that is deaf on one side is down on both: the pongs of its heartbeat do
   * not come back.
   */
  areConnected(a: number, b: number): boolean {
    return a === b || !(this.#cut.has(`${a}>${b}`) || this.#cut.has(`${b}>${a}`));
  }

  isClique(ids: readonly number[]): boolean {
    return ids.every((a, i) => ids.slice(i + 1).every((b) => this.areConnected(a, b)));
  }
}
