/**
 * What a batch of many machines costs: node test/shutdown/measure-shutdown.ts [MACHINES] (default 300). BMC simulators
 * whose machines take some seconds to go off; once all healthy, once with one BMC in ten dead. Prints times side by side
 * and the ratio to what it takes at least: the machines' own time, and the processes for reading, commanding and
 * confirming each once.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readBoot } from '../../src/cluster-shutdown/boot.ts';
import type { HandOver } from '../../src/cluster-shutdown/hand-over/hand-over.ts';
import { writeHandOver } from '../../src/cluster-shutdown/hand-over/write.ts';
import type { InventoryMachine } from '../../src/cluster-shutdown/inventory/inventory.ts';
import { surveyMachines } from '../../src/cluster-shutdown/survey.ts';
import { NOBODY } from '../../src/notify/targets.ts';
import { IpmitoolChassis } from '../../src/power/ipmitool.ts';
import type { RunReport } from '../../src/shutdown-plan/model/report.ts';
import { DEFAULT_RUN_LIMITS } from '../../src/shutdown-plan/run/order.ts';
import { DISK } from '../../src/store/file-system.ts';
import { BMC_ACCOUNTS, BmcLab } from '../lab/bmc-simulators.ts';
import { until } from './shutdown-lab.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** As it is installed: bundled. */
const WATCHER = join(ROOT, 'dist/shutdown-watcher.mjs');
const OWN_SECONDS = 10;
const UNREACHABLE_MS = 15_000;
const PARALLEL = 24;

interface Measured {
  readonly batchSeconds: number;
  readonly tally: Readonly<Record<string, number>>;
  readonly readings: number;
  readonly watcherMegabytes: number;
  readonly childMegabytes: number;
  readonly mostChildren: number;
}

const count = Number(process.argv[2] ?? 300);
const lab = await BmcLab.start(count + 1);
try {
  writeFileSync(join(lab.folder, 'password'), BMC_ACCOUNTS.administrator.password, { mode: 0o600 });
  const machines = lab.bmcs.map(({ host, port }, i): InventoryMachine => {
    const isAcceptor = i === count;
    return {
      name: isAcceptor ? 'controller1' : `compute${i + 1}`,
      role: isAcceptor ? 'controller' : 'compute',
      bmc: `${host}:${port}`,
      policy: { softMs: 120_000, hardMs: 30_000 },
      after: [],
      connection: {
        address: { host, port },
        interface: 'lanplus',
        user: BMC_ACCOUNTS.administrator.user,
        credential: { kind: 'file', path: join(lab.folder, 'password') },
        cipher: 3,
        privilege: null,
        answerSeconds: 5,
      },
    };
  });
  const passes = [];
  for (let pass = 0; pass < 3; pass++) {
    const startedAt = performance.now();
    const answers = await surveyMachines(machines, (connection) => new IpmitoolChassis(connection), PARALLEL);
    const failed = [...answers.values()].filter(({ outcome }) => outcome !== 'read').length;
    if (failed > 0) throw new Error(`${failed} of ${count} healthy BMCs gave no reading`);
    passes.push((performance.now() - startedAt) / 1000);
  }
  const onePass = passes.sort((one, other) => one - other)[1] as number;
  const least = OWN_SECONDS + 3 * onePass;
  const healthy = await measure('healthy', machines);
  for (const bmc of lab.bmcs.filter((_bmc, i) => i % 10 === 5)) bmc.freeze();
  const dead = await measure('dead', machines);
  console.log(`${count} machines that take ${OWN_SECONDS} s to go off, ${PARALLEL} commands at a time`);
  console.log(
    `one pass of readings over all: ${onePass.toFixed(1)} s; at least: ${least.toFixed(1)} s (own time and three passes)`,
  );
  for (const [name, found] of [
    ['all healthy', healthy],
    ['one BMC in ten dead', dead],
  ] as const) {
    const { batchSeconds, tally, readings, watcherMegabytes, childMegabytes, mostChildren } = found;
    console.log(
      `${name}: batch ${batchSeconds.toFixed(1)} s, ratio to the least ${(batchSeconds / least).toFixed(2)}; ` +
        `${JSON.stringify(tally)}; ${readings} readings; watcher ${watcherMegabytes.toFixed(0)} MB, ` +
        `at most ${mostChildren} processes with ${childMegabytes.toFixed(0)} MB`,
    );
  }
  const more = dead.batchSeconds - healthy.batchSeconds;
  console.log(
    `the dead add ${more.toFixed(1)} s; one deadline is ${(UNREACHABLE_MS / 1000 + 12).toFixed(0)} s (asked for ${UNREACHABLE_MS / 1000} s, and one command)`,
  );
} finally {
  await lab.stop();
}

async function measure(name: string, machines: readonly InventoryMachine[]): Promise<Measured> {
  for (const bmc of lab.bmcs) {
    bmc.power = 'on';
    bmc.breakWith('late-off', OWN_SECONDS);
  }
  const folders = { runtime: join(lab.folder, `run-${name}`), state: join(lab.folder, `state-${name}`) };
  mkdirSync(folders.runtime);
  const boot = readBoot();
  const child = spawn(
    process.execPath,
    [WATCHER, ...['--runtime-folder', folders.runtime, '--state-folder', folders.state]],
    { stdio: 'ignore' },
  );
  await until(() => existsSync(join(folders.runtime, 'shutdown_watcher.json')), 'the watcher waits');
  const run = randomUUID();
  const handOver: HandOver = {
    format: 1,
    bootId: boot.id,
    uptimeSeconds: boot.uptimeSeconds(),
    order: {
      run,
      action: 'shutdown',
      cluster: 'measured',
      acceptor: 'controller1',
      requestedBy: 'measurement',
      planHash: '',
      acceptedAt: Date.now(),
      batches: [
        { kind: 'compute', waves: [machines.slice(0, -1).map((machine) => machine.name)] },
        { kind: 'this-controller', waves: [['controller1']] },
      ],
      machines: machines.map(({ name: machine, role, policy, after }) => ({
        name: machine,
        role,
        policy,
        after,
      })),
      limits: { ...DEFAULT_RUN_LIMITS, unreachableMs: UNREACHABLE_MS, isLocalPowerOffAllowed: false },
    },
    bmcs: Object.fromEntries(machines.map(({ name: machine, connection }) => [machine, connection])),
    parallelCommands: PARALLEL,
    notify: NOBODY,
    cluster: { kind: null, socket: null, stopServicesMs: 0 },
  };
  const memory = { watcher: 0, children: 0, most: 0 };
  const sampling = setInterval(() => sample(child.pid ?? 0, memory), 100);
  await writeHandOver(DISK, folders, handOver);
  const status = join(folders.runtime, 'cluster_shutdown_status.json');
  const report = (): RunReport | null =>
    existsSync(status) ? JSON.parse(readFileSync(status, 'utf8')) : null;
  await until(() => report()?.batches[0]?.endedAt != null, 'the batch ends', 300_000);
  clearInterval(sampling);
  child.kill('SIGKILL');
  const found = report() as RunReport;
  const { startedAt, endedAt } = found.batches[0] ?? {};
  return {
    batchSeconds: ((endedAt ?? 0) - (startedAt ?? 0)) / 1000,
    tally: found.tally,
    readings: found.machines.reduce((sum, { readings }) => sum + readings, 0),
    watcherMegabytes: memory.watcher,
    childMegabytes: memory.children,
    mostChildren: memory.most,
  };
}

/** Most memory of the watcher, and of its children together. */
function sample(pid: number, most: { watcher: number; children: number; most: number }): void {
  let children = 0;
  let megabytes = 0;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const text = readFileSync(`/proc/${entry}/status`, 'utf8');
      const size = Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
      if (Number(entry) === pid) most.watcher = Math.max(most.watcher, size);
      else if (Number(/^PPid:\s+(\d+)/m.exec(text)?.[1]) === pid) {
        children++;
        megabytes += size;
      }
    } catch {
      // It has ended.
    }
  }
  most.most = Math.max(most.most, children);
  most.children = Math.max(most.children, megabytes);
}
