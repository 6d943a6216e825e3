import { randomUUID } from 'node:crypto';
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { agentUser } from '../alert-agents/agent-user.ts';
import { AlertAgents } from '../alert-agents/alert-agents.ts';
import { ClusterNode } from '../cluster/cluster-node.ts';
import { DiskStore } from '../cluster/disk-store.ts';
import { EmbeddedCluster } from '../corosync/embedded/cluster.ts';
import type { ClusterEngine } from '../corosync/engine.ts';
import { CorosyncEngine } from '../corosync/native/engine.ts';
import { baseEnvironment } from '../executor/agent-environment.ts';
import { Executor } from '../executor/executor.ts';
import { failureWords } from '../result/failure-words.ts';
import type { Problem } from '../result/problem.ts';
import type { DaemonConfig } from './config.ts';
import { groupId } from './group-id.ts';
import { homeFolder } from './home.ts';
import { LineServer } from './line-server.ts';
import { logProblem, logRecord } from './logger.ts';
import { Metrics } from './metrics/metrics.ts';
import { answerRequest, type TransitionHistory } from './node-api.ts';
import { foreignFolder } from './own-folder.ts';
import { takePrecedence } from './precedence.ts';
import { daemonProblem } from './protocol.ts';
import { ServiceManager } from './service-manager.ts';
import { SteadyClock } from './steady-clock.ts';
import { Watchdog } from './watchdog.ts';

export interface DaemonOptions {
  readonly config: DaemonConfig;
  readonly logger: Logger;
  readonly version: string;
  readonly localOffset: (epochSeconds: number) => number;
}

/** How a daemon has ended. */
export interface DaemonEnd {
  readonly code: number;
  /** A thread waits for a Corosync that stands still: the process cannot end in good order. */
  readonly isHeldUp: boolean;
}

/** A connection to Corosync closes within this time, or not at all. */
const RELEASE_MS = 1000;

/** Linux's door to an immediate reset of the machine. */
const SYSRQ = '/proc/sysrq-trigger';

/** The daemon of one node: membership service, agents, disk, socket, metrics, systemd and watchdog around a ClusterNode. */
export class Daemon {
  readonly #options: DaemonOptions;
  readonly #engine: ClusterEngine;
  readonly #executor: Executor;
  readonly #alerts: AlertAgents;
  readonly #store: DiskStore;
  readonly #node: ClusterNode;
  readonly #metrics: Metrics;
  readonly #socket: LineServer;
  readonly #manager = new ServiceManager();
  readonly #clock = new SteadyClock();
  #metricsServer: Server | null = null;
  #end: ((end: DaemonEnd) => void) | null = null;
  #isStopping = false;
  #isEnding = false;
  #isCorosyncSilent = false;
  #watchdog: Watchdog | null = null;
  /** Resolves when the daemon has ended. */
  readonly ended: Promise<DaemonEnd>;

  constructor(options: DaemonOptions) {
    this.#options = options;
    const { config, logger, version, localOffset } = options;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#engine = createEngine(config);
    const agents = {
      ocfRoot: config.agents.ocfRoot,
      fenceFolders: config.agents.fenceFolders,
      runtimeFolder: config.runtimeFolder,
      toolsFolder: join(homeFolder(), 'bin', 'tools'),
      logFacility: 'daemon',
      environment: { HAWSER_SOCKET: config.socket.path, ...config.agents.environment },
    };
    this.#executor = new Executor(agents);
    this.#alerts = new AlertAgents({
      environment: () => baseEnvironment(this.#executor.settings),
      user: agentUser(),
      log: (record) => logRecord(logger, record),
      localOffset,
    });
    this.#store = new DiskStore({
      folder: config.stateFolder,
      nodeName: () => this.#node.name,
      release: version,
      localOffset,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      report: (problem) => logProblem(logger, problem),
    });
    this.#metrics = new Metrics({
      version,
      node: () => this.#node,
      engine: this.#engine,
      executor: () => this.#executor.statistics,
      localOffset,
    });
    this.#node = new ClusterNode({
      engine: this.#engine,
      runner: this.#executor,
      store: this.#store,
      clock: this.#clock.now,
      timeOfDay: this.#clock.timeOfDay,
      incarnation: randomUUID(),
      armWatchdog: isThere(config.watchdog, logger) ? () => this.#armWatchdog() : null,
      log: (record) => logRecord(logger, record),
      selfFencing: (why) => this.#selfFence(why),
      onSilent: (isSilent) => this.#silent(isSilent),
      onLeft: (why) => void this.#finish(0, why),
      observer: {
        stepped: (event, effects, milliseconds, state) => {
          this.#metrics.stepped(event, effects, milliseconds);
          this.#alerts.stepped(event, effects, state);
        },
      },
      localOffset,
    });
    const api = {
      node: this.#node,
      engine: this.#engine,
      history: diskHistory(this.#store),
      metrics: () => this.#metrics.text(),
      agents,
      version,
    };
    this.#socket = new LineServer({
      path: config.socket.path,
      mode: config.socket.mode,
      groupId: config.socket.group === null ? null : groupId(config.socket.group),
      answer: (request) => answerRequest(api, request),
    });
  }

  /** Opens the socket, then joins; a problem means that it could not. */
  async start(): Promise<Problem | null> {
    const { config, logger } = this.#options;
    takePrecedence();
    try {
      mkdirSync(config.runtimeFolder, { recursive: true, mode: 0o755 });
      mkdirSync(config.stateFolder, { recursive: true, mode: 0o750 });
      const foreign = foreignFolder(dirname(config.socket.path));
      if (foreign !== null) return foreign;
    } catch (error) {
      const why = failureWords(error);
      const hint = 'Run as root, or name other folders in the configuration (runtimeFolder, stateFolder)';
      return daemonProblem('HWS-DMN-010', `A folder of the daemon cannot be made: ${why}`, hint);
    }
    const problem = (await this.#socket.start()) ?? (await this.#serveMetrics());
    if (problem !== null) return problem;
    logger.info(`Hawser ${this.#options.version} starts; clients are served at ${config.socket.path}`);
    // A node that waits for Corosync is served all the same: it says what it waits for.
    this.#manager.ready('waits for the membership service');
    const obstacle = await this.#node.start();
    if (obstacle !== null) return obstacle;
    const status = `member of cluster ${this.#engine.clusterName()} as ${this.#node.name}`;
    logger.info(status);
    this.#manager.status(status);
    return null;
  }

  /** Hands services over, leaves, ends. A second call ends at once. */
  stop(why: string): void {
    const { config, logger } = this.#options;
    if (this.#isStopping || this.#node.state === null) {
      void this.#finish(0, why);
      return;
    }
    this.#isStopping = true;
    logger.info(`Ends (${why}): services of this node are handed over`);
    this.#manager.stopping('hands services over', config.stopTimeoutMs);
    const deadline = setTimeout(() => {
      const seconds = config.stopTimeoutMs / 1000;
      logger.error(
        `The hand-over has not ended within ${seconds} s; services are stopped here, the node leaves`,
      );
      void this.#node.stopServices().then(() => this.#finish(1, 'the hand-over took too long'));
    }, config.stopTimeoutMs);
    deadline.unref();
    void this.#node.request({ kind: 'shutdown-node', node: this.#node.name }).then((answer) => {
      if (answer.kind === 'refused' && !this.#isEnding)
        for (const problem of answer.problems) logProblem(logger, problem);
    });
  }

  async #finish(code: number, why: string): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#options.logger.info(`Ended: ${why}`);
    this.#manager.close();
    await this.#node.close();
    // A node that must go has no time for words.
    await this.#alerts.close(code === 0 ? undefined : 0);
    await this.#socket.close();
    this.#metricsServer?.close();
    if (code === 0) this.#endWatch();
    this.#end?.({ code, isHeldUp: await this.#isHeldUp() });
  }

  async #isHeldUp(): Promise<boolean> {
    const deadline = new Promise<boolean>((resolve) => setTimeout(() => resolve(true), RELEASE_MS));
    return await Promise.race([this.#engine.released().then(() => false), deadline]);
  }

  /** The node must not go on: by watchdog, by reset, or, where there is neither, by stopping everything. */
  #selfFence(why: string): void {
    const { config, logger } = this.#options;
    logger.fatal({ code: 'HWS-DMN-009' }, `This node must not go on: ${why}`);
    if (config.resetsItself) {
      try {
        writeFileSync(SYSRQ, 'b');
      } catch (error) {
        logger.error({ err: error }, `${SYSRQ} does not reset this machine`);
      }
    }
    this.#watchdog?.starve();
    void this.#node.stopServices().then(() => this.#finish(1, why));
  }

  /** While Corosync stands still the others may have lost this node: its watchdog must not be fed. */
  #silent(isSilent: boolean): void {
    if (isSilent === this.#isCorosyncSilent) return;
    this.#isCorosyncSilent = isSilent;
    this.#manager.status(
      isSilent ? 'Corosync does not answer' : `member of cluster ${this.#engine.clusterName()}`,
    );
    if (isSilent && this.#watchdog !== null) {
      this.#options.logger.fatal(
        { code: 'HWS-DMN-009' },
        'The watchdog is not fed any more: it resets this node unless Corosync answers in time',
      );
    }
  }

  /** Not before the node is of a primary view: what an earlier life left running may be relied on to end. */
  #armWatchdog(): number | null {
    const { config, logger } = this.#options;
    if (config.watchdog === null) return null;
    const mayGoOn = (): boolean => !this.#isCorosyncSilent && this.#node.mayFeedWatchdog();
    const opened = Watchdog.open({ path: config.watchdog, seconds: config.watchdogSeconds, mayGoOn });
    if (typeof opened !== 'string') {
      this.#watchdog = opened;
      return opened.resetMs;
    }
    logger.error(
      `The watchdog ${config.watchdog} cannot be used (${opened}): this node does not claim to fence itself`,
    );
    return null;
  }

  #endWatch(): void {
    if (!this.#node.owesItsEnd()) {
      this.#watchdog?.disarm();
      return;
    }
    this.#watchdog?.starve();
    this.#options.logger.fatal(
      { code: 'HWS-DMN-009' },
      'The daemon ends while services go on that the others rely on to end: the watchdog resets this node',
    );
  }

  #serveMetrics(): Promise<Problem | null> {
    const { metrics } = this.#options.config;
    if (metrics === null) return Promise.resolve(null);
    const server = createServer((request, response) => {
      if (request.url !== '/metrics') {
        response.writeHead(404).end('Metrics are at /metrics\n');
        return;
      }
      void this.#metrics.text().then(
        (text) => response.writeHead(200, { 'content-type': this.#metrics.contentType }).end(text),
        (error: unknown) => {
          this.#options.logger.error({ err: error }, 'Metrics could not be gathered');
          response.writeHead(500).end();
        },
      );
    });
    this.#metricsServer = server;
    return new Promise((resolve) => {
      server.once('error', (error) => {
        const where = `${metrics.address}:${metrics.port}`;
        const hint = 'Choose another address or port (metrics in the configuration), or null for none';
        resolve(daemonProblem('HWS-DMN-008', `Metrics cannot be served at ${where}: ${error.message}`, hint));
      });
      server.listen(metrics.port, metrics.address, () => resolve(null));
    });
  }
}

/** A node claims to fence itself only with a watchdog that it may open. */
function isThere(watchdog: string | null, logger: Logger): boolean {
  if (watchdog === null) return false;
  try {
    accessSync(watchdog, constants.W_OK);
    return true;
  } catch (error) {
    const why = failureWords(error);
    logger.error(
      `The watchdog ${watchdog} cannot be used (${why}): this node does not claim to fence itself`,
    );
    return false;
  }
}

function createEngine({ engine }: DaemonConfig): ClusterEngine {
  if (engine.kind === 'corosync') return new CorosyncEngine({ group: engine.group });
  const { nodeId, name } = engine;
  return new EmbeddedCluster({ name: 'single', nodes: [{ nodeId, name }] }).createEngine(nodeId);
}

function diskHistory(store: DiskStore): TransitionHistory {
  return {
    list: async () =>
      store.transitions
        .list()
        .map(({ sequence, number, at, trigger, actions }) => ({
          sequence,
          number,
          at,
          reasons: trigger,
          actions,
        }))
        .reverse(),
    read: async (wanted) => {
      const kept = await store.transitions.read(wanted);
      if (!kept.ok) return null;
      const { sequence, number, at, trigger, actions } = kept.value.record;
      return { transition: { sequence, number, at, reasons: trigger, actions }, cib: kept.value.cib };
    },
  };
}
