import { BMC_ACCOUNTS } from '../bmc-simulators.ts';
import { bmcAddress, CLIENT_DEVICE, DATABASE, PROBE, WEB } from './lab-plan.ts';

const BMC_PORT = 623;

/** Where the services' own files are; the same path on every host, as on shared storage. */
export interface ServiceFiles {
  readonly nginxConfiguration: string;
  readonly databaseFolder: string;
  readonly databaseBinaries: string;
}

/**
 * The cluster that the lab runs, by the distribution's agents alone: an address with nginx, an address with PostgreSQL
 * on shared data, a clone, a promotable clone, a clone of pings, and one fence device for every host.
 */
export function labConfiguration(
  nodeIds: readonly number[],
  files: ServiceFiles,
  adminEpoch: number,
  moreResources: string,
): string {
  const devices = nodeIds.map((nodeId) => fenceDevice(nodeId));
  const away = nodeIds.map(
    (nodeId) =>
      `<rsc_location id="bmc${nodeId}-elsewhere" rsc="bmc${nodeId}" node="node${nodeId}" score="-INFINITY"/>`,
  );
  const properties = {
    'cluster-name': 'lab',
    'stonith-enabled': 'true',
    'stonith-timeout': '60s',
    'no-quorum-policy': 'stop',
    'cluster-recheck-interval': '60s',
  };
  return `<cib validate-with="pacemaker-3.9" admin_epoch="${adminEpoch}" epoch="0" num_updates="0">
<configuration>
<crm_config><cluster_property_set id="cib-bootstrap-options">${pairs('cib-bootstrap-options', properties)}</cluster_property_set></crm_config>
<nodes>${nodeIds.map((nodeId) => `<node id="${nodeId}" uname="node${nodeId}"/>`).join('')}</nodes>
<resources>
${devices.join('\n')}
<group id="web">
${address('web-address', WEB.address)}
${primitive('web-server', 'heartbeat', 'nginx', { configfile: files.nginxConfiguration }, [
  { name: 'monitor', interval: '1s', timeout: '30s' },
])}
</group>
<group id="database">
${address('database-address', DATABASE.address)}
${primitive(
  'database-server',
  'heartbeat',
  'pgsql',
  {
    pgctl: `${files.databaseBinaries}/pg_ctl`,
    psql: `${files.databaseBinaries}/psql`,
    pgdata: files.databaseFolder,
    config: `${files.databaseFolder}/postgresql.conf`,
    socketdir: '/run/postgresql',
    tmpdir: '/run/postgresql',
  },
  [
    { name: 'start', interval: '0', timeout: '120s' },
    { name: 'stop', interval: '0', timeout: '120s' },
    { name: 'monitor', interval: '2s', timeout: '30s' },
  ],
)}
</group>
<clone id="everywhere">${primitive('everywhere-one', 'pacemaker', 'Dummy', {}, [
    { name: 'monitor', interval: '5s', timeout: '20s' },
  ])}</clone>
<clone id="pair"><meta_attributes id="pair-meta">${pairs('pair-meta', {
    promotable: 'true',
    'clone-max': '2',
    'promoted-max': '1',
  })}</meta_attributes>${primitive('pair-one', 'pacemaker', 'Stateful', {}, [
    { name: 'monitor', interval: '3s', timeout: '20s', role: 'Promoted' },
    { name: 'monitor', interval: '4s', timeout: '20s', role: 'Unpromoted' },
  ])}</clone>
<clone id="reach">${primitive('reach-one', 'pacemaker', 'ping', { host_list: PROBE.address, dampen: '1s', attempts: '2', timeout: '1' }, [{ name: 'monitor', interval: '4s', timeout: '30s' }])}</clone>
${moreResources}
</resources>
<constraints>
${away.join('\n')}
<rsc_location id="web-needs-clients" rsc="web"><rule id="web-needs-clients-rule" score="-INFINITY"><expression id="web-needs-clients-value" attribute="pingd" operation="eq" value="0"/></rule></rsc_location>
</constraints>
<rsc_defaults><meta_attributes id="rsc-options">${pairs('rsc-options', { 'resource-stickiness': '100' })}</meta_attributes></rsc_defaults>
</configuration>
<status/>
</cib>
`;
}

interface Operation {
  readonly name: string;
  readonly interval: string;
  readonly timeout: string;
  readonly role?: string;
}

function address(id: string, ip: string): string {
  const parameters = { ip, cidr_netmask: '16', nic: CLIENT_DEVICE };
  return primitive(id, 'heartbeat', 'IPaddr2', parameters, [
    { name: 'monitor', interval: '2s', timeout: '20s' },
  ]);
}

function fenceDevice(nodeId: number): string {
  const id = `bmc${nodeId}`;
  const { user, password } = BMC_ACCOUNTS.administrator;
  const parameters = {
    ...{ ip: bmcAddress(nodeId), ipport: String(BMC_PORT), username: user, password },
    // The simulators answer no cipher suite question: without a cipher each call takes ten seconds.
    ...{ lanplus: '1', cipher: '3', power_wait: '0', power_timeout: '5', pcmk_host_list: `node${nodeId}` },
  };
  return `<primitive id="${id}" class="stonith" type="fence_ipmilan">${attributes(id, parameters)}<operations>${operations(id, [{ name: 'monitor', interval: '60s', timeout: '60s' }])}</operations></primitive>`;
}

export function primitive(
  id: string,
  provider: string,
  type: string,
  parameters: Readonly<Record<string, string>>,
  agentOperations: readonly Operation[],
): string {
  return `<primitive id="${id}" class="ocf" provider="${provider}" type="${type}">${attributes(id, parameters)}<operations>${operations(id, agentOperations)}</operations></primitive>`;
}

function attributes(id: string, parameters: Readonly<Record<string, string>>): string {
  const set = `${id}-parameters`;
  return `<instance_attributes id="${set}">${pairs(set, parameters)}</instance_attributes>`;
}

function operations(id: string, all: readonly Operation[]): string {
  return all
    .map(({ name, interval, timeout, role }) => {
      const more = role === undefined ? '' : ` role="${role}"`;
      return `<op id="${id}-${name}-${interval}" name="${name}" interval="${interval}" timeout="${timeout}"${more}/>`;
    })
    .join('');
}

export function pairs(set: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `<nvpair id="${set}-${name}" name="${name}" value="${value}"/>`)
    .join('');
}
