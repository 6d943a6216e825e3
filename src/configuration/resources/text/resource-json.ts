import type { XmlElement } from '../../../cib/xml/element.ts';
import { idOf, isClone, membersOf } from '../resource-tree.ts';
import { containerOf, isOn, pairsById } from './resource-lines.ts';

/** Resources as pcs gives them to machines. Sets of values with conditions have no place in it yet. */
export function resourceJson(resources: readonly XmlElement[]): unknown {
  const of = (name: string): readonly XmlElement[] => resources.filter((one) => one.name === name);
  return {
    primitives: of('primitive').map(primitiveJson),
    clones: resources.filter(isClone).map(cloneJson),
    groups: of('group').map(groupJson),
    bundles: of('bundle').map(bundleJson),
  };
}

/** Whether a resource has a set of values that holds only under a condition. */
export function hasCondition(resource: XmlElement): boolean {
  for (const child of resource.elements()) {
    if (child.name === 'rule' || (child.name !== 'primitive' && hasCondition(child))) return true;
  }
  return false;
}

const sets = (owner: XmlElement, name: string): unknown =>
  [...owner.elements(name)].map((set) => ({
    id: idOf(set),
    options: Object.fromEntries([...(set.get('score') === null ? [] : [['score', set.get('score')]])]),
    rule: null,
    nvpairs: pairsById(set).map((pair) => ({
      id: idOf(pair),
      name: pair.get('name'),
      value: pair.get('value'),
    })),
  }));

const common = (owner: XmlElement): object => ({
  meta_attributes: sets(owner, 'meta_attributes'),
  instance_attributes: sets(owner, 'instance_attributes'),
});

const switched = (value: string | null): boolean | null => (value === null ? null : isOn(value));
const numbered = (value: string | null): number | null => (value === null ? null : Number(value));

function primitiveJson(primitive: XmlElement): unknown {
  return {
    id: idOf(primitive),
    agent_name: {
      standard: primitive.get('class'),
      provider: primitive.get('provider'),
      type: primitive.get('type'),
    },
    description: primitive.get('description'),
    operations: [...(primitive.first('operations')?.elements('op') ?? [])].map((operation) => ({
      id: idOf(operation),
      name: operation.get('name'),
      interval: operation.get('interval'),
      description: operation.get('description'),
      start_delay: operation.get('start-delay'),
      interval_origin: operation.get('interval-origin'),
      timeout: operation.get('timeout'),
      enabled: switched(operation.get('enabled')),
      record_pending: switched(operation.get('record-pending')),
      role: operation.get('role'),
      on_fail: operation.get('on-fail'),
      ...common(operation),
    })),
    ...common(primitive),
    utilization: sets(primitive, 'utilization'),
  };
}

function cloneJson(clone: XmlElement): unknown {
  const [member] = membersOf(clone);
  return {
    id: idOf(clone),
    description: clone.get('description'),
    member_id: member === undefined ? null : idOf(member),
    ...common(clone),
  };
}

function groupJson(group: XmlElement): unknown {
  return {
    id: idOf(group),
    description: group.get('description'),
    member_ids: membersOf(group).map(idOf),
    ...common(group),
  };
}

function bundleJson(bundle: XmlElement): unknown {
  const [member] = membersOf(bundle);
  const container = containerOf(bundle);
  const network = bundle.first('network');
  const given = (name: string): string | null => container?.get(name) ?? null;
  const net = (name: string): string | null => network?.get(name) ?? null;
  return {
    id: idOf(bundle),
    description: bundle.get('description'),
    member_id: member === undefined ? null : idOf(member),
    container_type: container?.name ?? null,
    container_options: {
      image: given('image'),
      replicas: numbered(given('replicas')),
      replicas_per_host: numbered(given('replicas-per-host')),
      promoted_max: numbered(given('promoted-max')),
      run_command: given('run-command'),
      network: given('network'),
      options: given('options'),
    },
    network:
      network === null
        ? null
        : {
            ip_range_start: net('ip-range-start'),
            control_port: numbered(net('control-port')),
            host_interface: net('host-interface'),
            host_netmask: numbered(net('host-netmask')),
            add_host: switched(net('add-host')),
          },
    port_mappings: [...(network?.elements('port-mapping') ?? [])].map((port) => ({
      id: idOf(port),
      port: numbered(port.get('port')),
      internal_port: numbered(port.get('internal-port')),
      range: port.get('range'),
    })),
    storage_mappings: [...(bundle.first('storage')?.elements('storage-mapping') ?? [])].map((one) => ({
      id: idOf(one),
      source_dir: one.get('source-dir'),
      source_dir_root: one.get('source-dir-root'),
      target_dir: one.get('target-dir'),
      options: one.get('options'),
    })),
    ...common(bundle),
  };
}
