/** Address of the service. */
export const SERVICE = '10.77.0.100';
/** The service: an address, and a web server on it. */
export const GROUP = 'service';
export const ADDRESS = 'address';
export const WEB = 'web';
/** Interval of the web server's monitor, ms. */
export const MONITOR_MS = 1000;

/** Sections of the configuration that both sides are given, word for word. */
export function configurationSections(spool: string): {
  readonly crmConfig: string;
  readonly resources: string;
} {
  const monitor = (id: string, interval: string): string =>
    `<operations><op id="${id}-monitor" name="monitor" interval="${interval}" timeout="20s"/></operations>`;
  const pairs = (id: string, values: Readonly<Record<string, string>>): string =>
    Object.entries(values)
      .map(([name, value]) => `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`)
      .join('');
  const parameters = (id: string, values: Readonly<Record<string, string>>): string =>
    `<instance_attributes id="${id}-parameters">${pairs(id, values)}</instance_attributes>`;
  const properties = pairs('option', { 'stonith-enabled': 'true', 'stonith-action': 'off' });
  const address = parameters(ADDRESS, { ip: SERVICE, cidr_netmask: '24', nic: 'eth0' });
  const device = parameters('fence', {
    spool,
    pcmk_host_list: 'node1 node2 node3',
    pcmk_host_check: 'static-list',
  });
  return {
    crmConfig: `<crm_config><cluster_property_set id="cib-bootstrap-options">${properties}</cluster_property_set></crm_config>`,
    resources: [
      '<resources>',
      `<primitive id="fence" class="stonith" type="fence_bench">${device}</primitive>`,
      `<group id="${GROUP}"><meta_attributes id="group-meta">${pairs('group', { 'resource-stickiness': '100' })}</meta_attributes>`,
      `<primitive id="${ADDRESS}" class="ocf" provider="bench" type="IPaddr2">${address}${monitor(ADDRESS, '10s')}</primitive>`,
      `<primitive id="${WEB}" class="ocf" provider="bench" type="Web">${monitor(WEB, `${MONITOR_MS}ms`)}</primitive>`,
      '</group>',
      '</resources>',
    ].join(''),
  };
}
