import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Role } from '../../../src/scheduler/model/role.ts';
import { findResource } from '../../../src/scheduler/unpack/find.ts';
import { BmcSimulator } from '../bmc-simulators.ts';
import { LabHost } from '../lab-host.ts';
import { canRunLab, NamespaceLab } from '../namespace-lab.ts';
import { DataWatch } from './data-watch.ts';
import { labConfiguration, type ServiceFiles } from './lab-configuration.ts';
import { LabNode, type NodeView } from './lab-node.ts';
import { bmcAddress, CLIENT_NETWORK, clientCable, clientPort, DATABASE, PROBE } from './lab-plan.ts';
import { type Outage, Probe } from './probe.ts';
import { databaseBinaries, makeServiceFiles } from './service-files.ts';

const REPOSITORY = resolve(import.meta.dirname, '..', '..', '..');
const BMC_PORT = 623;
const TOKEN_MS = 1000;
/** A machine that does much else has to be waited for. */
const DEADLINE_MS = 180_000;
const LOOK_MS = 100;
const AGENT_FOLDER = '/usr/lib/ocf/resource.d';
const PROGRAMS = ['ipmi_sim', 'ipmitool', 'fence_ipmilan', 'nginx', 'fping', 'pgrep', 'setpriv'];
const AGENTS = [
  'heartbeat/IPaddr2',
  'heartbeat/nginx',
  'heartbeat/pgsql',
  'pacemaker/Stateful',
  'pacemaker/ping',
];

/** Services that a cluster of the lab runs beside those that every one does. */
export interface MoreServices {
  /** Files without which they cannot run, each with the package that has it. */
  readonly files: Readonly<Record<string, string>>;
  /** Shell lines that run while a host boots, given the lab's directory; `$(hostname)` is the host's folder in it. */
  readonly atBoot: (directory: string) => readonly string[];
  /** Elements of the resources section. */
  readonly resources: string;
}

const NO_MORE: MoreServices = { files: {}, atBoot: () => [], resources: '' };

/** What keeps this machine from running a cluster of the lab; `null` for nothing. */
export function obstacleToCluster({ files } = NO_MORE): string | null {
  if (!canRunLab()) return 'it needs root, Corosync and leave to make namespaces';
  const missing = PROGRAMS.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
  const agents = AGENTS.filter((name) => spawnSync('test', ['-x', join(AGENT_FOLDER, name)]).status !== 0);
  const database = databaseBinaries() === null ? ['postgresql'] : [];
  const packages = Object.entries(files).flatMap(([file, name]) => (existsSync(file) ? [] : [name]));
  const all = [...missing, ...agents, ...database, ...packages];
  return all.length === 0 ? null : `it needs ${all.join(', ')}`;
}

/**
 * Three hosts with real Corosync, each running the daemon as it is installed, with BMCs whose power is theirs, the
 * distribution's agents, and a client that probes the services from a host of its own throughout.
 */
export class LabCluster {
  readonly nodes: readonly LabNode[];
  readonly probe: Probe;
  readonly data: DataWatch;
  /** Longest time without answer, by what had happened. */
  readonly outages = new Map<string, Outage>();
  readonly lab: NamespaceLab;
  readonly #client: LabHost;
  readonly #files: ServiceFiles;
  readonly #moreResources: string;
  #adminEpoch = 0;

  private constructor(
    lab: NamespaceLab,
    nodes: readonly LabNode[],
    client: LabHost,
    files: ServiceFiles,
    moreResources: string,
  ) {
    this.lab = lab;
    this.nodes = nodes;
    this.#client = client;
    this.#files = files;
    this.#moreResources = moreResources;
    this.probe = new Probe(client, lab.nodeIds);
    this.data = new DataWatch(files.databaseFolder);
  }

  /** Builds everything and starts the daemons; the cluster is empty. `configure` gives it its services. */
  static async create(more = NO_MORE): Promise<LabCluster> {
    const lab = await NamespaceLab.create({
      hosts: 3,
      folders: ['agents'],
      tokenMs: TOKEN_MS,
      moreNetworks: [CLIENT_NETWORK],
      moreCables: (nodeId) => [clientCable(nodeId)],
      atBoot: (directory) => [
        // What systemd-tmpfiles makes on a host that has it.
        'mkdir -p /run/lock /run/postgresql /run/agents',
        'chmod 1777 /run/lock',
        'chown postgres /run/postgresql',
        // Agents of the lab's own beside the distribution's.
        `mount --bind ${AGENT_FOLDER} /run/agents`,
        `mount -t tmpfs -o mode=755 tmpfs ${AGENT_FOLDER}`,
        `cd ${AGENT_FOLDER}; mkdir heartbeat pacemaker lab`,
        'for name in heartbeat pacemaker; do mount --bind /run/agents/$name $name; done',
        `mount --bind ${join(directory, 'agents')} lab; cd /`,
        ...more.atBoot(directory),
      ],
    });
    const bmcs: BmcSimulator[] = [];
    const client = new LabHost({
      name: PROBE.name,
      labSwitch: lab.labSwitch,
      cables: [{ ...clientCable(0), address: `${PROBE.address}/16`, port: 'probe' }],
      ownDirectories: ['/run'],
    });
    try {
      const home = join(lab.directory, 'hawser');
      install(home);
      for (const nodeId of lab.nodeIds) {
        const address = bmcAddress(nodeId);
        lab.labSwitch.addAddress(CLIENT_NETWORK, `${address}/16`);
        const place = { address, entrance: lab.labSwitch.entrance };
        bmcs.push(new BmcSimulator(BMC_PORT, join(lab.directory, `bmc${nodeId}`), place));
      }
      await client.boot();
      const files = makeServiceFiles(lab.directory);
      const nodes = bmcs.map((bmc, index) => new LabNode({ nodeId: index + 1, lab, bmc, home }));
      for (const node of nodes) node.startCluster();
      return new LabCluster(lab, nodes, client, files, more.resources);
    } catch (error) {
      await Promise.all(bmcs.map((bmc) => bmc.stop()));
      await client.powerOff();
      lab.destroy();
      throw error;
    }
  }

  node(name: string): LabNode {
    const found = this.nodes.find((node) => node.name === name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  }

  /** Folder with agents that resources of the class `ocf:lab` run, on all hosts. */
  get agentFolder(): string {
    return join(this.lab.directory, 'agents');
  }

  /** The node on which a resource runs: it has to run on exactly one. */
  async hostOf(resource: string): Promise<LabNode> {
    const places = await this.where(resource);
    if (places.length !== 1) throw new Error(`${resource} runs on ${places.join(' and ') || 'no node'}`);
    return this.node(places[0] as string);
  }

  /** Keeps how long the web server was silent at most since then; told at the end where HAWSER_LAB_TIMES is set. */
  noteOutage(what: string, since: number): void {
    const outage = this.probe.outageSince(since);
    if (outage !== null) this.outages.set(what, outage);
  }

  /** What the database answers to the client; `null` when it does not. */
  async sql(statement: string): Promise<string | null> {
    const target = `host=${DATABASE.address} user=postgres connect_timeout=5`;
    const { status, stdout } = await this.#client.execute(['psql', target, '-Atqc', statement]);
    return status === 0 ? stdout.trim() : null;
  }

  /** The others of the cluster. */
  others(...names: readonly string[]): LabNode[] {
    return this.nodes.filter(({ name }) => !names.includes(name));
  }

  /** Waits for the empty cluster, then gives it its services, as an administrator would. */
  async configure(): Promise<void> {
    await this.until('all daemons to be one cluster', async () => {
      const statuses = await Promise.all(this.nodes.map((node) => node.status()));
      return statuses.every((status) => status?.phase === 'ready' && status.members.length === 3);
    });
    await this.restoreConfiguration();
    await this.healthy();
  }

  /** Puts the lab's configuration in the place of whatever there is, with more resources if wanted. */
  async restoreConfiguration(moreResources = ''): Promise<void> {
    const file = join(this.lab.directory, 'cib.xml');
    const resources = this.#moreResources + moreResources;
    writeFileSync(file, labConfiguration(this.lab.nodeIds, this.#files, ++this.#adminEpoch, resources));
    await this.does(this.nodes[0] as LabNode, 'cib', 'replace', file);
  }

  /** Runs the command line on a node; it has to succeed. Returns what it prints. */
  async does(node: LabNode, ...words: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await node.hawser(...words);
    if (status !== 0) throw new Error(`hawser ${words.join(' ')} on ${node.name}: exit ${status}\n${stderr}`);
    return stdout;
  }

  /** Names of the nodes on which a resource runs, as this node's CIB says (any node that answers by default). */
  async where(resource: string, by?: LabNode): Promise<readonly string[]> {
    const view = await this.#view(by);
    return view === null ? [] : runningOn(view, resource);
  }

  /** Node on which an instance of the promotable clone is promoted. */
  async promoted(clone: string, by?: LabNode): Promise<string | null> {
    return (await this.allPromoted(clone, by))[0] ?? null;
  }

  /** Names of the nodes on which instances of the promotable clone are promoted. */
  async allPromoted(clone: string, by?: LabNode): Promise<readonly string[]> {
    const view = await this.#view(by);
    const instances = view === null ? [] : (findResource(view.cluster, clone)?.children ?? []);
    return instances
      .filter(({ role }) => role === Role.Promoted)
      .flatMap(({ runningOn }) => runningOn.map(({ name }) => name))
      .sort();
  }

  /** The DC's node, as all say. */
  async dc(): Promise<LabNode> {
    let name: string | null = null;
    await this.until('all to name one DC', async () => {
      const statuses = await Promise.all(this.nodes.map((node) => node.status()));
      name = statuses[0]?.dc ?? null;
      return name !== null && statuses.every((status) => status?.dc === name);
    });
    return this.node(name as unknown as string);
  }

  /** Plugs a host's cable into the clients' network, or pulls it. */
  setClientCable(node: LabNode, isPlugged: boolean): void {
    const port = clientPort(node.nodeId);
    if (isPlugged) this.lab.labSwitch.plug(port, CLIENT_NETWORK);
    else this.lab.labSwitch.unplug(port);
  }

  /**
   * Waits for a condition. What it means when that never comes true is said by all who know: each node's status, log
   * and Corosync, the BMCs and the probe.
   */
  async until(
    what: string,
    isMet: () => boolean | Promise<boolean>,
    deadlineMs = DEADLINE_MS,
  ): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    while (!(await isMet())) {
      if (Date.now() > deadline) {
        throw new Error(`waited ${deadlineMs / 1000} s in vain for ${what}\n${await this.describe()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async describe(): Promise<string> {
    const nodes = await Promise.all(this.nodes.map((node) => node.describe()));
    return [...nodes, '=== the probe', this.probe.describe()].join('\n');
  }

  /** The cluster has settled: all nodes are members with the same CIB, and there is nothing more to do. */
  async isSettled(): Promise<boolean> {
    const views = await Promise.all(this.nodes.map((node) => node.view()));
    const [first] = views;
    return views.every(
      (view) =>
        view !== null &&
        view.status.phase === 'ready' &&
        view.status.isQuorate &&
        view.status.members.length === this.nodes.length &&
        view.status.runningFencing.length === 0 &&
        view.status.digest === first?.status.digest &&
        openActions(view).length === 0,
    );
  }

  settles(): Promise<void> {
    return this.until('the cluster to settle', () => this.isSettled());
  }

  /** Brings everything back to health, whatever a story has left: hosts, BMCs, network, failures, all services. */
  async healthy(): Promise<void> {
    this.lab.heal();
    for (const node of this.nodes) {
      node.startsClusterAtBoot = true;
      await node.ensureOn();
      this.setClientCable(node, true);
      node.startCluster();
    }
    await this.settles();
    const [first] = this.nodes as [LabNode];
    if (/fail-count-|_last_failure_/.test((await first.view())?.xml ?? '')) {
      await this.does(first, 'resource', 'cleanup', '--wait');
      await this.settles();
    }
    await this.until('the services to answer', () => this.probe.web !== null);
  }

  async destroy(): Promise<void> {
    this.data.close();
    await Promise.all(this.nodes.map((node) => node.close()));
    // Nobody writes any more when the folder goes.
    await Promise.all([this.#client, ...this.nodes.map(({ host }) => host)].map((host) => host.powerOff()));
    this.lab.destroy();
  }

  async #view(by?: LabNode): Promise<NodeView | null> {
    if (by !== undefined) return await by.view();
    for (const node of this.nodes) {
      const view = await node.view();
      if (view?.status.isQuorate === true && view.status.phase === 'ready') return view;
    }
    return null;
  }
}

/** Names of the nodes on which a resource runs. */
export function runningOn({ cluster }: NodeView, resource: string): string[] {
  return (findResource(cluster, resource)?.runningOn ?? []).map(({ name }) => name).sort();
}

/** What the scheduler would have done now. */
export function openActions({ cluster }: NodeView): string[] {
  const actions = cluster.graph?.synapses.map(({ action }) => action) ?? [];
  return actions.filter(({ isPseudo }) => !isPseudo).map(({ key }) => key);
}

/** Installs Hawser as a release is: the bundle, its executable, and what it loads. */
function install(home: string): void {
  mkdirSync(home);
  cpSync(join(REPOSITORY, 'bin'), join(home, 'bin'), { recursive: true, verbatimSymlinks: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(home, 'node_modules'));
  const build = [join(REPOSITORY, 'scripts', 'build.ts'), join(home, 'dist')];
  const { status, stderr } = spawnSync(process.execPath, build, { encoding: 'utf8', cwd: REPOSITORY });
  if (status !== 0) throw new Error(`the bundle cannot be made: ${stderr}`);
}
