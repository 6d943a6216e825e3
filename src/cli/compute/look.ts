import { parseArgs } from 'node:util';
import { readInventory } from '../../cluster-shutdown/inventory/read.ts';
import { surveyMachines } from '../../cluster-shutdown/survey.ts';
import { heartbeatReceiver } from '../../compute-ha/agents-settings.ts';
import {
  type ComputeSettings,
  DEFAULT_COMPUTE_FILE,
  readComputeFile,
} from '../../compute-ha/compute-file.ts';
import { consulNetworks } from '../../compute-ha/consul-settings.ts';
import type { HeartbeatReceiver } from '../../compute-ha/host-agent/heartbeat-receiver.ts';
import { type BmcAnswer, type LookPorts, type LookWish, lookOnce } from '../../compute-ha/look.ts';
import { findPolicy } from '../../compute-ha/policy-file.ts';
import { consulWitness } from '../../compute-ha/witness/consul.ts';
import { askEcho } from '../../compute-ha/witness/fping.ts';
import { readCloud } from '../../openstack/cloud-files.ts';
import { httpClient } from '../../openstack/http.ts';
import { Keystone } from '../../openstack/keystone.ts';
import { DEFAULT_NOVA_PACE, Nova } from '../../openstack/nova.ts';
import { SYSTEM_CLOCK } from '../../power/chassis.ts';
import { IpmitoolChassis } from '../../power/ipmitool.ts';
import { failureWords } from '../../result/failure-words.ts';
import { nearMiss } from '../../result/near-miss.ts';
import type { Problem, Result } from '../../result/problem.ts';
import { complain } from '../live/connection.ts';
import { evidenceReport, hostsText, lookJson, statusText } from './look-text.ts';

export type LookWord = 'status' | 'hosts' | 'evidence';

const USAGE = `usage: hawser compute status              how many hosts are what, and which are not healthy
       hawser compute hosts [HOST…]       a row for each host
       hawser compute evidence HOST       what every witness says of a host
options: --file FILE (default ${DEFAULT_COMPUTE_FILE}), --cloud-file FILE, --os-cloud NAME, --region NAME,
         --policy NAME|FILE, --output-format text|json
Looks once and changes nothing. exit: 0 healthy, 1 not, or not known, 64 wrong words, 66 no such host, 78 wrong configuration
The files: docs/reference/compute.md, docs/reference/openstack.md`;

const EXIT = { healthy: 0, unhealthy: 1, usage: 64, noHost: 66, configuration: 78 } as const;
/** A look is judged as soon as it is taken; only a witness that is much slower than it should be is too old then. */
const FRESH_FOR_MS = 120_000;
const LISTEN_MARGIN_MS = 1_000;

interface LookArguments {
  readonly hosts: readonly string[];
  readonly file: string;
  readonly cloudFile: string | null;
  readonly cloud: string | null;
  readonly region: string | null;
  readonly policy: string | null;
  readonly format: 'text' | 'json';
}

/** `hawser compute status|hosts|evidence`. Writes to the standard output, problems to the standard error. */
export async function look(word: LookWord, argv: readonly string[]): Promise<number> {
  const given = readArguments(word, argv);
  if (given === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.healthy;
  }
  if (typeof given === 'string') {
    process.stderr.write(`hawser compute ${word}: ${given}\n${USAGE}\n`);
    return EXIT.usage;
  }
  const prepared = await prepare(given, word === 'evidence' ? 'all' : 'needed');
  if (prepared.problems.length > 0) complain(`compute ${word}`, prepared.problems.map(withPlace));
  if (!prepared.ok) return EXIT.configuration;
  const { wish, ports, receiver, listenMs } = prepared.value;
  const names = wish.hosts.map(({ name }) => name);
  const stranger = given.hosts.find((host) => !names.includes(host));
  if (stranger !== undefined) {
    const meant = nearMiss(stranger, names);
    const hint = meant === null ? '' : `; did you mean ${meant}?`;
    process.stderr.write(`hawser compute ${word}: ${given.file} does not name ${stranger}${hint}\n`);
    return EXIT.noHost;
  }
  const hosts = wish.hosts.filter(({ name }) => given.hosts.length === 0 || given.hosts.includes(name));
  const { policy } = wish;
  const isHeard =
    word === 'evidence' || (receiver?.signals.some((signal) => policy.signals.includes(signal)) ?? false);
  if (receiver !== null && isHeard) {
    await receiver.open();
    await receiver.heard(
      hosts.map(({ name }) => name),
      listenMs,
    );
  }
  const witnesses = [...(ports.witnesses ?? []), ...(receiver === null ? [] : [receiver])];
  const found = await lookOnce({ ...wish, hosts }, { ...ports, witnesses });
  await receiver?.close();
  const unwatched = found.unwatched.filter((host) => !names.includes(host));
  const whole = { ...found, unwatched };
  const text = { status: statusText, hosts: hostsText, evidence: evidenceReport }[word];
  process.stdout.write(`${given.format === 'json' ? lookJson(whole, policy) : text(whole, policy)}\n`);
  if (found.novaProblem !== null) complain(`compute ${word}`, [found.novaProblem]);
  return found.hosts.every(({ judgement }) => judgement.verdict === 'healthy')
    ? EXIT.healthy
    : EXIT.unhealthy;
}

interface Prepared {
  readonly wish: LookWish;
  readonly ports: LookPorts;
  readonly receiver: HeartbeatReceiver | null;
  /** How long heartbeats of all hosts are waited for, ms. */
  readonly listenMs: number;
}

/** Reads all files; what is wrong in any of them is named at once. */
async function prepare(given: LookArguments, depth: LookWish['depth']): Promise<Result<Prepared>> {
  const settings = await readComputeFile(given.file);
  if (!settings.ok) return settings;
  const { hosts, controls, inventory, consul, agents } = settings.value;
  const [policy, cloud, askPower] = await Promise.all([
    findPolicy(given.policy ?? settings.value.policy),
    readCloud(cloudWish(given, settings.value), process.env),
    powerPort(inventory),
  ]);
  const networks = consulNetworks(consul, given.file);
  const names = hosts.map(({ name }) => name);
  const heartbeats: Result<Pick<Prepared, 'receiver'>> =
    agents === null
      ? { ok: true, value: { receiver: null }, problems: [] }
      : await heartbeatReceiver(agents, names);
  const parts = [settings, policy, cloud, askPower, networks, heartbeats];
  const problems = parts.flatMap((part) => part.problems);
  if (!policy.ok || !cloud.ok || !askPower.ok || !networks.ok || !heartbeats.ok)
    return { ok: false, problems };
  const http = httpClient(cloud.value.cloud.caFile);
  const keystone = new Keystone(cloud.value.cloud, http, Date.now, DEFAULT_NOVA_PACE.deadlineMs);
  const nova = new Nova(keystone, http, SYSTEM_CLOCK.wait);
  const wish = { policy: policy.value, hosts, controls, freshForMs: FRESH_FOR_MS, depth };
  const witnesses = [consulWitness(networks.value)];
  const ports = { nova, askEcho, askPower: askPower.value, witnesses, now: Date.now };
  // Each agent speaks once in that time, even when one heartbeat is lost.
  const listenMs = 2 * (agents?.intervalMs ?? 0) + LISTEN_MARGIN_MS;
  return { ok: true, value: { wish, ports, receiver: heartbeats.value.receiver, listenMs }, problems };
}

function cloudWish(given: LookArguments, settings: ComputeSettings) {
  return {
    file: given.cloudFile ?? settings.cloudFile,
    cloud: given.cloud ?? settings.cloud,
    region: given.region ?? settings.region,
  };
}

async function powerPort(inventory: string | null): Promise<Result<LookPorts['askPower']>> {
  if (inventory === null) return { ok: true, value: async () => new Map(), problems: [] };
  const read = await readInventory(inventory);
  if (!read.ok) return read;
  const { machines, parallelCommands } = read.value;
  const value: LookPorts['askPower'] = async (hosts) => {
    const wanted = machines.filter(({ name }) => hosts.includes(name));
    const chassisOf = (connection: (typeof wanted)[number]['connection']) => new IpmitoolChassis(connection);
    const answers = await surveyMachines(wanted, chassisOf, parallelCommands);
    return new Map(
      wanted.map(({ name, bmc }): [string, BmcAnswer] => [name, { bmc, result: answers.get(name) }]),
    );
  };
  return { ok: true, value, problems: read.problems };
}

function withPlace(problem: Problem): Problem {
  if (problem.at === null) return problem;
  const message = `${problem.message} (line ${problem.at.line}, column ${problem.at.column})`;
  return { ...problem, message };
}

function readArguments(word: LookWord, argv: readonly string[]): LookArguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        file: { type: 'string', default: DEFAULT_COMPUTE_FILE },
        'cloud-file': { type: 'string' },
        'os-cloud': { type: 'string' },
        region: { type: 'string' },
        policy: { type: 'string' },
        'output-format': { type: 'string', default: 'text' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const format = values['output-format'];
    if (format !== 'text' && format !== 'json') return `--output-format is text or json, not ${format}`;
    if (word === 'evidence' && positionals.length !== 1) return `name one host, not ${positionals.length}`;
    if (word === 'status' && positionals.length > 0) return 'status is of all hosts; hosts takes names';
    return {
      hosts: positionals,
      file: values.file,
      cloudFile: values['cloud-file'] ?? null,
      cloud: values['os-cloud'] ?? null,
      region: values.region ?? null,
      policy: values.policy ?? null,
      format,
    };
  } catch (error) {
    return failureWords(error);
  }
}
