import type { HostSetup } from '../model/setup.ts';
import type { Random } from '../random.ts';

/** What a generated configuration holds, for those who make trouble in it. */
export interface GeneratedCib {
  readonly xml: string;
  /** Ids of resources that can fail, fence devices excepted. */
  readonly resources: readonly string[];
  readonly promotable: string | null;
  /** `no-quorum-policy`. */
  readonly policy: string;
}

/** What a cluster expects of the watchdogs of its hosts. */
export interface WatchdogUse {
  /** `stonith-watchdog-timeout`. */
  readonly timeout: string;
  /** There are no fence devices. */
  readonly isOnly: boolean;
}

function monitor(id: string, interval: string, role: string | null = null): string {
  const attribute = role === null ? '' : ` role="${role}"`;
  return `<op id="${id}-monitor-${interval}" name="monitor" interval="${interval}" timeout="20s"${attribute}/>`;
}

function operations(id: string): string {
  return `<operations>${monitor(id, '10s')}<op id="${id}-start" name="start" interval="0" timeout="40s"/><op id="${id}-stop" name="stop" interval="0" timeout="30s"/></operations>`;
}

function primitive(id: string, meta = ''): string {
  const attributes = meta === '' ? '' : `<meta_attributes id="${id}-meta">${meta}</meta_attributes>`;
  return `<primitive id="${id}" class="ocf" provider="heartbeat" type="Dummy">${attributes}${operations(id)}</primitive>`;
}

function nvpair(owner: string, name: string, value: string): string {
  return `<nvpair id="${owner}-${name}" name="${name}" value="${value}"/>`;
}

function fenceDevice(host: HostSetup, delay: number): string {
  const id = `fence-${host.name}`;
  const parameters = [
    nvpair(id, 'pcmk_host_list', host.name),
    nvpair(id, 'pcmk_delay_base', `${delay}s`),
  ].join('');
  return `<primitive id="${id}" class="stonith" type="fence_ipmilan"><instance_attributes id="${id}-parameters">${parameters}</instance_attributes><operations>${monitor(id, '60s')}</operations></primitive>`;
}

function promotableClone(id: string): string {
  const member = `<primitive id="${id}" class="ocf" provider="pacemaker" type="Stateful"><operations>${monitor(id, '10s', 'Promoted')}${monitor(id, '11s', 'Unpromoted')}</operations></primitive>`;
  const meta = nvpair(`${id}-clone`, 'promotable', 'true');
  return `<clone id="${id}-clone"><meta_attributes id="${id}-clone-meta">${meta}</meta_attributes>${member}</clone>`;
}

/** A small configuration as clusters have them: services, a group, clones, constraints, a fence device for each host. */
export function generateCib(
  random: Random,
  hosts: readonly HostSetup[],
  watchdogs: WatchdogUse | null,
): GeneratedCib {
  const resources: string[] = [];
  const parts: string[] = [];
  const constraints: string[] = [];
  if (watchdogs?.isOnly !== true)
    for (const [i, host] of hosts.entries()) parts.push(fenceDevice(host, i === 0 ? 2 : 0));
  const single = random.integer(1, 4);
  for (let i = 1; i <= single; i++) {
    const id = `service${i}`;
    const stickiness = random.chance(0.5) ? nvpair(id, 'resource-stickiness', '100') : '';
    const migration = random.chance(0.3) ? nvpair(id, 'allow-migrate', 'true') : '';
    const timeout = random.chance(0.5) ? nvpair(id, 'failure-timeout', '120s') : '';
    const threshold = random.chance(0.3) ? nvpair(id, 'migration-threshold', '2') : '';
    parts.push(primitive(id, `${stickiness}${migration}${timeout}${threshold}`));
    resources.push(id);
    if (random.chance(0.4)) {
      const host = random.pick(hosts);
      const score = random.pick(['50', '100', 'INFINITY', '-INFINITY']);
      constraints.push(
        `<rsc_location id="${id}-location" rsc="${id}" node="${host.name}" score="${score}"/>`,
      );
    }
  }
  if (random.chance(0.7)) {
    const members = ['address', 'storage', 'web'].slice(0, random.integer(2, 3));
    parts.push(`<group id="stack">${members.map((id) => primitive(id)).join('')}</group>`);
    resources.push(...members);
  }
  if (random.chance(0.5)) {
    parts.push(`<clone id="base-clone">${primitive('base')}</clone>`);
    resources.push('base');
    if (random.chance(0.5)) {
      constraints.push('<rsc_order id="base-first" first="base-clone" then="service1" kind="Mandatory"/>');
    }
  }
  const promotable = random.chance(0.5) ? 'data' : null;
  if (promotable !== null) {
    parts.push(promotableClone(promotable));
    resources.push(promotable);
    if (random.chance(0.5)) {
      constraints.push(
        `<rsc_colocation id="with-data" rsc="service1" with-rsc="${promotable}-clone" with-rsc-role="Promoted" score="INFINITY"/>`,
        `<rsc_order id="after-data" first="${promotable}-clone" first-action="promote" then="service1" then-action="start"/>`,
      );
    }
  }
  if (single > 1 && random.chance(0.4)) {
    const score = random.pick(['INFINITY', '-INFINITY', '-100']);
    constraints.push(
      `<rsc_colocation id="one-with-two" rsc="service2" with-rsc="service1" score="${score}"/>`,
    );
  }
  const policy = random.pick(['stop', 'stop', 'stop', 'stop', 'freeze', 'suicide', 'demote', 'ignore']);
  const options = [
    nvpair('option', 'stonith-enabled', 'true'),
    nvpair('option', 'no-quorum-policy', policy),
    nvpair('option', 'stonith-timeout', '60s'),
    nvpair('option', 'stonith-action', random.pick(['reboot', 'off'])),
    watchdogs === null ? '' : nvpair('option', 'stonith-watchdog-timeout', watchdogs.timeout),
  ].join('');
  const nodes = hosts.map(({ nodeId, name }) => `<node id="${nodeId}" uname="${name}"/>`).join('');
  const xml = `<cib validate-with="pacemaker-3.9" admin_epoch="0" epoch="1" num_updates="0"><configuration><crm_config><cluster_property_set id="cib-bootstrap-options">${options}</cluster_property_set></crm_config><nodes>${nodes}</nodes><resources>${parts.join('')}</resources><constraints>${constraints.join('')}</constraints></configuration><status/></cib>`;
  return { xml, resources, promotable, policy };
}
