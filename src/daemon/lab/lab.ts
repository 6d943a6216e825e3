import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AlertAgents } from '../../alert-agents/alert-agents.ts';
import {
  ClusterOnOneMachine,
  type MachineNode,
  type NodeEquipment,
} from '../../cluster/cluster-on-one-machine.ts';
import { MemoryStore } from '../../cluster/memory-store.ts';
import type { LogRecord } from '../../controller/model/effect.ts';
import { baseEnvironment } from '../../executor/agent-environment.ts';
import { Executor } from '../../executor/executor.ts';
import type { Problem } from '../../result/problem.ts';
import { homeFolder } from '../home.ts';
import { LineServer } from '../line-server.ts';
import { answerRequest, type TransitionHistory } from '../node-api.ts';
import { type AgentSettings, daemonProblem } from '../protocol.ts';
import { labCib, labEndpoints } from './lab-cib.ts';
import {
  type LabAnswer,
  type LabNodeView,
  type LabRequest,
  labNodeSocket,
  labSocket,
} from './lab-protocol.ts';
import { Narrator } from './narrator.ts';
import { killNodeProcesses, nodeProcesses } from './node-processes.ts';

export interface LabOptions {
  readonly folder: string;
  readonly nodes: number;
  readonly firstPort: number;
  readonly version: string;
  /** Takes a line of what happens. */
  readonly say: (line: string) => void;
  readonly log?: (node: string, record: LogRecord) => void;
  /** Another configuration than the demonstration's. */
  readonly cib?: string;
}

/** What a node has besides its daemon, from boot to boot. */
interface LabNode {
  readonly machine: MachineNode;
  readonly folder: string;
  readonly store: MemoryStore;
  executor: Executor | null;
  server: LineServer | null;
}

/**
 * A whole cluster in one process, over the embedded engine, with real agents and a power switch for every node: for
 * demonstrations and tests, on any Linux machine, without privileges.
 */
export class Lab {
  readonly #options: LabOptions;
  readonly #machine: ClusterOnOneMachine;
  readonly #nodes: readonly LabNode[];
  readonly #control: LineServer;
  readonly #parts = new Map<number, number>();
  #ended: (() => void) | null = null;
  #isClosing = false;
  /** Resolves when somebody asked for the end. */
  readonly ended: Promise<void>;

  constructor(options: LabOptions) {
    this.#options = options;
    const machines = Array.from({ length: options.nodes }, (_, i) => ({
      nodeId: i + 1,
      name: `node${i + 1}`,
    }));
    const cib = options.cib ?? labCib(machines, options.firstPort);
    this.#nodes = machines.map((machine) => ({
      machine,
      folder: join(options.folder, machine.name),
      store: new MemoryStore(cib),
      executor: null,
      server: null,
    }));
    this.#machine = new ClusterOnOneMachine('demonstration', machines, (machine) => this.#equip(machine));
    this.#control = new LineServer({
      path: labSocket(options.folder),
      mode: 0o600,
      groupId: null,
      answer: (request) => this.answer(request as LabRequest),
    });
    this.ended = new Promise((resolve) => {
      this.#ended = resolve;
    });
  }

  get cluster(): ClusterOnOneMachine {
    return this.#machine;
  }

  /** Makes the folders, opens the sockets and boots all nodes. */
  async start(): Promise<Problem | null> {
    const { folder, nodes, firstPort } = this.#options;
    const foreign = prepareFolder(folder);
    if (foreign !== null) return foreign;
    const problem = await this.#control.start();
    if (problem !== null) return problem;
    // What a demonstration that was killed left behind would hold the ports.
    for (const node of this.#nodes) await killNodeProcesses(node.folder);
    const endpoints = labEndpoints(
      this.#nodes.map(({ machine }) => machine),
      firstPort,
    );
    this.#options.say(
      `${nodes} nodes; the web service will answer at http://${endpoints.web.ip}:${endpoints.web.port}/`,
    );
    await Promise.all(this.#nodes.map((node) => this.#boot(node)));
    return null;
  }

  /** Ends everything, services included. */
  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    await this.#machine.close();
    for (const node of this.#nodes) {
      await node.server?.close();
      await killNodeProcesses(node.folder);
    }
    await this.#control.close();
    rmSync(this.#options.folder, { recursive: true, force: true });
  }

  /** Does what was asked for from another terminal. */
  async answer(request: LabRequest): Promise<LabAnswer> {
    switch (request.kind) {
      case 'power-list':
        return { kind: 'nodes', nodes: this.#nodes.map(({ machine }) => machine.name) };
      case 'lab-status':
        return {
          kind: 'lab',
          nodes: this.#nodes.map((node) => this.#view(node)),
          endpoints: this.#endpointTexts(),
        };
      case 'heal':
        this.#options.say('# the network is whole again');
        this.#parts.clear();
        this.#machine.heal();
        return { kind: 'done', text: 'The network is whole again.' };
      case 'partition':
        return this.#partition(request.nodes);
      case 'kill-service':
        return this.#killService(request.service);
      case 'stop':
        this.#options.say('# the demonstration ends');
        setImmediate(() => this.#ended?.());
        return { kind: 'done', text: 'The demonstration ends.' };
      default:
        return await this.#onNode(request);
    }
  }

  async #onNode(
    request: Extract<LabRequest, { kind: 'kill' | 'kill-daemon' | 'boot' | 'power' }>,
  ): Promise<LabAnswer> {
    const node = this.#find(request.node);
    if (node === null) {
      const names = this.#nodes.map(({ machine }) => machine.name).join(', ');
      return { kind: 'failed', error: `there is no node ${request.node}; nodes are ${names}` };
    }
    const { machine } = node;
    switch (request.kind) {
      case 'kill':
        if (!this.#machine.isOn(machine.nodeId))
          return { kind: 'failed', error: `${machine.name} is off already` };
        this.#options.say(`# ${machine.name} loses power`);
        await this.#powerOff(node);
        return { kind: 'done', text: `${machine.name} has no power; see what the others make of it.` };
      case 'kill-daemon': {
        if (this.#machine.daemon(machine.nodeId) === null) {
          return { kind: 'failed', error: `no daemon runs on ${machine.name}` };
        }
        this.#options.say(`# the daemon of ${machine.name} is killed, and started again`);
        this.#machine.killDaemon(machine);
        void node.server?.close();
        await this.#startDaemon(node);
        return { kind: 'done', text: `The daemon of ${machine.name} was killed and started again.` };
      }
      case 'boot':
        if (this.#machine.isOn(machine.nodeId))
          return { kind: 'failed', error: `${machine.name} is on already` };
        this.#options.say(`# ${machine.name} is switched on`);
        await this.#boot(node);
        return { kind: 'done', text: `${machine.name} has booted.` };
      case 'power':
        if (request.action === 'off' || request.action === 'reboot') await this.#powerOff(node);
        if (request.action === 'on' || request.action === 'reboot') await this.#boot(node);
        return { kind: 'power', power: this.#power(node) };
    }
  }

  /** On is a node whose cluster layer runs or of which anything is alive. */
  #power(node: LabNode): 'on' | 'off' {
    const isOn = this.#machine.isOn(node.machine.nodeId) || this.#processes(node).length > 0;
    return isOn ? 'on' : 'off';
  }

  #processes(node: LabNode): number[] {
    return nodeProcesses(node.folder);
  }

  async #boot(node: LabNode): Promise<void> {
    if (this.#machine.isOn(node.machine.nodeId)) return;
    // Nothing outlives a power cut: what the processes of the last life left are no news.
    rmSync(node.folder, { recursive: true, force: true });
    mkdirSync(node.folder, { recursive: true, mode: 0o700 });
    const problem = await this.#machine.boot(node.machine);
    if (problem !== null) this.#options.say(`${node.machine.name}: ${problem.message}; ${problem.hint}`);
    await this.#serve(node);
  }

  async #startDaemon(node: LabNode): Promise<void> {
    await this.#machine.startDaemon(node.machine);
    await this.#serve(node);
  }

  async #powerOff(node: LabNode): Promise<void> {
    this.#machine.powerOff(node.machine);
    const server = node.server;
    node.server = null;
    await killNodeProcesses(node.folder);
    await server?.close();
  }

  async #serve(node: LabNode): Promise<void> {
    const daemon = this.#machine.daemon(node.machine.nodeId);
    const engine = this.#machine.engine(node.machine.nodeId);
    if (daemon === null || engine === null) return;
    const history = memoryHistory(node.store);
    const { version } = this.#options;
    const agents = this.#agentSettings(node);
    const api = { node: daemon, engine, history, metrics: async () => '', version, agents };
    node.server = new LineServer({
      path: labNodeSocket(node.machine.name, this.#options.folder),
      mode: 0o600,
      groupId: null,
      answer: (request) => answerRequest(api, request),
    });
    const problem = await node.server.start();
    if (problem !== null) this.#options.say(`${node.machine.name}: ${problem.message}; ${problem.hint}`);
  }

  #agentSettings({ folder, machine }: LabNode): AgentSettings {
    const agents = join(homeFolder(), 'agents');
    return {
      ocfRoot: join(agents, 'ocf'),
      fenceFolders: [join(agents, 'fence')],
      runtimeFolder: folder,
      toolsFolder: join(homeFolder(), 'bin', 'tools'),
      logFacility: 'none',
      environment: {
        HAWSER_NODE_FOLDER: folder,
        HAWSER_NODE_NAME: machine.name,
        HAWSER_NODE_ID: String(machine.nodeId),
        HAWSER_NODE_PROGRAM: process.execPath,
        HAWSER_SOCKET: labNodeSocket(machine.name, this.#options.folder),
        HAWSER_LAB_SOCKET: labSocket(this.#options.folder),
        HA_RSCTMP: folder,
      },
    };
  }

  #equip(machine: MachineNode): NodeEquipment {
    const node = this.#find(machine.name) as LabNode;
    node.executor = new Executor(this.#agentSettings(node));
    const { settings } = node.executor;
    const { say } = this.#options;
    const narrator = new Narrator(
      () => this.#machine.daemon(machine.nodeId),
      (line) => say(line),
    );
    const log = (record: LogRecord): void => this.#options.log?.(machine.name, record);
    const localOffset = (epoch: number): number => -60 * new Date(epoch * 1000).getTimezoneOffset();
    // They carry the node's mark, and end with its power.
    const alerts = new AlertAgents({
      environment: () => baseEnvironment(settings),
      user: null,
      log,
      localOffset,
    });
    return {
      runner: node.executor,
      store: node.store,
      clock: Date.now,
      incarnation: randomUUID(),
      armWatchdog: null,
      log,
      selfFencing: (why) => {
        say(`# ${machine.name} switches itself off: ${why}`);
        void this.#powerOff(node);
      },
      onLeft: () => say(`${machine.name} has left the cluster`),
      observer: {
        stepped: (event, effects, _milliseconds, state) => {
          narrator.stepped(event, effects);
          alerts.stepped(event, effects, state);
        },
      },
    };
  }

  #partition(names: readonly string[]): LabAnswer {
    const cut = names.map((name) => this.#find(name));
    const unknown = names.find((_, i) => cut[i] === null);
    if (unknown !== undefined) return { kind: 'failed', error: `there is no node ${unknown}` };
    const ids = cut.flatMap((node) => node?.machine.nodeId ?? []);
    const rest = this.#nodes.map(({ machine }) => machine.nodeId).filter((nodeId) => !ids.includes(nodeId));
    this.#parts.clear();
    for (const nodeId of ids) this.#parts.set(nodeId, 1);
    this.#options.say(`# the network is cut: ${names.join(', ')} | the others`);
    this.#machine.partition(ids, rest);
    return { kind: 'done', text: `${names.join(', ')} cannot reach the other nodes any more.` };
  }

  #killService(service: string): LabAnswer {
    for (const node of this.#nodes) {
      const pidFile = join(node.folder, `${service}.pid`);
      if (!existsSync(pidFile)) continue;
      const pid = Number(readFileSync(pidFile, 'utf8'));
      if (!this.#processes(node).includes(pid)) continue;
      this.#options.say(`# ${service} on ${node.machine.name} (process ${pid}) is killed`);
      process.kill(pid, 'SIGKILL');
      return { kind: 'done', text: `${service} on ${node.machine.name} (process ${pid}) is dead.` };
    }
    return { kind: 'failed', error: `no process of ${service} runs; services are address, web and pair` };
  }

  #find(name: string): LabNode | null {
    return (
      this.#nodes.find(({ machine }) => machine.name === name || String(machine.nodeId) === name) ?? null
    );
  }

  #view(node: LabNode): LabNodeView {
    const { nodeId, name } = node.machine;
    return {
      name,
      power: this.#power(node),
      daemon: this.#machine.daemon(nodeId) === null ? 'not running' : 'running',
      socket: labNodeSocket(name, this.#options.folder),
      processes: this.#processes(node).length,
      part: this.#parts.get(nodeId) ?? 0,
    };
  }

  #endpointTexts(): string[] {
    const machines = this.#nodes.map(({ machine }) => machine);
    const { address, web, pair } = labEndpoints(machines, this.#options.firstPort);
    return [
      `address  http://${address.ip}:${address.port}/`,
      `web      http://${web.ip}:${web.port}/`,
      ...pair.map(({ ip, port }, i) => `pair     http://${ip}:${port}/ (on ${machines[i]?.name})`),
    ];
  }
}

function memoryHistory(store: MemoryStore): TransitionHistory {
  return {
    list: async () => store.transitions.map(({ cib: _, ...entry }, i) => ({ sequence: i + 1, ...entry })),
    read: async (sequence) => {
      const kept = store.transitions[sequence - 1];
      if (kept === undefined) return null;
      const { cib, ...entry } = kept;
      return { transition: { sequence, ...entry }, cib };
    },
  };
}

/** A folder that others could write to is not used: its sockets would not be ours alone. */
function prepareFolder(folder: string): Problem | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const status = lstatSync(folder);
  const isOurs = status.isDirectory() && status.uid === process.getuid?.() && (status.mode & 0o077) === 0;
  if (isOurs) return null;
  return daemonProblem(
    'HWS-DMN-007',
    `${folder} is not a private folder of this user`,
    'Remove it, or set HAWSER_LAB_FOLDER to another place',
  );
}
