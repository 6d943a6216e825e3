import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationStatus } from '../../controller/model/operation.ts';
import { baseEnvironment, unfitParameter } from '../agent-environment.ts';
import {
  type AgentCall,
  type AgentRun,
  type AgentStandard,
  isAgentName,
  OUTPUT_LIMIT,
  runOf,
  runWithoutProcess,
} from '../agent-run.ts';
import type { ChildRunner } from '../child/child-runner.ts';
import { OcfCode } from '../ocf-code.ts';
import { isSecretName } from '../secrets.ts';
import type { ExecutorSettings } from '../settings.ts';

/** Between two tries of a start: the service that is watched may still be coming up. */
const RETRY_MS = 1000;

const STATES: readonly string[] = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];

/**
 * Nagios plugins: they can only look. `start` waits until the plugin is content, `stop` does nothing, and a probe finds
 * nothing running, since nothing is known to have been started.
 */
export class NagiosStandard implements AgentStandard {
  readonly #settings: ExecutorSettings;
  readonly #children: ChildRunner;

  constructor(settings: ExecutorSettings, children: ChildRunner) {
    this.#settings = settings;
    this.#children = children;
  }

  async run(call: AgentCall, signal: AbortSignal | null): Promise<AgentRun> {
    if (!isAgentName(call.type)) {
      const reason = `nagios:${call.type} is not the name of a plugin`;
      return runWithoutProcess(OcfCode.NotInstalled, OperationStatus.NotInstalled, reason);
    }
    const unfit = unfitParameter(call.parameters);
    if (unfit !== null) {
      const reason = `parameter ${JSON.stringify(unfit)} cannot be handed to a plugin`;
      return runWithoutProcess(OcfCode.NotConfigured, OperationStatus.Invalid, reason);
    }
    switch (call.task) {
      case 'stop':
        return runWithoutProcess(OcfCode.Success, OperationStatus.Done, '');
      case 'start':
        return this.#start(call, signal);
      case 'monitor':
        if (call.intervalMs === 0) {
          return runWithoutProcess(OcfCode.NotRunning, OperationStatus.Done, '');
        }
        return this.#look(call, call.timeoutMs, signal);
      default: {
        const reason = `plugins have no action ${call.task}`;
        return runWithoutProcess(OcfCode.Unimplemented, OperationStatus.Done, reason);
      }
    }
  }

  async #start(call: AgentCall, signal: AbortSignal | null): Promise<AgentRun> {
    const deadline = performance.now() + call.timeoutMs;
    for (;;) {
      const run = await this.#look(call, Math.max(1, deadline - performance.now()), signal);
      const isFinal = run.rc === OcfCode.Success || run.status !== OperationStatus.Done;
      if (isFinal || signal?.aborted === true || performance.now() + RETRY_MS >= deadline) return run;
      await sleep(RETRY_MS);
    }
  }

  async #look(call: AgentCall, timeoutMs: number, signal: AbortSignal | null): Promise<AgentRun> {
    const path = join(this.#settings.nagiosFolder, call.type);
    const options = new PluginOptions(this.#settings.runtimeFolder, call.parameters);
    try {
      const child = await this.#children.run(
        {
          program: path,
          arguments: await options.words(),
          environment: baseEnvironment(this.#settings),
          input: null,
          timeoutMs,
          outputLimit: OUTPUT_LIMIT,
        },
        signal,
      );
      const run = runOf(child, path, call.timeoutMs, (exitCode) =>
        exitCode === 0 ? OcfCode.Success : OcfCode.Generic,
      );
      if (run.status !== OperationStatus.Done || run.rc === OcfCode.Success) return run;
      const said = run.stdout.split('\n', 1)[0] as string;
      return { ...run, exitReason: `${STATES[child.exitCode ?? -1] ?? `exit ${child.exitCode}`}: ${said}` };
    } catch (error) {
      // The private file of the options could not be written.
      return runWithoutProcess(OcfCode.Generic, OperationStatus.Error, String(error));
    } finally {
      await options.remove();
    }
  }
}

/** Options of a plugin; secrets go in a private file that plugins read themselves (`--extra-opts`). */
class PluginOptions {
  readonly #folder: string;
  readonly #parameters: Readonly<Record<string, string>>;
  #file: string | null = null;

  constructor(folder: string, parameters: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#parameters = parameters;
  }

  async words(): Promise<readonly string[]> {
    const words: string[] = [];
    const secrets: string[] = [];
    for (const [name, value] of Object.entries(this.#parameters)) {
      if (name.startsWith('CRM_meta_') || name === 'crm_feature_set' || name === 'OCF_CHECK_LEVEL') continue;
      if (isSecretName(name, [])) secrets.push(`${name}=${value.replaceAll('\n', ' ')}`);
      else words.push(`--${name}`, value);
    }
    if (secrets.length === 0) return words;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    this.#file = join(this.#folder, `plugin-${randomUUID()}.ini`);
    await writeFile(this.#file, `[hawser]\n${secrets.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
    return [`--extra-opts=hawser@${this.#file}`, ...words];
  }

  async remove(): Promise<void> {
    if (this.#file !== null) await rm(this.#file, { force: true });
  }
}
