import { type AgentName, readAgentName } from '../../../configuration/agents/agent.ts';
import { error, type Report } from '../../../configuration/report.ts';
import type { Catalogue } from './catalogue.ts';

/** The agent an operator names, in full or by its type. */
export async function findAgent(
  catalogue: Catalogue,
  text: string,
): Promise<{ readonly name: AgentName; readonly reports: readonly Report[] } | Report> {
  if (!text.includes(':')) {
    const found = await catalogue.find(text);
    return 'code' in found ? found : { name: found.name, reports: [found.report] };
  }
  const name = readAgentName(text);
  if (name !== null) return { name, reports: [] };
  return error('HWS-CFG-006', agentNameText(text));
}

/** What is wrong with a name of an agent. */
function agentNameText(text: string): string {
  return (
    `Invalid resource agent name '${text}'. Use standard:provider:type when standard is 'ocf' or standard:type otherwise. ` +
    "List of standards and providers can be obtained by using commands 'pcs resource standards' and 'pcs resource providers'."
  );
}
