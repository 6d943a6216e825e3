import type { Problem } from '../../result/problem.ts';
import type { Machine } from './machine.ts';
import { setupProblem } from './problem.ts';

const COROSYNC = 'corosync.service';
const HAWSER = 'hawser.service';

/** Starts Corosync and the daemon on this node, and has them started at boot when that is wanted. */
export async function startServices(machine: Machine, atBoot: boolean): Promise<Problem | null> {
  const missing = withoutSystemd(machine, 'corosync -f and hawser daemon --config /etc/hawser/daemon.json');
  if (missing !== null) return missing;
  if (atBoot) {
    const problem = await control(machine, ['enable', COROSYNC, HAWSER]);
    if (problem !== null) return problem;
  }
  // The daemon requires Corosync and is started after it.
  return await control(machine, ['start', COROSYNC, HAWSER]);
}

/** Hands this node's services over, ends the daemon, then Corosync: while the daemon lives the cluster needs it. */
export async function stopServices(machine: Machine): Promise<Problem | null> {
  const missing = withoutSystemd(machine, 'SIGTERM to the daemon, which hands over, and then to corosync');
  if (missing !== null) return missing;
  return (await control(machine, ['stop', HAWSER])) ?? (await control(machine, ['stop', COROSYNC]));
}

/** They are no longer started at boot. */
export async function disableServices(machine: Machine): Promise<Problem | null> {
  if (!machine.hasSystemd) return null;
  return await control(machine, ['disable', HAWSER, COROSYNC]);
}

/**
 * What the others would lose by this node's leaving; `null` for nothing. `members`: nodes that are up, this one
 * included; `configured`: all nodes.
 */
export function quorumLoss(members: number, configured: number, self: string): Problem | null {
  const left = members - 1;
  const isLast = left === 0;
  // Two nodes have quorum each by itself (two_node).
  const keeps = configured === 2 || left * 2 > configured;
  if (isLast || keeps) return null;
  return setupProblem(
    'HWS-SET-006',
    `Without ${self} only ${left} of ${configured} nodes are up: they lose quorum, and their services stop`,
    `Start another node first, or, if that is meant: hawser cluster stop --force`,
  );
}

function withoutSystemd(machine: Machine, instead: string): Problem | null {
  if (machine.hasSystemd) return null;
  return setupProblem(
    'HWS-SET-004',
    'systemd is not the first process of this machine: its services cannot be started and stopped by it',
    `Use what runs services here: ${instead}`,
  );
}

async function control(machine: Machine, argv: readonly string[]): Promise<Problem | null> {
  const { code, output } = await machine.run('systemctl', argv);
  if (code === 0) return null;
  const unit = output.includes(COROSYNC) ? COROSYNC : HAWSER;
  return setupProblem(
    'HWS-SET-005',
    `systemctl ${argv.join(' ')} ended with ${code}: ${output.trim() || 'it said nothing'}`,
    `See why: journalctl -u ${unit} -n 50`,
  );
}
