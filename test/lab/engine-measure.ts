import { performance } from 'node:perf_hooks';
import type { ClusterEngine } from '../../src/corosync/engine.ts';

export interface Measurement {
  readonly messagesPerSecond: number;
  readonly megabytesPerSecond: number;
  /** From `send` to own delivery, ms. */
  readonly medianMs: number;
  readonly percentile99Ms: number;
  readonly cpuMsPerMessage: number;
  readonly residentMegabytes: number;
}

/** Sends `count` messages, `window` under way at a time, and times each until it comes back. The engine idles first. */
export async function measure(
  engine: ClusterEngine,
  { count, bytes, window }: { count: number; bytes: number; window: number },
): Promise<Measurement> {
  const waits: number[] = [];
  const sentAt: number[] = [];
  let finish = () => {};
  let sent = 0;
  const fill = () => {
    while (sent < count && sent - waits.length < window) {
      const message = Buffer.alloc(bytes);
      if (engine.send(message) === 'busy') {
        void engine.writable().then(fill);
        return;
      }
      sentAt.push(performance.now());
      sent++;
    }
  };
  const started = await engine.start({
    delivered: () => {
      waits.push(performance.now() - (sentAt[waits.length] as number));
      if (waits.length === count) finish();
      else fill();
    },
    membership: () => {},
    quorum: () => {},
    down: () => {},
    silent: () => {},
  });
  if (!started.ok) throw new Error(started.problem.message);
  const cpu = process.cpuUsage();
  const begin = performance.now();
  await new Promise<void>((resolve) => {
    finish = resolve;
    fill();
  });
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  waits.sort((a, b) => a - b);
  return {
    messagesPerSecond: Math.round(count / seconds),
    megabytesPerSecond: (count * bytes) / seconds / 1e6,
    medianMs: waits[count >> 1] as number,
    percentile99Ms: waits[Math.floor(count * 0.99)] as number,
    cpuMsPerMessage: (user + system) / 1000 / count,
    residentMegabytes: process.memoryUsage.rss() / 1e6,
  };
}
