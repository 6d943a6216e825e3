import { parametersDigest } from '../../scheduler/history/canonical-digest.ts';
import type { AgentParameters, OperationOrder } from '../model/operation.ts';

const NO_PARAMETERS: ReadonlySet<string> = new Set([
  'id',
  'crm_feature_set',
  'op-digest',
  'on_node',
  'on_node_uuid',
  'pcmk_external_ip',
]);

/** Parameters of an order that count for digests (spec A5.11.1). */
export function digestParameters(order: OperationOrder): Map<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value] of Object.entries(order.parameters)) {
    if (name === 'CRM_meta_timeout' ? order.intervalMs === 0 : name.startsWith('CRM_meta_')) continue;
    if (!NO_PARAMETERS.has(name)) kept.set(name, value);
  }
  return kept;
}

/**
 * Attributes of a history entry that tell with which parameters the operation ran: all of them, those whose change
 * demands a restart (of a start by an agent that can reload), and all but secrets (spec A5.11.2–A5.11.4).
 */
export function digestAttributes(
  order: OperationOrder,
  agent: AgentParameters | null,
): readonly (readonly [string, string])[] {
  const parameters = digestParameters(order);
  const values: [string, string][] = [['op-digest', parametersDigest(parameters)]];
  if (agent === null) return values;
  if (order.task === 'start' && agent.canReload) {
    const reloadable = new Set(agent.reloadable);
    const restarting = agent.all.filter((name) => !reloadable.has(name));
    const wanted = new Set(restarting);
    const kept = new Map([...parameters].filter(([name]) => wanted.has(name)));
    values.push(['op-force-restart', listed(restarting)], ['op-restart-digest', parametersDigest(kept)]);
  }
  if (agent.private.length > 0) {
    const secrets = new Set(agent.private);
    const kept = new Map([...parameters].filter(([name]) => !secrets.has(name)));
    kept.delete('CRM_meta_timeout');
    values.push(['op-secure-params', listed(agent.private)], ['op-secure-digest', parametersDigest(kept)]);
  }
  return values;
}

/** ` a  b `, as history spells lists of names. */
function listed(names: readonly string[]): string {
  return names.map((name) => ` ${name} `).join('');
}
