import { closeSync, openSync, writeSync } from 'node:fs';

/** Shorter than any usual time-out of a watchdog, also when a turn of the event loop takes long. */
const FEED_MS = 1000;

/** A watchdog device: resets the machine when it is not fed. Open, it promises that a hanging daemon ends its node. */
export class Watchdog {
  #device: number;
  #timer: NodeJS.Timeout | null;

  private constructor(device: number) {
    this.#device = device;
    this.#timer = setInterval(() => writeSync(this.#device, '\0'), FEED_MS);
  }

  /** Opens and feeds the device; a text says why that cannot be. */
  static open(path: string): Watchdog | string {
    try {
      return new Watchdog(openSync(path, 'w'));
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Never feeds it again: the machine is reset when its time is over. */
  starve(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Ends the watch in good order: the letter tells the driver that this is meant. */
  disarm(): void {
    if (this.#timer === null) return;
    this.starve();
    writeSync(this.#device, 'V');
    closeSync(this.#device);
  }
}
