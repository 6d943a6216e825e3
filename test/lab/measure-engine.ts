/**
 * Latency and throughput of the engine on real Corosync: `node test/lab/measure-engine.ts`. Needs root, corosync and
 * iproute2. Three hosts in namespaces of this machine; one sends, all receive.
 */
import { EngineClient } from './engine-client.ts';
import type { Measurement } from './engine-measure.ts';
import { NamespaceLab } from './namespace-lab.ts';

const CASES = [
  { name: 'one at a time, 200 B', count: 2000, bytes: 200, window: 1 },
  { name: 'window 64, 200 B', count: 20_000, bytes: 200, window: 64 },
  { name: 'window 64, 4 KiB', count: 10_000, bytes: 4096, window: 64 },
  { name: 'window 8, 64 KiB', count: 1000, bytes: 64 << 10, window: 8 },
  { name: 'one at a time, 1 MiB', count: 50, bytes: 1 << 20, window: 1 },
  { name: 'one at a time, 10 MiB', count: 10, bytes: 10 << 20, window: 1 },
];

const lab = await NamespaceLab.create({ hosts: 3 });
try {
  const pieceBytes = Number(process.argv[2] ?? 0);
  const options = pieceBytes > 0 ? { pieceBytes } : {};
  const others = [2, 3].map((nodeId) => new EngineClient(lab, nodeId, () => {}, options));
  for (const other of others)
    void other.ask({ kind: 'measure', count: 0, bytes: 0, window: 0 }).catch(() => {});
  for (const { name, ...command } of CASES) {
    const client = new EngineClient(lab, 1, () => {}, options);
    const value = (await client.ask({ kind: 'measure', ...command })) as Measurement;
    const rates = `${value.messagesPerSecond} msg/s ${value.megabytesPerSecond.toFixed(1)} MB/s`;
    const times = `median ${value.medianMs.toFixed(2)} ms, 99 % ${value.percentile99Ms.toFixed(2)} ms`;
    const costs = `${(value.cpuMsPerMessage * 1000).toFixed(0)} µs CPU each, ${value.residentMegabytes.toFixed(0)} MB resident`;
    console.log(`${name}: ${rates}; ${times}; ${costs}`);
    client.kill();
  }
  for (const other of others) other.kill();
} finally {
  lab.destroy();
}
