import type { AgentParameters } from '../../controller/model/operation.ts';
import type { AgentMetadata } from './model.ts';

/** What has to be known of an agent's parameters to write digests. */
export function agentParameters(metadata: AgentMetadata): AgentParameters {
  const reloadable: string[] = [];
  const all: string[] = [];
  const secret: string[] = [];
  for (const parameter of metadata.parameters) {
    all.push(parameter.name);
    if (parameter.isReloadable) reloadable.push(parameter.name);
    if (parameter.isPrivate) secret.push(parameter.name);
  }
  const canReload = metadata.actions.some((action) => action.name === 'reload-agent');
  return { canReload, reloadable, all, private: secret };
}
