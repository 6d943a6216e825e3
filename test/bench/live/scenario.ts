import { setTimeout as pause } from 'node:timers/promises';
import { ADDRESS, GROUP, WEB } from './configuration.ts';
import { usageOf } from './idle.ts';
import { durationMs } from './journal.ts';
import type { LiveLab } from './live-lab.ts';
import type { Measure } from './samples.ts';
import type { OperatorCommand } from './side.ts';

/** Parts of a round, in the order they are taken; forming the cluster is measured in each. */
export const PARTS = ['idle', 'recovery', 'move', 'standby', 'hostloss'] as const;
export type Part = (typeof PARTS)[number];

export interface RoundOptions {
  readonly parts: ReadonlySet<Part>;
  /** How often recovery, move and standby are done. */
  readonly repeats: number;
  readonly idleSeconds: number;
  /** In this round the host that is lost is the one that decides. */
  readonly losesDecider: boolean;
  readonly record: (measure: Measure, value: number, command?: string) => void;
}

const FORMATION_MS = 180_000;
/** How often a manager is asked whether it has formed the cluster, ms. */
const LOOK_MS = 100;

/** One round on a fresh lab: the cluster forms, is given its service, is disturbed, and loses a host. */
export async function playRound(lab: LiveLab, options: RoundOptions): Promise<void> {
  const { parts, record } = options;
  record('formation', await form(lab));
  const loadedAt = Date.now();
  lab.side.load(lab, 1);
  await lab.client.answer('the service is started', loadedAt);
  await lab.side.settled(lab, 1);
  if (parts.has('idle')) await measureIdle(lab, options);
  for (let i = 0; i < options.repeats; i++) {
    if (parts.has('recovery')) await measureRecovery(lab, options);
    if (parts.has('move')) {
      for (let j = 0; j < lab.side.moves(GROUP, 'node1').length; j++) await measureMove(lab, j, options);
    }
    if (parts.has('standby')) {
      for (let j = 0; j < lab.side.standbys('node1').length; j++) await measureStandby(lab, j, options);
    }
  }
  if (parts.has('hostloss')) await measureHostLoss(lab, options);
}

/** Starts the manager on all hosts, where Corosync is quorate; ms until all are members. */
async function form(lab: LiveLab): Promise<number> {
  const begin = Date.now();
  for (const host of lab.hosts) lab.side.start(lab, host);
  for (const host of lab.hosts) {
    while ((await lab.side.online(lab, host)) !== lab.hosts.length) {
      if (Date.now() - begin > FORMATION_MS) throw new Error(`the cluster has not formed: node${host}`);
      await pause(LOOK_MS);
    }
  }
  return Date.now() - begin;
}

async function measureIdle(lab: LiveLab, { idleSeconds, record }: RoundOptions): Promise<void> {
  const before = lab.hosts.map((host) => usageOf(lab.managerProcesses(host)));
  const begin = performance.now();
  await pause(idleSeconds * 1000);
  const elapsedMs = performance.now() - begin;
  let cpuMs = 0;
  lab.hosts.forEach((host, i) => {
    const after = usageOf(lab.managerProcesses(host));
    record('rss', after.rssMiB);
    record('pss', after.pssMiB);
    cpuMs += after.cpuMs - (before[i]?.cpuMs ?? 0);
  });
  // The node that has the service has more to do than the others.
  record('cpu', (cpuMs / lab.hosts.length / elapsedMs) * 100);
}

/** Host that answers, by number. */
async function activeHost(lab: LiveLab): Promise<number> {
  const { node } = await lab.client.answer('the service is up', Date.now());
  return Number(node.slice('node'.length));
}

/** The web server dies; a monitor finds out. */
async function measureRecovery(lab: LiveLab, { record }: RoundOptions): Promise<void> {
  const host = await activeHost(lab);
  const killedAt = Date.now();
  lab.run(host, ['sh', '-c', 'kill -KILL "$(cat /run/bench-web/pid)"']);
  const { answeredAt } = await lab.client.answer('the web server is started again', Date.now());
  await lab.side.settled(lab, 1);
  const actions = lab.actions(killedAt).filter(({ what }) => what === WEB);
  const failed = actions.find(({ action, exitCode }) => action === 'monitor' && exitCode !== 0);
  const stop = actions.find(({ action }) => action === 'stop');
  const start = actions.find(({ action }) => action === 'start');
  if (failed?.endedAt == null || start === undefined)
    throw new Error('no failed monitor, or no start, is in the journal');
  const stopMs = stop === undefined ? 0 : durationMs(stop);
  record('recovery', answeredAt - failed.endedAt);
  record('recovery-own', start.beganAt - failed.endedAt - stopMs);
  lab.run(host, lab.side.cleanup);
  await lab.side.settled(lab, 1);
}

/** The service is sent to another host by a command that a third one is given. */
async function measureMove(lab: LiveLab, which: number, options: RoundOptions): Promise<void> {
  const from = await activeHost(lab);
  const [to, third] = lab.hosts.filter((host) => host !== from) as [number, number];
  const move = lab.side.moves(GROUP, `node${to}`)[which];
  if (move === undefined) return;
  const begin = Date.now();
  const answeredAt = await command(lab, third, move, begin, (node) => node === `node${to}`);
  options.record('move', answeredAt - begin, move.name);
  options.record('move-gap', lab.client.longestGap(begin, answeredAt), move.name);
  lab.run(third, move.undo);
  await lab.side.settled(lab, third);
}

/** The node that has the service is put on standby. */
async function measureStandby(lab: LiveLab, which: number, options: RoundOptions): Promise<void> {
  const from = await activeHost(lab);
  const other = lab.hosts.find((host) => host !== from) as number;
  const standby = lab.side.standbys(`node${from}`)[which];
  if (standby === undefined) return;
  const begin = Date.now();
  const answeredAt = await command(lab, other, standby, begin, (node) => node !== `node${from}`);
  options.record('standby', answeredAt - begin, standby.name);
  lab.run(other, standby.undo);
  await lab.side.settled(lab, other);
}

/** Gives a command; resolves with the time at which the service answered from where it is wanted, when all is settled. */
async function command(
  lab: LiveLab,
  host: number,
  { name, command }: OperatorCommand,
  begin: number,
  isWanted: (node: string) => boolean,
): Promise<number> {
  const { ended } = lab.begin(host, command);
  const { answeredAt } = await lab.client.answer(name, begin, ({ node }) => isWanted(node));
  const code = await ended;
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`);
  await lab.side.settled(lab, host);
  return answeredAt;
}

/** The host that has the service loses power. */
async function measureHostLoss(lab: LiveLab, { losesDecider, record }: RoundOptions): Promise<void> {
  await placeForLoss(lab, losesDecider);
  const host = await activeHost(lab);
  const begin = Date.now();
  await lab.powerOff(host);
  const { answeredAt } = await lab.client.answer(
    'the service after a host was lost',
    begin,
    ({ node }) => node !== `node${host}`,
  );
  const detectedAt = lab.detection.first(begin, lab.hosts.length);
  const actions = lab.actions(begin);
  const fencing = actions.filter(({ what, endedAt }) => what === `fence-node${host}` && endedAt !== null);
  const start = actions.find(({ what, action }) => what === ADDRESS && action === 'start');
  if (detectedAt === null || start === undefined || fencing.length === 0) {
    throw new Error('a host was lost, but detection, fencing or the start that follows it was not seen');
  }
  const fencingMs = fencing.reduce((sum, action) => sum + durationMs(action), 0);
  record('loss', answeredAt - begin);
  record('loss-detection', detectedAt - begin);
  record('loss-fencing', fencingMs);
  record('loss-own', start.beganAt - detectedAt - fencingMs);
}

/** Sends the service to the node that decides, or away from it. */
async function placeForLoss(lab: LiveLab, losesDecider: boolean): Promise<void> {
  const host = await activeHost(lab);
  const decider = await lab.side.decider(lab, host);
  if ((decider === `node${host}`) === losesDecider) return;
  const target = losesDecider ? decider : `node${lab.hosts.find((one) => one !== host)}`;
  const [move] = lab.side.moves(GROUP, target);
  if (move === undefined) throw new Error('there is no command that moves');
  await command(lab, host, move, Date.now(), (node) => node === target);
  lab.run(host, move.undo);
  await lab.side.settled(lab, host);
}
