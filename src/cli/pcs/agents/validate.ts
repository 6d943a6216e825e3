import { type AgentName, agentText } from '../../../configuration/agents/agent.ts';
import type { Pairs } from '../../../configuration/nvpairs.ts';
import { type Report, warning } from '../../../configuration/report.ts';
import { baseEnvironment, ocfEnvironment } from '../../../executor/agent-environment.ts';
import type { ChildCommand } from '../../../executor/child/child-runner.ts';
import { fenceAgentPath } from '../../../executor/metadata/metadata.ts';
import { ocfAgentPath } from '../../../executor/standards/ocf.ts';
import type { Catalogue } from './catalogue.ts';

const OUTPUT_LIMIT = 1 << 16;

/** Has an agent check its parameters itself. */
export async function validateByAgent(
  catalogue: Catalogue,
  name: AgentName,
  values: Pairs,
): Promise<readonly Report[]> {
  const command = await commandOf(catalogue, name, values);
  if (command === null) {
    return [warning('HWS-CFG-024', `${agentText(name)} cannot check its parameters itself`)];
  }
  const child = await catalogue.children.run(command);
  const output = `${child.stderr}${child.stdout}`.trim();
  const lines =
    output === ''
      ? ''
      : `\n${output
          .split('\n')
          .map((line) => `  ${line.trim()}`)
          .join('\n')}`;
  if (child.exitCode === 0) {
    return output === '' ? [] : [warning('HWS-CFG-024', `Validation result from agent:${lines}`)];
  }
  const message = 'Validation result from agent';
  const after = `:${lines === '' ? `\n  it ended with ${child.exitCode ?? child.signal ?? child.startError}` : lines}`;
  return [
    {
      code: 'HWS-CFG-024',
      severity: 'error',
      message,
      after,
      isForceable: true,
      isAlone: false,
      wording: 'in parentheses',
    },
  ];
}

async function commandOf(
  { settings }: Catalogue,
  { standard, provider, type }: AgentName,
  values: Pairs,
): Promise<ChildCommand | null> {
  const timeoutMs = settings.metadataTimeoutMs;
  if (standard === 'ocf') {
    const program = ocfAgentPath(settings, provider, type);
    if (program === null) return null;
    const parameters = Object.fromEntries(values);
    const call = {
      resource: 'test',
      provider,
      type,
      task: 'validate-all',
      intervalMs: 0,
      timeoutMs,
      parameters,
    };
    const environment = ocfEnvironment(settings, call);
    return {
      program,
      arguments: ['validate-all'],
      environment,
      input: null,
      timeoutMs,
      outputLimit: OUTPUT_LIMIT,
    };
  }
  if (standard !== 'stonith') return null;
  const program = await fenceAgentPath(settings, type);
  if (program === null) return null;
  const given = [...values].filter(([name]) => !name.startsWith('pcmk_'));
  const input = ['action=validate-all', ...given.map(([name, value]) => `${name}=${value}`), ''].join('\n');
  const environment = baseEnvironment(settings);
  return { program, arguments: [], environment, input, timeoutMs, outputLimit: OUTPUT_LIMIT };
}
