/**
 * Runs many short operations through one executor and watches for what must not grow: descriptors, children, timers,
 * memory. Usage: `node scripts/soak-executor.ts [--count 100000]`. Ends with 1 when something was left behind.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { OperationOrder } from '../src/controller/model/operation.ts';
import { Executor } from '../src/executor/executor.ts';

const { values } = parseArgs({ options: { count: { type: 'string', default: '100000' } } });
const count = Number(values.count);
const agents = resolve(import.meta.dirname, '../test/agents');
const folder = mkdtempSync(join(tmpdir(), 'hawser-soak-'));
const executor = new Executor({ ocfRoot: agents, lsbFolder: join(agents, 'init.d'), logFacility: 'none' });

/** Mostly quick ends of each kind, now and then a time-out. */
function orderOf(i: number): OperationOrder {
  const type = i % 50 === 49 ? 'absent' : i % 500 === 250 ? 'hang' : 'good';
  const task = type === 'hang' ? 'start' : (['monitor', 'start', 'stop', 'exit', 'kill'][i % 5] as string);
  const resource = { id: `r${i % 97}`, class: 'ocf', provider: 'hawser', type };
  return {
    transitionKey: `1:${i}:0:00000000-0000-0000-0000-000000000000`,
    key: `${resource.id}_${task}_0`,
    resource,
    node: 'node1',
    nodeId: '1',
    executor: 1,
    task,
    intervalMs: 0,
    timeoutMs: type === 'hang' ? 50 : 20_000,
    startDelayMs: 0,
    targetRc: 0,
    parameters: { state: join(folder, resource.id), code: String(i % 8) },
    isNoWait: false,
    shutdownLock: null,
  };
}

interface Sample {
  readonly descriptors: number;
  readonly children: number;
  readonly handles: number;
  readonly heapMiB: number;
  readonly residentMiB: number;
}

function sample(): Sample {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    children: readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean)
      .length,
    handles: process.getActiveResourcesInfo().length,
    heapMiB: Math.round(heapUsed / 2 ** 20),
    residentMiB: Math.round(rss / 2 ** 20),
  };
}

async function runBatch(from: number, size: number): Promise<void> {
  const done: Promise<void>[] = [];
  for (let i = from; i < from + size; i++) {
    done.push(new Promise((settle) => executor.run(i, orderOf(i), () => settle())));
  }
  await Promise.all(done);
}

const BATCH = 1000;
await runBatch(0, Math.min(BATCH, count));
const before = sample();
console.log('operations', 'seconds', before);
const begun = performance.now();
for (let done = BATCH; done < count; done += BATCH) {
  await runBatch(done, Math.min(BATCH, count - done));
  if (done % (10 * BATCH) === 0) {
    console.log(done + BATCH, ((performance.now() - begun) / 1000).toFixed(1), sample());
  }
}
const seconds = (performance.now() - begun) / 1000;
await new Promise((settle) => setTimeout(settle, 500));
const after = sample();
console.log(count, seconds.toFixed(1), after, executor.statistics);
if (count > BATCH) console.log(`${Math.round((count - BATCH) / seconds)} operations a second`);
await executor.close();
rmSync(folder, { recursive: true, force: true });
const isClean =
  after.descriptors <= before.descriptors && after.children === 0 && after.handles <= before.handles + 1;
console.log(isClean ? 'nothing was left behind' : 'something was left behind');
process.exitCode = isClean ? 0 : 1;
