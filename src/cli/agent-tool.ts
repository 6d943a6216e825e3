import { nearMiss } from '../result/near-miss.ts';
import { readToolArguments } from './agent-tools/options.ts';
import { type AgentTool, TOOL_EXIT } from './agent-tools/tool.ts';

const attribute = () => import('./agent-tools/attribute.ts');
const cluster = () => import('./agent-tools/cluster.ts');

/** The tools by the names under which agents call them; each is loaded when it is called. */
const TOOLS: ReadonlyMap<string, () => Promise<AgentTool>> = new Map([
  ['crm_attribute', async () => (await attribute()).crmAttribute],
  ['crm_master', async () => (await attribute()).crmMaster],
  ['attrd_updater', async () => (await attribute()).attrdUpdater],
  ['crm_node', async () => (await cluster()).crmNode],
  ['crm_resource', async () => (await import('./agent-tools/resource.ts')).crmResource],
  ['crm_mon', async () => (await import('./agent-tools/monitor.ts')).crmMon],
  ['crm_standby', async () => (await attribute()).crmStandby],
  ['crm_failcount', async () => (await import('./agent-tools/failcount.ts')).crmFailcount],
  ['crm_ticket', async () => (await import('./agent-tools/ticket.ts')).crmTicket],
  ['stonith_admin', async () => (await import('./agent-tools/stonith.ts')).stonithAdmin],
  ['crm_simulate', async () => (await import('./agent-tools/simulate.ts')).crmSimulate],
  ['cibadmin', async () => (await cluster()).cibadmin],
]);

/** `hawser agent-tool NAME …`, and the executable when it is called by one of these names. */
export async function agentTool(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h') {
    process.stdout.write(
      `usage: hawser agent-tool NAME [ARGUMENT…]\ntools: ${[...TOOLS.keys()].join(', ')}\n`,
    );
    return name === undefined ? TOOL_EXIT.usage : TOOL_EXIT.ok;
  }
  const load = TOOLS.get(name);
  if (load === undefined) {
    const meant = nearMiss(name, [...TOOLS.keys()]);
    process.stderr.write(
      `hawser agent-tool: there is no tool ${name}${meant === null ? '' : `; did you mean ${meant}?`}\n`,
    );
    return TOOL_EXIT.usage;
  }
  const tool = await load();
  if (rest.includes('--version') || rest.includes('-$')) {
    process.stdout.write('Pacemaker 2.1.5 (as served by Hawser)\n');
    return TOOL_EXIT.ok;
  }
  if (tool.options === null) return await tool.run({ values: new Map(), ordered: [], rest }, rest);
  const given = readToolArguments(rest, tool.options);
  if (typeof given === 'string') {
    process.stderr.write(`${name}: ${given}\n`);
    return TOOL_EXIT.usage;
  }
  return await tool.run(given, rest);
}
