import type { MachineNode } from '../../cluster/cluster-on-one-machine.ts';

/** First of the three TCP ports the demonstration uses. */
export const FIRST_PORT = 7710;

/** Where the services of the demonstration answer. */
export interface LabEndpoints {
  readonly address: { readonly ip: string; readonly port: number };
  readonly web: { readonly ip: string; readonly port: number };
  /** One for each node. */
  readonly pair: readonly { readonly ip: string; readonly port: number }[];
}

export function labEndpoints(nodes: readonly MachineNode[], firstPort: number): LabEndpoints {
  return {
    address: { ip: '127.0.1.10', port: firstPort },
    web: { ip: '127.0.0.1', port: firstPort + 1 },
    pair: nodes.map(({ nodeId }) => ({ ip: `127.0.2.${nodeId}`, port: firstPort + 2 })),
  };
}

function nvpairs(set: string, values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `<nvpair id="${set}-${name}" name="${name}" value="${value}"/>`)
    .join('');
}

function primitive(
  id: string,
  type: string,
  parameters: Record<string, string | number>,
  operations: string,
): string {
  const attributes = `<instance_attributes id="${id}-parameters">${nvpairs(`${id}-parameters`, parameters)}</instance_attributes>`;
  return `<primitive id="${id}" class="ocf" provider="hawser" type="${type}">${attributes}<operations>${operations}</operations></primitive>`;
}

function operation(resource: string, name: string, values: Record<string, string>): string {
  const { interval = '0', ...rest } = values;
  const more = Object.entries(rest).map(([key, value]) => ` ${key}="${value}"`);
  return `<op id="${resource}-${name}-${interval}" name="${name}" interval="${interval}"${more.join('')}/>`;
}

/** Configuration of the demonstration: an address with a web service in one group, a promotable pair, fencing. */
export function labCib(nodes: readonly MachineNode[], firstPort: number): string {
  const { address, web } = labEndpoints(nodes, firstPort);
  const properties = {
    'cluster-name': 'demonstration',
    'stonith-enabled': 'true',
    'stonith-action': 'off',
    'no-quorum-policy': 'stop',
  };
  const simple = (id: string) => operation(id, 'monitor', { interval: '1s', timeout: '10s' });
  const pairOperations =
    operation('pair', 'monitor', { interval: '2s', timeout: '10s', role: 'Unpromoted' }) +
    operation('pair', 'monitor', { interval: '1s', timeout: '10s', role: 'Promoted' });
  const power =
    '<primitive id="power" class="stonith" type="fence_hawser_lab"><operations>' +
    `${operation('power', 'monitor', { interval: '60s', timeout: '20s' })}</operations></primitive>`;
  const site =
    `<group id="site">${primitive('address', 'address', address, simple('address'))}` +
    `${primitive('web', 'web', web, simple('web'))}</group>`;
  const pair =
    '<clone id="pair-clone"><meta_attributes id="pair-clone-meta">' +
    `${nvpairs('pair-clone-meta', { promotable: 'true', 'clone-max': 2, 'promoted-max': 1 })}</meta_attributes>` +
    `${primitive('pair', 'pair', { ip: '127.0.2.{node}', port: firstPort + 2 }, pairOperations)}</clone>`;
  const listed = nodes.map(({ nodeId, name }) => `<node id="${nodeId}" uname="${name}"/>`).join('');
  return (
    '<cib validate-with="pacemaker-3.9" admin_epoch="0" epoch="1" num_updates="0"><configuration>' +
    `<crm_config><cluster_property_set id="cib-bootstrap-options">${nvpairs('cib-bootstrap-options', properties)}` +
    `</cluster_property_set></crm_config><nodes>${listed}</nodes><resources>${power}${site}${pair}</resources>` +
    '<constraints/><rsc_defaults><meta_attributes id="rsc-options">' +
    `${nvpairs('rsc-options', { 'resource-stickiness': 100 })}</meta_attributes></rsc_defaults>` +
    '</configuration><status/></cib>\n'
  );
}
