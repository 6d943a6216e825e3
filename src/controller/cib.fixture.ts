import type { CibChange } from './model/cib-change.ts';

/** A CIB with cluster options, resources and constraints. */
export function testCib(parts: {
  readonly properties?: Readonly<Record<string, string>>;
  readonly resources?: string;
  readonly constraints?: string;
  readonly topology?: string;
  readonly epoch?: number;
}): string {
  const properties = Object.entries({ 'stonith-enabled': 'false', ...parts.properties })
    .map(([name, value]) => `<nvpair id="p-${name}" name="${name}" value="${value}"/>`)
    .join('');
  return `<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" admin_epoch="0" epoch="${parts.epoch ?? 5}" num_updates="0">
  <configuration>
    <crm_config><cluster_property_set id="cib-bootstrap-options">${properties}</cluster_property_set></crm_config>
    <nodes/>
    <resources>${parts.resources ?? ''}</resources>
    <constraints>${parts.constraints ?? ''}</constraints>${parts.topology ?? ''}
  </configuration>
  <status/>
</cib>`;
}

/** A primitive that is monitored every 10 s. */
export function dummy(id: string, meta = ''): string {
  return `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy"><meta_attributes id="${id}-meta">${meta}</meta_attributes>
    <operations><op id="${id}-m" name="monitor" interval="10s" timeout="20s"/></operations></primitive>`;
}

/** A fencing device for some nodes. */
export function fenceDevice(id: string, hosts: string, more: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries({ pcmk_host_list: hosts, ...more })
    .map(([name, value]) => `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`)
    .join('');
  return `<primitive id="${id}" class="stonith" type="fence_test"><instance_attributes id="${id}-i">${pairs}</instance_attributes></primitive>`;
}

/** A constraint that gives A a score on a node. */
export function location(node: string, score: string): string {
  return `<rsc_location id="l-${node}" rsc="A" node="${node}" score="${score}"/>`;
}

/** A change of a cluster option that {@link testCib} has set. */
export function setOption(name: string, value: string): CibChange {
  return {
    kind: 'modify-element',
    target: { by: 'id', id: `p-${name}`, element: 'nvpair' },
    set: { value },
    unset: [],
  };
}

/** A change that adds a resource. */
export function create(id: string): CibChange {
  return {
    kind: 'create-element',
    parent: {
      by: 'path',
      path: [
        { element: 'configuration', id: null },
        { element: 'resources', id: null },
      ],
    },
    xml: dummy(id),
    position: 'last',
  };
}
