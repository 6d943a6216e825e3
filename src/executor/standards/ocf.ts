import { join } from 'node:path';
import { OperationStatus } from '../../controller/model/operation.ts';
import { ocfEnvironment, unfitParameter } from '../agent-environment.ts';
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

/** Path of an OCF agent; `null` for names that no agent can have. */
export function ocfAgentPath(
  settings: ExecutorSettings,
  provider: string | null,
  type: string,
): string | null {
  if (!isAgentName(provider) || !isAgentName(type)) return null;
  return join(settings.ocfRoot, 'resource.d', provider, type);
}

/** OCF agents: their exit codes are taken as they are. */
export class OcfStandard implements AgentStandard {
  readonly #settings: ExecutorSettings;
  readonly #children: ChildRunner;

  constructor(settings: ExecutorSettings, children: ChildRunner) {
    this.#settings = settings;
    this.#children = children;
  }

  async run(call: AgentCall, signal: AbortSignal | null): Promise<AgentRun> {
    const path = ocfAgentPath(this.#settings, call.provider, call.type);
    if (path === null) {
      const name = `${call.provider ?? ''}:${call.type}`;
      return runWithoutProcess(
        OcfCode.NotInstalled,
        OperationStatus.NotInstalled,
        `ocf:${name} is not the name of an agent`,
      );
    }
    const unfit = unfitParameter(call.parameters);
    if (unfit !== null) {
      const reason = `parameter ${JSON.stringify(unfit)} cannot be handed to an agent`;
      return runWithoutProcess(OcfCode.NotConfigured, OperationStatus.Invalid, reason);
    }
    const child = await this.#children.run(
      {
        program: path,
        arguments: [call.task],
        environment: ocfEnvironment(this.#settings, call),
        input: null,
        timeoutMs: call.timeoutMs,
        outputLimit: OUTPUT_LIMIT,
      },
      signal,
    );
    return runOf(child, path, call.timeoutMs);
  }
}
