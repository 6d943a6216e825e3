import { setTimeout as sleep } from 'node:timers/promises';
import type { FenceOrder, FenceResult } from '../../controller/model/fencing.ts';
import { baseEnvironment } from '../agent-environment.ts';
import { OUTPUT_LIMIT } from '../agent-run.ts';
import type { ChildOutcome, ChildRunner } from '../child/child-runner.ts';
import { fenceAgentPath, type MetadataCache } from '../metadata/metadata.ts';
import type { AgentMetadata } from '../metadata/model.ts';
import { maskSecrets, secretValues } from '../secrets.ts';
import type { ExecutorSettings } from '../settings.ts';

/** What the cluster keeps with a device and its agent has no use for. */
const NOT_FOR_AGENTS = /^(CRM_meta_|pcmk_|crm_feature_set$|stonith-timeout$|provides$|action$|nodename$)/;

/** Fencing is not held up longer than this by an agent whose metadata are not known yet. */
const METADATA_WAIT_MS = 5000;

/** Hosts of a `list` may be many. */
const LIST_LIMIT = 1 << 20;

/** A run of a fence agent. */
export interface FenceRun {
  /** `null` when the agent is not installed. */
  readonly child: ChildOutcome | null;
  /** Why there was no run. */
  readonly refusal: string | null;
}

/** Calls fence agents: options on standard input, one a line; never on the command line. */
export class FenceAgents {
  readonly #settings: ExecutorSettings;
  readonly #children: ChildRunner;
  readonly #metadata: MetadataCache;

  constructor(settings: ExecutorSettings, children: ChildRunner, metadata: MetadataCache) {
    this.#settings = settings;
    this.#children = children;
    this.#metadata = metadata;
  }

  /** Carries out one order of the fencer. */
  async fence(order: FenceOrder, signal: AbortSignal | null = null): Promise<FenceResult> {
    if (order.delayMs > 0) {
      const isInterrupted = await sleep(order.delayMs, false, signal === null ? {} : { signal }).catch(
        () => true,
      );
      if (isInterrupted)
        return answer('failed', `the executor ended before the delay of ${order.agent} was over`);
    }
    const metadata = await this.#metadataOf(order.agent);
    if (metadata !== null && metadata.actions.length > 0) {
      const isKnown = metadata.actions.some((action) => action.name === order.agentAction);
      if (!isKnown) return answer('unsupported', `${order.agent} has no action ${order.agentAction}`);
    }
    const options = { ...order.parameters, ...targetOptions(order, metadata) };
    const { child, refusal } = await this.run(
      order.agent,
      order.agentAction,
      options,
      order.timeoutMs,
      signal,
    );
    if (child === null) return answer('unsupported', refusal ?? `${order.agent} is not installed`);
    const privateNames = metadata?.parameters.filter((one) => one.isPrivate).map((one) => one.name) ?? [];
    const secrets = secretValues(order.parameters, privateNames);
    const isDone = child.exitCode === 0 || (order.action === 'status' && child.exitCode === 2);
    const power = order.action !== 'status' ? null : powerOf(child.exitCode);
    const said = child.isTimeout
      ? `${order.agent} did not end within ${order.timeoutMs} ms\n${child.stderr}`
      : `${withoutWarnings(child.stderr)}${child.stdout}`;
    return {
      outcome: isDone ? 'ok' : 'failed',
      power,
      hosts: order.action === 'list' && child.exitCode === 0 ? hostsIn(child.stdout) : null,
      rc: child.exitCode,
      isTimeout: child.isTimeout,
      output: maskSecrets(said.slice(-OUTPUT_LIMIT), secrets).trim(),
      startedAt: child.startedAt,
      endedAt: child.endedAt,
    };
  }

  /** Runs an agent's action with options. */
  async run(
    agent: string,
    action: string,
    parameters: Readonly<Record<string, string>>,
    timeoutMs: number,
    signal: AbortSignal | null,
  ): Promise<FenceRun> {
    const path = await fenceAgentPath(this.#settings, agent);
    if (path === null) return { child: null, refusal: `${agent} is not installed` };
    const lines = [`action=${action}`];
    for (const [name, value] of Object.entries(parameters)) {
      if (NOT_FOR_AGENTS.test(name) && name !== 'nodename') continue;
      // A line end would smuggle in another option.
      if (/[\n\r\0]/.test(name + value) || name.includes('=')) {
        return { child: null, refusal: `parameter ${JSON.stringify(name)} cannot be handed to ${agent}` };
      }
      lines.push(`${name}=${value}`);
    }
    const child = await this.#children.run(
      {
        program: path,
        arguments: [],
        environment: baseEnvironment(this.#settings),
        input: `${lines.join('\n')}\n`,
        timeoutMs,
        outputLimit: action === 'list' ? LIST_LIMIT : OUTPUT_LIMIT,
      },
      signal,
    );
    if (child.startError === null) return { child, refusal: null };
    return { child: null, refusal: `${path} could not be started: ${child.startError}` };
  }

  /** Metadata of an agent, unless they are not to be had in short time. */
  async #metadataOf(agent: string): Promise<AgentMetadata | null> {
    const name = { class: 'stonith', provider: null, type: agent };
    const known = this.#metadata.known(name);
    if (known !== null) return known;
    const timer = new AbortController();
    const late = sleep(METADATA_WAIT_MS, null, { signal: timer.signal }).catch(() => null);
    const read = this.#metadata.read(name).then((result) => (result.ok ? result.value : null));
    const metadata = await Promise.race([read, late]);
    timer.abort();
    return metadata;
  }
}

/** Options that name the target to the agent. */
function targetOptions(order: FenceOrder, metadata: AgentMetadata | null): Record<string, string> {
  if (order.target === null) return {};
  const options: Record<string, string> = { nodename: order.target };
  const name = order.hostArgument ?? hostArgument(metadata);
  // A port that was configured by hand is the operator's word.
  if (name !== 'none' && order.parameters[name] === undefined) {
    options[name] = order.targetAlias ?? order.target;
  }
  return options;
}

function hostArgument(metadata: AgentMetadata | null): string {
  const has = (name: string): boolean => metadata?.parameters.some((one) => one.name === name) === true;
  if (has('plug')) return 'plug';
  return metadata === null || has('port') ? 'port' : 'none';
}

function powerOf(exitCode: number | null): 'on' | 'off' | null {
  if (exitCode === 0) return 'on';
  return exitCode === 2 ? 'off' : null;
}

/**
 * What an agent says, without the warnings its interpreter has for the agent's author: `PATH:LINE: SomeWarning: TEXT` and
 * the line of source below it (format of Python's module warnings). They would stand before the reason of a failure.
 */
function withoutWarnings(text: string): string {
  return text.replace(/^\S+:\d+: \w*Warning: .*\n(?:[ \t]+.*\n)?/gm, '');
}

/** Names in a listing: a line is a host, and may give it several names (`1,node1`). */
function hostsIn(text: string): readonly string[] {
  const names = text.split(/[\s,;]+/).map((name) => name.replace(/^["'[]+|["'\]]+$/g, ''));
  return [...new Set(names.filter((name) => name !== ''))];
}

function answer(outcome: FenceResult['outcome'], output: string): FenceResult {
  const at = Date.now();
  return {
    outcome,
    power: null,
    hosts: null,
    rc: null,
    isTimeout: false,
    output,
    startedAt: at,
    endedAt: at,
  };
}
