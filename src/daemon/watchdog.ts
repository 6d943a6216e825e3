import { closeSync, openSync, writeSync } from 'node:fs';
import { failureWords } from '../result/failure-words.ts';
import { setWatchdogSeconds } from './watchdog-time.ts';

/** Much shorter than the time-out, also when a turn of the event loop takes long. */
const FEED_MS = 1000;

export interface WatchdogOptions {
  /** Device, `/dev/watchdog`. */
  readonly path: string;
  /** Time from the last feeding to the reset that is asked of the device, s. */
  readonly seconds: number;
  readonly mayGoOn: () => boolean;
  /** Sets the time of an open device and answers with what it is then, or with why it is not known. */
  readonly setSeconds?: (device: number, seconds: number) => number | string;
}

/**
 * A watchdog device: resets the machine when it is not fed. Open, it promises that a daemon that hangs, or that does not
 * know whether the others still have it, ends its node.
 */
export class Watchdog {
  /** Time from the last feeding to the reset, as the device has it, ms. */
  readonly resetMs: number;
  readonly #device: number;
  #timer: NodeJS.Timeout | null;

  private constructor(device: number, resetMs: number, mayGoOn: () => boolean) {
    this.resetMs = resetMs;
    this.#device = device;
    this.#timer = setInterval(() => {
      if (mayGoOn()) writeSync(this.#device, '\0');
    }, FEED_MS);
  }

  /** Opens the device and feeds it as long as the node may go on; a text says why that cannot be. */
  static open({
    path,
    seconds,
    mayGoOn,
    setSeconds = setWatchdogSeconds,
  }: WatchdogOptions): Watchdog | string {
    let device: number;
    try {
      device = openSync(path, 'w');
    } catch (error) {
      return failureWords(error);
    }
    const actual = setSeconds(device, seconds);
    if (typeof actual === 'number') return new Watchdog(device, actual * 1000, mayGoOn);
    writeSync(device, 'V');
    closeSync(device);
    return actual;
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
