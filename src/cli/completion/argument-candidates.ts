import { agentText } from '../../configuration/agents/agent.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { PROPERTIES } from '../../configuration/properties/property-table.ts';
import { findResource } from '../../configuration/resources/resource-tree.ts';
import { agentNameOf } from '../pcs/agents/of-resource.ts';
import type { ArgumentKind, Command } from '../pcs/grammar/command.ts';
import { names } from './ids.ts';
import type { Sources } from './sources.ts';

/** Where in a command the cursor stands. */
interface Place {
  readonly command: Command;
  /** Words between the command's path and the cursor. */
  readonly rest: readonly string[];
  readonly sources: Sources;
}

/** What can stand at a place of a kind. */
export async function argumentCandidates(kind: ArgumentKind, place: Place): Promise<readonly string[]> {
  const { sources, rest } = place;
  switch (kind) {
    case 'agent':
      return await sources.agents();
    case 'fence-agent':
      return await sources.fenceAgents();
    case 'property':
      return propertyCandidates(place);
    case 'parameter':
      return await parameterCandidates(place);
    case 'any':
    case 'file':
      return [];
    default: {
      const configuration = await sources.configuration();
      if (configuration === null) return [];
      return names(configuration, kind).filter((name) => !rest.includes(name));
    }
  }
}

function propertyCandidates({ command, rest }: Place): readonly string[] {
  const isSet = command.path.at(-1) === 'set';
  return Object.entries(PROPERTIES)
    .filter(([name, { isKept }]) => !isKept && !rest.some((word) => word.startsWith(`${name}=`)))
    .flatMap(([name, { type }]) => (isSet ? assignments(name, type) : [name]));
}

/** `name=`, and with each of the values when there are only a few. */
function assignments(name: string, type: (typeof PROPERTIES)[string]['type']): readonly string[] {
  const values = type.kind === 'boolean' ? ['true', 'false'] : type.kind === 'select' ? type.values : [];
  return [`${name}=`, ...values.map((value) => `${name}=${value}`)];
}

/** Parameters of the agent that the command names, or that the resource has. */
async function parameterCandidates({ command, rest, sources }: Place): Promise<readonly string[]> {
  const behind = rest.findLast((word) => ['op', 'meta', 'clone', 'promotable', 'bundle'].includes(word));
  if (behind !== undefined) return [];
  const agent = await agentOf(command, rest, sources);
  const parameters = agent === null ? [] : await sources.parameters(agent);
  return parameters
    .filter((name) => !rest.some((word) => word.startsWith(`${name}=`)))
    .map((name) => `${name}=`);
}

async function agentOf(command: Command, rest: readonly string[], sources: Sources): Promise<string | null> {
  const at = command.arguments.findIndex((kind) => kind === 'agent' || kind === 'fence-agent');
  if (at >= 0) {
    const named = rest[at];
    if (named === undefined) return null;
    return command.arguments[at] === 'fence-agent' ? `stonith:${named}` : named;
  }
  const configuration: Configuration | null = await sources.configuration();
  const resource = configuration === null ? null : findResource(configuration, rest[0] ?? '');
  return resource?.name === 'primitive' ? agentText(agentNameOf(resource)) : null;
}
