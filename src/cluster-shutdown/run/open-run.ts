import { spawn } from 'node:child_process';
import type { Delivery } from '../../notify/notify.ts';
import type { Chassis } from '../../power/chassis.ts';
import { IpmitoolChassis } from '../../power/ipmitool.ts';
import type { IpmiConnection } from '../../power/ipmitool-arguments.ts';
import { DEFAULT_LIMITS, PowerPool, pooledChassis } from '../../power/pool.ts';
import type { RunNote, RunReport } from '../../shutdown-plan/model/report.ts';
import type { Boot } from '../boot.ts';
import { openPort } from '../cluster-port/choose.ts';
import type { AskDaemon } from '../cluster-port/hawser.ts';
import type { HandOver } from '../hand-over/hand-over.ts';
import { reportNotification } from '../report-text.ts';
import { commandMs } from '../survey.ts';
import type { RunPorts } from './driver.ts';
import { runClock } from './run-clock.ts';

/** Nobody's mail server holds up a shutdown for longer. */
const NOTIFY_MS = 20_000;

/** Ports that differ between a watcher and its tests. */
export interface RunSurroundings {
  /** How Hawser's daemon is asked at a socket. */
  readonly ask: ((socket: string) => AskDaemon) | null;
  readonly chassis: (connection: IpmiConnection) => Chassis;
  readonly powerOffLocally: () => void;
}

export const THIS_MACHINE: Omit<RunSurroundings, 'ask'> = {
  chassis: (connection) => new IpmitoolChassis(connection),
  powerOffLocally: () => runAside('systemctl', ['poweroff']),
};

export type WorldPorts = Omit<RunPorts, 'journal' | 'publish' | 'log'> & {
  /** What is to be done about the cluster when a start has ended without `rearm`. */
  readonly letGo: () => Promise<void>;
};

/** A run's way to BMCs, cluster and people. `beforeLast` keeps the report before the last batch goes. */
export function openRun(
  handOver: HandOver,
  { ask, chassis, powerOffLocally }: RunSurroundings,
  boot: Boot,
  beforeLast: (report: RunReport) => Promise<void>,
): WorldPorts {
  const { order, bmcs, parallelCommands, notify: targets, cluster } = handOver;
  const pool = new PowerPool({ ...DEFAULT_LIMITS, slots: parallelCommands });
  const opened = new Map<string, Chassis>();
  const now = runClock(handOver, boot);
  const connectionOf = (machine: string): IpmiConnection => {
    const connection = bmcs[machine];
    if (connection === undefined) throw new Error(`the hand-over has no BMC of ${machine}`);
    return connection;
  };
  const askHere = ask === null || cluster.socket === null ? null : ask(cluster.socket);
  return {
    now,
    chassis: (machine) => {
      let found = opened.get(machine);
      if (found === undefined) {
        found = pooledChassis(chassis(connectionOf(machine)), pool);
        opened.set(machine, found);
      }
      return found;
    },
    commandMs: (machine) => commandMs(connectionOf(machine)),
    disarm: async (signal) => {
      if (cluster.kind === null) return [];
      const port = await openPort(cluster.kind, askHere);
      if (port === null) return [];
      const { disarmCluster } = await import('../cluster-port/disarm.ts');
      return await disarmCluster(port, cluster.stopServicesMs, now, signal);
    },
    rearm: async () => {
      const { findCluster } = await import('../cluster-port/choose.ts');
      const found = await findCluster(cluster.kind ?? 'auto', askHere);
      const { rearmCluster } = await import('../cluster-port/disarm.ts');
      if (found.ok) return await rearmCluster(found.port, now);
      const { notRearmed } = await import('../problem.ts');
      const problem = notRearmed(found.why);
      return [{ at: now(), text: problem.message, problem }];
    },
    letGo: async () => {
      const { findCluster } = await import('../cluster-port/choose.ts');
      const found = await findCluster(cluster.kind ?? 'auto', askHere);
      if (!found.ok) return;
      const { endStartClaim } = await import('../claim.ts');
      await endStartClaim(found.port, order.run);
    },
    notify: async (report) => {
      await beforeLast(report);
      if (targets.mail.length + targets.webhooks.length === 0) return [];
      const { notify } = await import('../../notify/notify.ts');
      return (await notify(targets, reportNotification(report), NOTIFY_MS)).map((delivery) =>
        deliveryNote(delivery, now()),
      );
    },
    askGate: async (gate) => {
      const { findCluster } = await import('../cluster-port/choose.ts');
      const found = await findCluster(cluster.kind ?? 'auto', askHere);
      if (!found.ok) return { isOpen: false, text: found.why };
      const { isQuorate, nodes, kind } = found.view;
      if (!isQuorate) return { isOpen: false, text: `the ${kind} cluster has no quorum yet` };
      const members = new Set(order.machines.map(({ name }) => name));
      const missing = nodes.filter(
        ({ name, kind: what, isOnline }) => what === 'member' && members.has(name) && !isOnline,
      );
      if (gate === 'nodes' && missing.length > 0)
        return {
          isOpen: false,
          text: `not in the cluster yet: ${missing.map(({ name }) => name).join(', ')}`,
        };
      return {
        isOpen: true,
        text: gate === 'quorum' ? 'the cluster has quorum' : 'all nodes are in the cluster',
      };
    },
    powerOffLocally,
    // Not waited for: a disk that hangs may be why the machine did not go off by itself.
    syncDisks: () => runAside('sync', []),
  };
}

function runAside(program: string, list: readonly string[]): void {
  const child = spawn(program, [...list], { stdio: 'ignore', detached: true });
  // Where the program is missing the run has done what it could; its report says so.
  child.on('error', () => undefined);
  child.unref();
}

function deliveryNote({ target, problem }: Delivery, at: number): RunNote {
  return { at, text: problem?.message ?? `told: ${target}`, problem };
}
