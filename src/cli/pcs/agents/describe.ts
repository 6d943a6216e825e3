import type { Agent, AgentParameter } from '../../../configuration/agents/agent.ts';
import { agentText } from '../../../configuration/agents/agent.ts';
import { suggestedOperations } from '../../../configuration/resources/new-operations.ts';
import type { AgentMetadata, ParameterMetadata } from '../../../executor/metadata/model.ts';
import { type CommonParameter, FENCING_PARAMETERS, TRACE_PARAMETERS } from './common-parameters.ts';

const COMMON: ReadonlyMap<string, CommonParameter> = new Map(
  [...FENCING_PARAMETERS, ...TRACE_PARAMETERS].map((one) => [one.name, one]),
);

/** An agent as `describe` shows it; `isFull` shows its deprecated and advanced parameters too. */
export function describeAgent(agent: Agent, metadata: AgentMetadata, isFull: boolean): readonly string[] {
  const isFence = agent.name.standard === 'stonith';
  const name = isFence ? agent.name.type : agentText(agent.name);
  const short = oneLine(metadata.shortDescription);
  const lines = [short === '' ? name : `${name} - ${short}`];
  const long = oneLine(metadata.longDescription);
  if (long !== '') lines.push('', long);
  const own = new Map(metadata.parameters.map((one) => [one.name, one]));
  const parameters = agent.parameters.filter(
    (one) => isFull || !(one.isDeprecated || (COMMON.get(one.name)?.isAdvanced ?? false)),
  );
  if (parameters.length > 0) {
    lines.push('', isFence ? 'Stonith options:' : 'Resource options:');
    for (const one of parameters) lines.push(`  ${parameterLine(one, own.get(one.name), metadata)}`);
  }
  const operations = suggestedOperations(agent);
  if (operations.length > 0) lines.push('', 'Default operations:');
  for (const { name: operation, options } of operations) {
    lines.push(`  ${operation}:`);
    for (const [option, value] of options) lines.push(`    ${option}=${value}`);
  }
  return lines;
}

function parameterLine(
  parameter: AgentParameter,
  own: ParameterMetadata | undefined,
  metadata: AgentMetadata,
): string {
  const { name, isRequired, isDeprecated, replacedBy, uniqueGroup } = parameter;
  const marks: string[] = [];
  if (isDeprecated)
    marks.push(replacedBy.length === 0 ? 'deprecated' : `deprecated by ${replacedBy.join(', ')}`);
  if (isRequired) marks.push('required');
  if (uniqueGroup !== null) {
    // Groups came with OCF 1.1; before, a parameter could only be unique by itself.
    const hasGroups = /^1\.[1-9]/.test(metadata.standardVersion);
    marks.push(hasGroups ? `unique group: ${uniqueGroup}` : 'unique');
  }
  const common = COMMON.get(name);
  const text =
    own === undefined ? (common?.text ?? '') : oneLine(own.longDescription) || oneLine(own.shortDescription);
  const head = [name, ...marks.map((mark) => `(${mark})`)].join(' ');
  return `${head}: ${text === '' ? 'No description available' : text}`;
}

/** A description without line breaks; what is indented for the eye stays as it is. */
function oneLine(text: string): string {
  return text.trim().replaceAll('\n', ' ');
}
