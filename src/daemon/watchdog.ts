import { closeSync, openSync, writeSync } from 'node:fs';
import { failureWords } from '../result/failure-words.ts';

/** Shorter than any usual time-out of a watchdog, also when a turn of the event loop takes long. */
const FEED_MS = 1000;

/**
 * A watchdog device: resets the machine when it is not fed. Open, it promises that a daemon that hangs, or that hears
 * nothing of the cluster because its Corosync stands still, ends its node.
 */
export class Watchdog {
  #device: number;
  #timer: NodeJS.Timeout | null;

  private constructor(device: number, mayGoOn: () => boolean) {
    this.#device = device;
    this.#timer = setInterval(() => {
      if (mayGoOn()) writeSync(this.#device, '\0');
    }, FEED_MS);
  }

  /** Opens the device and feeds it as long as the node may go on; a text says why that cannot be. */
  static open(path: string, mayGoOn: () => boolean): Watchdog | string {
    try {
      return new Watchdog(openSync(path, 'w'), mayGoOn);
    } catch (error) {
      return failureWords(error);
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
