import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem, Result } from '../../result/problem.ts';
import { baseEnvironment, ocfEnvironment } from '../agent-environment.ts';
import { isAgentName } from '../agent-run.ts';
import type { ChildRunner } from '../child/child-runner.ts';
import type { ExecutorSettings } from '../settings.ts';
import { lsbScriptPath } from '../standards/lsb.ts';
import { ocfAgentPath } from '../standards/ocf.ts';
import { resolveService } from '../standards/service.ts';
import { unitName } from '../standards/systemd.ts';
import type { SystemdBus } from '../standards/systemd-bus.ts';
import { plainAction, readLsbHeader } from './lsb-header.ts';
import type { AgentMetadata, AgentName } from './model.ts';
import { parseMetadata } from './parse.ts';

/** Metadata of the largest agents are about 100 kB. */
const METADATA_LIMIT = 4 << 20;

/** An agent that could not tell its metadata is asked again after this time, even if its file is the same. */
const FAILURE_MS = 60_000;

const PLUGIN_MS = 20_000;
const UNIT_MS = 100_000;

interface Entry {
  readonly fileStamp: string;
  readonly answer: Promise<Result<AgentMetadata>>;
  /** When a failure was found, by the monotonic clock. */
  failedAt: number | null;
  /** Set once it is known. */
  value: AgentMetadata | null;
}

/** Metadata of agents, kept as long as the agent's file does not change. */
export class MetadataCache {
  readonly #settings: ExecutorSettings;
  readonly #children: ChildRunner;
  readonly #bus: SystemdBus;
  readonly #entries = new Map<string, Entry>();

  constructor(settings: ExecutorSettings, children: ChildRunner, bus: SystemdBus) {
    this.#settings = settings;
    this.#children = children;
    this.#bus = bus;
  }

  /** Metadata of an agent; asks the agent when they are not known or it has changed. */
  async read(agent: AgentName): Promise<Result<AgentMetadata>> {
    switch (agent.class) {
      case 'ocf': {
        const path = ocfAgentPath(this.#settings, agent.provider, agent.type);
        return this.#cached(agent, path, (file) => this.#askOcf(agent, file));
      }
      case 'stonith': {
        const path = await fenceAgentPath(this.#settings, agent.type);
        return this.#cached(agent, path, (file) => this.#askFenceAgent(file));
      }
      case 'lsb': {
        const path = lsbScriptPath(this.#settings, agent.type);
        return this.#cached(agent, path, async (file) => {
          const script = await readFile(file, 'utf8');
          return { ok: true, value: readLsbHeader(agent.type, script), problems: [] };
        });
      }
      case 'service': {
        const standard = await resolveService(this.#settings, this.#bus, agent.type);
        return this.read({ ...agent, class: standard });
      }
      case 'systemd':
        return this.#describeUnit(agent.type);
      case 'nagios': {
        const path = isAgentName(agent.type) ? join(this.#settings.nagiosFolder, agent.type) : null;
        return this.#cached(agent, path, async () => ({ ok: true, value: plugin(agent.type), problems: [] }));
      }
      default:
        return failure(`${agentText(agent)}: there is no standard ${agent.class}`);
    }
  }

  /** What is known without asking or waiting; `null` when nothing is. */
  known(agent: AgentName): AgentMetadata | null {
    return this.#entries.get(agentText(agent))?.value ?? null;
  }

  async #cached(
    agent: AgentName,
    path: string | null,
    ask: (file: string) => Promise<Result<AgentMetadata>>,
  ): Promise<Result<AgentMetadata>> {
    const key = agentText(agent);
    const fileStamp = path === null ? null : await stampOf(path);
    if (path === null || fileStamp === null) {
      this.#entries.delete(key);
      return failure(`${key} is not installed`);
    }
    const known = this.#entries.get(key);
    if (known !== undefined && known.fileStamp === fileStamp) {
      if (known.failedAt === null || performance.now() - known.failedAt < FAILURE_MS) return known.answer;
    }
    const entry: Entry = {
      fileStamp,
      answer: ask(path).catch((error: unknown) => failure(`${key}: ${String(error)}`)),
      failedAt: null,
      value: null,
    };
    this.#entries.set(key, entry);
    const answer = await entry.answer;
    if (answer.ok) entry.value = answer.value;
    else entry.failedAt = performance.now();
    return answer;
  }

  async #askOcf(agent: AgentName, path: string): Promise<Result<AgentMetadata>> {
    const call = {
      resource: agent.type,
      provider: agent.provider,
      type: agent.type,
      task: 'meta-data',
      intervalMs: 0,
      timeoutMs: this.#settings.metadataTimeoutMs,
      parameters: {},
    };
    return this.#ask(path, ['meta-data'], ocfEnvironment(this.#settings, call), null);
  }

  #askFenceAgent(path: string): Promise<Result<AgentMetadata>> {
    return this.#ask(path, [], baseEnvironment(this.#settings), 'action=metadata\n');
  }

  async #ask(
    program: string,
    words: readonly string[],
    environment: Readonly<Record<string, string>>,
    input: string | null,
  ): Promise<Result<AgentMetadata>> {
    const child = await this.#children.run({
      program,
      arguments: words,
      environment,
      input,
      timeoutMs: this.#settings.metadataTimeoutMs,
      outputLimit: METADATA_LIMIT,
    });
    if (child.startError !== null) return failure(`${program} could not be started: ${child.startError}`);
    if (child.isTimeout) {
      return failure(
        `${program} did not print its metadata within ${this.#settings.metadataTimeoutMs / 1000} s`,
      );
    }
    if (child.isCut) return failure(`${program} printed more than metadata can be`);
    const parsed = parseMetadata(child.stdout);
    if (child.exitCode !== 0 && !parsed.ok) {
      return failure(
        `${program} ended with ${child.exitCode ?? child.signal} when asked for its metadata: ${child.stderr.trim().slice(-300)}`,
      );
    }
    return parsed;
  }

  async #describeUnit(type: string): Promise<Result<AgentMetadata>> {
    const state = await this.#bus.unitState(unitName(type), this.#settings.metadataTimeoutMs);
    if (!state.ok) return failure(`systemd:${type}: ${state.reason}`);
    if (state.value.loadState === 'not-found') return failure(`systemd:${type} is not installed`);
    return { ok: true, value: unit(type), problems: [] };
  }
}

/** Path of an installed fence agent; `null` when there is none of this name. */
export async function fenceAgentPath(settings: ExecutorSettings, type: string): Promise<string | null> {
  if (!isAgentName(type) || !type.startsWith('fence_')) return null;
  for (const folder of settings.fenceFolders) {
    const path = join(folder, type);
    if ((await stampOf(path)) !== null) return path;
  }
  return null;
}

/** `CLASS:PROVIDER:TYPE`, or `CLASS:TYPE`. */
export function agentText(agent: AgentName): string {
  return agent.provider === null
    ? `${agent.class}:${agent.type}`
    : `${agent.class}:${agent.provider}:${agent.type}`;
}

/** Changes whenever a file is replaced or written; `null` when it is not there. */
async function stampOf(path: string): Promise<string | null> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
  } catch {
    return null;
  }
}

function plugin(type: string): AgentMetadata {
  return {
    name: type,
    version: '',
    standardVersion: '',
    shortDescription: `Nagios plugin ${type}`,
    longDescription: `Nagios plugin ${type}. Its options are given as parameters; secret ones reach it in a private file.`,
    parameters: [],
    actions: [
      plainAction('start', PLUGIN_MS, null),
      plainAction('stop', PLUGIN_MS, null),
      plainAction('monitor', PLUGIN_MS, 10_000),
    ],
  };
}

/** Units have no metadata; these values are the field's (S1.68). */
function unit(type: string): AgentMetadata {
  return {
    name: type,
    version: '',
    standardVersion: '',
    shortDescription: `systemd unit file for ${type}`,
    longDescription: `Cluster Controlled ${type}`,
    parameters: [],
    actions: [
      plainAction('start', UNIT_MS, null),
      plainAction('stop', UNIT_MS, null),
      plainAction('monitor', UNIT_MS, 60_000),
    ],
  };
}

function failure(message: string): Result<never> {
  const problem: Problem = {
    code: 'HWS-EXE-001',
    severity: 'error',
    message,
    hint: 'List the agents that are installed on this node; install the package that ships the agent.',
    id: null,
    at: null,
  };
  return { ok: false, problems: [problem] };
}
