import type { Inventory } from '../../cluster-shutdown/inventory/inventory.ts';
import { readInventory } from '../../cluster-shutdown/inventory/read.ts';
import { commandMs, surveyMachines } from '../../cluster-shutdown/survey.ts';
import { heartbeatReceiver } from '../../compute-ha/agents-settings.ts';
import { type ComputeSettings, readComputeFile } from '../../compute-ha/compute-file.ts';
import { consulNetworks } from '../../compute-ha/consul-settings.ts';
import type { RemedyPort } from '../../compute-ha/engine/engine.ts';
import type { HeartbeatReceiver } from '../../compute-ha/host-agent/heartbeat-receiver.ts';
import { HOST_REMEDIES } from '../../compute-ha/host-agent/remedy.ts';
import { askRemedy } from '../../compute-ha/host-agent/ssh-remedy.ts';
import { type BmcAnswer, type Look, type LookPorts, type LookWish, lookOnce } from '../../compute-ha/look.ts';
import { findPolicy } from '../../compute-ha/policy-file.ts';
import { engineUnfit } from '../../compute-ha/problem.ts';
import { consulWitness } from '../../compute-ha/witness/consul.ts';
import { askEcho } from '../../compute-ha/witness/fping.ts';
import type { Policy, Remedy } from '../../evidence/policy/policy.ts';
import { readCloud } from '../../openstack/cloud-files.ts';
import { httpClient } from '../../openstack/http.ts';
import { Keystone } from '../../openstack/keystone.ts';
import { DEFAULT_NOVA_PACE, Nova } from '../../openstack/nova.ts';
import { SYSTEM_CLOCK } from '../../power/chassis.ts';
import { ConfirmedBmc, DEFAULT_PACE } from '../../power/confirmed-bmc.ts';
import { IpmitoolChassis } from '../../power/ipmitool.ts';
import { DEFAULT_LIMITS, PowerPool, pooledChassis } from '../../power/pool.ts';
import type { Bmc } from '../../power/power.ts';
import { nearMiss } from '../../result/near-miss.ts';
import type { Problem, Result } from '../../result/problem.ts';
import { complain } from '../live/connection.ts';
import { type ComputeArguments, EXIT } from './arguments.ts';

/** A look is judged as soon as it is taken; only a witness that is much slower than it should be is too old then. */
const FRESH_FOR_MS = 120_000;
const LISTEN_MARGIN_MS = 1_000;

/** All that compute.yaml and the files it names lead to. */
export interface ComputeAccess {
  readonly path: string;
  readonly settings: ComputeSettings;
  readonly policy: Policy;
  /** Which cloud it is, by address and region. */
  readonly cloud: string;
  readonly nova: Nova;
  /** Between two rounds, ms. */
  readonly intervalMs: number;
  readonly look: LookPorts;
  /** Hears the agents of the hosts once it is opened; one of the witnesses of `look`. `null`: there are none. */
  readonly receiver: HeartbeatReceiver | null;
  /** `null`: the inventory names none. */
  readonly bmcOf: (host: string) => Bmc | null;
  /** What would keep the engine from acting, or from acting on every host. */
  readonly unfit: readonly Problem[];
}

/** Reads all files; what is wrong in any of them is named at once. */
export async function openAccess(given: ComputeArguments): Promise<Result<ComputeAccess>> {
  const read = await readComputeFile(given.file);
  if (!read.ok) return read;
  const settings = read.value;
  const cloudWish = {
    file: given.cloudFile ?? settings.cloudFile,
    cloud: given.cloud ?? settings.cloud,
    region: given.region ?? settings.region,
  };
  const [policy, cloud, inventory] = await Promise.all([
    findPolicy(given.policy ?? settings.policy),
    readCloud(cloudWish, process.env),
    settings.inventory === null ? null : readInventory(settings.inventory),
  ]);
  const networks = consulNetworks(settings.consul, given.file);
  const agents = await receiverOf(settings);
  const parts = [read, policy, cloud, networks, agents, ...(inventory === null ? [] : [inventory])];
  const problems = parts.flatMap((part) => part.problems);
  if (!policy.ok || !cloud.ok || !networks.ok || !agents.ok || inventory?.ok === false)
    return { ok: false, problems };
  const receiver = agents.value;
  const witnesses = [consulWitness(networks.value), ...(receiver === null ? [] : [receiver])];
  const http = httpClient(cloud.value.cloud.caFile);
  const keystone = new Keystone(cloud.value.cloud, http, Date.now, DEFAULT_NOVA_PACE.deadlineMs);
  const nova = new Nova(keystone, http, SYSTEM_CLOCK.wait);
  const machines = inventory?.value ?? null;
  const value: ComputeAccess = {
    path: given.file,
    settings,
    policy: policy.value,
    cloud: `${cloud.value.cloud.authUrl} ${cloud.value.cloud.region ?? '(any region)'}`,
    nova,
    intervalMs: settings.engine.intervalMs ?? cloud.value.intervalMs,
    look: { nova, askEcho, askPower: powerPort(machines), witnesses, now: Date.now },
    receiver,
    bmcOf: bmcPort(machines),
    unfit: unfitness(given.file, settings, machines),
  };
  return { ok: true, value, problems };
}

/** The same, with its problems written; a number is the exit code. */
export async function accessOf(word: string, given: ComputeArguments): Promise<ComputeAccess | number> {
  const opened = await openAccess(given);
  if (opened.problems.length > 0) complain(`compute ${word}`, opened.problems.map(withPlace));
  return opened.ok ? opened.value : EXIT.configuration;
}

/** What to look at, and how. */
export function lookWish({ settings, policy }: ComputeAccess, depth: LookWish['depth']): LookWish {
  const { hosts, controls } = settings;
  return { policy, hosts, controls, freshForMs: FRESH_FOR_MS, depth };
}

/**
 * One look for a verb. Where it goes by what agents say, they are listened to before, for as long as each takes to speak
 * even when one of its heartbeats is lost; while an engine of this machine hears them, they are unknown here.
 */
export async function lookNow({ settings, look, receiver }: ComputeAccess, wish: LookWish): Promise<Look> {
  const { depth, policy, hosts } = wish;
  const isHeard =
    depth === 'all' || receiver?.signals.some((signal) => policy.signals.includes(signal)) === true;
  if (receiver === null || !isHeard) return await lookOnce(wish, look);
  await receiver.open();
  try {
    const mostMs = 2 * (settings.agents?.intervalMs ?? 0) + LISTEN_MARGIN_MS;
    await receiver.heard(
      hosts.map(({ name }) => name),
      mostMs,
    );
    return await lookOnce(wish, look);
  } finally {
    await receiver.close();
  }
}

async function receiverOf({ agents, hosts }: ComputeSettings): Promise<Result<HeartbeatReceiver | null>> {
  if (agents === null) return { ok: true, value: null, problems: [] };
  const made = await heartbeatReceiver(
    agents,
    hosts.map(({ name }) => name),
  );
  return made.ok ? { ...made, value: made.value.receiver } : made;
}

/** Says that the file does not name a host; `null` when it names all of them. */
export function strangerText({ path, settings }: ComputeAccess, hosts: readonly string[]): string | null {
  const names = settings.hosts.map(({ name }) => name);
  const stranger = hosts.find((host) => !names.includes(host));
  if (stranger === undefined) return null;
  const meant = nearMiss(stranger, names);
  return `${path} does not name ${stranger}${meant === null ? '' : `; did you mean ${meant}?`}`;
}

/** What can be tried on hosts through their agents. */
export function hostRemedies({ agents, hosts }: ComputeSettings): ReadonlyMap<Remedy, RemedyPort> {
  const ssh = agents?.ssh ?? null;
  if (ssh === null) return new Map();
  const ask: RemedyPort = async (host, remedy) =>
    await askRemedy(hosts.find(({ name }) => name === host)?.addresses ?? [], remedy, ssh);
  return new Map(HOST_REMEDIES.map((remedy) => [remedy, ask]));
}

function powerPort(inventory: Inventory | null): LookPorts['askPower'] {
  if (inventory === null) return async () => new Map();
  const { machines, parallelCommands } = inventory;
  return async (hosts) => {
    const wanted = machines.filter(({ name }) => hosts.includes(name));
    const answers = await surveyMachines(
      wanted,
      (connection) => new IpmitoolChassis(connection),
      parallelCommands,
    );
    return new Map(
      wanted.map(({ name, bmc }): [string, BmcAnswer] => [name, { bmc, result: answers.get(name) }]),
    );
  };
}

function bmcPort(inventory: Inventory | null): ComputeAccess['bmcOf'] {
  if (inventory === null) return () => null;
  const pool = new PowerPool({ ...DEFAULT_LIMITS, slots: inventory.parallelCommands });
  return (host) => {
    const machine = inventory.machines.find(({ name }) => name === host);
    if (machine === undefined) return null;
    const chassis = pooledChassis(new IpmitoolChassis(machine.connection), pool);
    return new ConfirmedBmc(chassis, { ...DEFAULT_PACE, commandMs: commandMs(machine.connection) });
  };
}

function unfitness(path: string, settings: ComputeSettings, inventory: Inventory | null): readonly Problem[] {
  const { engine, hosts, controls } = settings;
  const problems: Problem[] = [];
  const { vantageNeeded } = engine.brakes;
  if (controls.length < vantageNeeded)
    problems.push(
      engineUnfit(
        path,
        `${controls.length} controls are given, and ${vantageNeeded} have to answer before anything is done`,
        'Name addresses by controls that answer as long as this machine is not cut off: gateways, other controllers',
        'error',
      ),
    );
  if (inventory === null)
    problems.push(
      engineUnfit(
        path,
        'no inventory is given',
        'Name the inventory with the BMCs: nothing is evacuated without a confirmed power-off',
        'error',
      ),
    );
  const machines = new Set(inventory?.machines.map(({ name }) => name));
  const without = hosts.filter(({ name }) => !machines.has(name)).map(({ name }) => name);
  if (inventory !== null && without.length > 0)
    problems.push(
      engineUnfit(
        path,
        `the inventory names no machine ${without.join(', ')}`,
        'Add them: hosts without a BMC are never evacuated, people are called instead',
        'warning',
      ),
    );
  const { targets } = engine.notify.administrators;
  if (targets.mail.length + targets.webhooks.length === 0)
    problems.push(
      engineUnfit(path, 'nobody is told of anything', 'Name administrators below notify', 'warning'),
    );
  return problems;
}

function withPlace(problem: Problem): Problem {
  if (problem.at === null) return problem;
  const message = `${problem.message} (line ${problem.at.line}, column ${problem.at.column})`;
  return { ...problem, message };
}
