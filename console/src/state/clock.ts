import { useSyncExternalStore } from 'react';

const TICK_MS = 1000;

/** One clock for all who look at it: hundreds of ages grow with one timer. */
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const one of listeners) one();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** The time, told anew every second, so that ages grow before the reader's eyes. Epoch ms. */
export function useClock(): number {
  return useSyncExternalStore(subscribe, () => now);
}
