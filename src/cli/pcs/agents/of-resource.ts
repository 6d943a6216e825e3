import type { XmlElement } from '../../../cib/xml/element.ts';
import type { Agent, AgentName } from '../../../configuration/agents/agent.ts';
import type { Report } from '../../../configuration/report.ts';
import type { Catalogue } from './catalogue.ts';

/** The agent a resource names. */
export function agentNameOf(resource: XmlElement): AgentName {
  return {
    standard: resource.get('class') ?? '',
    provider: resource.get('provider'),
    type: resource.get('type') ?? '',
  };
}

/** Tells agents of resources; each is asked once. */
export function agentsOfResources(catalogue: Catalogue): (resource: XmlElement) => Promise<Agent | Report> {
  return (resource) => catalogue.agent(agentNameOf(resource));
}
