import { readdirSync, readFileSync } from 'node:fs';

/** What processes use. */
export interface Usage {
  readonly rssMiB: number;
  /** Memory shared between processes is counted in equal parts. */
  readonly pssMiB: number;
  /** Time on a processor since each began, ms; that of programs they have run is not counted. */
  readonly cpuMs: number;
}

/** What these processes use together. */
export function usageOf(pids: readonly number[]): Usage {
  let rssKiB = 0;
  let pssKiB = 0;
  let cpuNs = 0;
  for (const pid of pids) {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    rssKiB += Number(/^Rss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    pssKiB += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      cpuNs += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    }
  }
  return { rssMiB: rssKiB / 1024, pssMiB: pssKiB / 1024, cpuMs: cpuNs / 1e6 };
}
