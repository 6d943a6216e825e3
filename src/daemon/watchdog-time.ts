import { loadForeign } from '../corosync/native/foreign.ts';
import { failureWords } from '../result/failure-words.ts';

/** `WDIOC_SETTIMEOUT` of linux/watchdog.h: takes the time in seconds and answers with what the device made of it. */
const SET_TIMEOUT = 0xc0045706;

/** Sets the time after which an open watchdog device resets the machine, s; a text says why that cannot be. */
export function setWatchdogSeconds(device: number, seconds: number): number | string {
  const foreign = loadForeign();
  if ('code' in foreign) return foreign.message;
  try {
    const control = foreign.load(null).func('ioctl', 'int', ['int', 'unsigned long', 'void *']);
    const time = Int32Array.of(seconds);
    if (control(device, SET_TIMEOUT, time) !== 0) return 'its time cannot be set: it is no watchdog';
    return time[0] ?? seconds;
  } catch (error) {
    return failureWords(error);
  }
}
