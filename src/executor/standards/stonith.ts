import { OperationStatus } from '../../controller/model/operation.ts';
import { parseTimeMs } from '../../result/interval.ts';
import { type AgentCall, type AgentRun, type AgentStandard, runOf, runWithoutProcess } from '../agent-run.ts';
import type { MetadataCache } from '../metadata/metadata.ts';
import { OcfCode } from '../ocf-code.ts';
import type { FenceAgents } from './fence-agent.ts';

/** A device is asked this often before its monitor has failed, as long as there is time. */
const TRIES = 2;

/** Settings of a device and the parameter that replaces the action for its monitor. */
const ACTION = 'pcmk_monitor_action';
const TIMEOUT = 'pcmk_monitor_timeout';
const RETRIES = 'pcmk_monitor_retries';

/**
 * Fence devices as resources. A started device is one that this node may use and has been able to talk to; start and
 * monitor ask the agent's `monitor`, stop and probe need no process.
 */
export class StonithStandard implements AgentStandard {
  readonly #agents: FenceAgents;
  readonly #metadata: MetadataCache;
  readonly #started = new Set<string>();

  constructor(agents: FenceAgents, metadata: MetadataCache) {
    this.#agents = agents;
    this.#metadata = metadata;
  }

  async run(call: AgentCall, signal: AbortSignal | null): Promise<AgentRun> {
    switch (call.task) {
      case 'start': {
        const run = await this.#monitor(call, signal);
        if (run.status === OperationStatus.Done && run.rc === OcfCode.Success)
          this.#started.add(call.resource);
        return run;
      }
      case 'stop':
        this.#started.delete(call.resource);
        return runWithoutProcess(OcfCode.Success, OperationStatus.Done, '');
      case 'monitor': {
        if (call.intervalMs > 0) return this.#monitor(call, signal);
        const rc = this.#started.has(call.resource) ? OcfCode.Success : OcfCode.NotRunning;
        return runWithoutProcess(rc, OperationStatus.Done, '');
      }
      default: {
        const reason = `fence devices have no action ${call.task}`;
        return runWithoutProcess(OcfCode.Unimplemented, OperationStatus.Done, reason);
      }
    }
  }

  async #monitor(call: AgentCall, signal: AbortSignal | null): Promise<AgentRun> {
    const timeoutMs = parseTimeMs(call.parameters[TIMEOUT] ?? '') ?? call.timeoutMs;
    const deadline = performance.now() + timeoutMs;
    const metadata = await this.#metadata.read({ class: 'stonith', provider: null, type: call.type });
    const isKnown = metadata.ok && metadata.value.actions.some((action) => action.name === 'monitor');
    const usual = isKnown || !metadata.ok ? 'monitor' : 'status';
    const action = call.parameters[ACTION] ?? usual;
    const retries = Number(call.parameters[RETRIES] ?? TRIES);
    for (let tries = Number.isFinite(retries) ? Math.max(1, retries) : TRIES; ; tries--) {
      const left = Math.max(1, deadline - performance.now());
      const { child, refusal } = await this.#agents.run(call.type, action, call.parameters, left, signal);
      if (child === null) {
        const reason = refusal ?? `${call.type} is not installed`;
        return runWithoutProcess(OcfCode.NotInstalled, OperationStatus.NotInstalled, reason);
      }
      const run = runOf(child, call.type, Math.round(timeoutMs), (exitCode) => monitorCode(action, exitCode));
      if (run.status !== OperationStatus.Done || run.rc === OcfCode.Success || tries <= 1) return failed(run);
      if (performance.now() >= deadline || signal?.aborted === true) return failed(run);
    }
  }
}

/** A device that reads `off` answers, too. */
function monitorCode(action: string, exitCode: number): number {
  const isAnswer = exitCode === 0 || (action === 'status' && exitCode === 2);
  return isAnswer ? OcfCode.Success : OcfCode.Generic;
}

/** Says why: fence agents do so on standard error, and Python's warnings stand there, too. */
function failed(run: AgentRun): AgentRun {
  if (run.status !== OperationStatus.Done || run.rc === OcfCode.Success) return run;
  const said = run.stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !/DeprecationWarning|^\s+from |^\s+import /.test(line))
    .at(-1);
  return { ...run, status: OperationStatus.Error, exitReason: (said ?? '').trim().slice(0, 512) };
}
