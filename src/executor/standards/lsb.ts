import { join } from 'node:path';
import { OperationStatus } from '../../controller/model/operation.ts';
import { baseEnvironment } from '../agent-environment.ts';
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
import type { ExecutorSettings } from '../settings.ts';

/** Path of an init script; `null` for names that none can have. */
export function lsbScriptPath(settings: ExecutorSettings, type: string): string | null {
  return isAgentName(type) ? join(settings.lsbFolder, type) : null;
}

/** What an init script's exit code means: `status` has codes of its own. */
export function lsbCode(task: string, exitCode: number): number {
  if (task !== 'monitor' && task !== 'status') {
    return exitCode >= 0 && exitCode <= OcfCode.NotRunning ? exitCode : OcfCode.Generic;
  }
  if (exitCode === 0) return OcfCode.Success;
  if (exitCode >= 1 && exitCode <= 3) return OcfCode.NotRunning;
  if (exitCode === 150) return OcfCode.NotInstalled;
  if (exitCode === 151) return OcfCode.Permission;
  return OcfCode.Generic;
}

/** Init scripts (S1.54): they have no parameters, and `monitor` is their `status`. */
export class LsbStandard implements AgentStandard {
  readonly #settings: ExecutorSettings;
  readonly #children: ChildRunner;

  constructor(settings: ExecutorSettings, children: ChildRunner) {
    this.#settings = settings;
    this.#children = children;
  }

  async run(call: AgentCall, signal: AbortSignal | null): Promise<AgentRun> {
    const path = lsbScriptPath(this.#settings, call.type);
    if (path === null) {
      const reason = `lsb:${call.type} is not the name of an init script`;
      return runWithoutProcess(OcfCode.NotInstalled, OperationStatus.NotInstalled, reason);
    }
    const child = await this.#children.run(
      {
        program: path,
        arguments: [call.task === 'monitor' ? 'status' : call.task],
        environment: baseEnvironment(this.#settings),
        input: null,
        timeoutMs: call.timeoutMs,
        outputLimit: OUTPUT_LIMIT,
      },
      signal,
    );
    return runOf(child, path, call.timeoutMs, (exitCode) => lsbCode(call.task, exitCode));
  }
}
