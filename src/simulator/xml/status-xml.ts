import type { XmlElement } from '../../cib/xml/element.ts';
import type { ClusterStatus } from '../report/report.ts';
import type { FailureStatus } from '../status/failure-status.ts';
import type { NodeStatus } from '../status/node-status.ts';
import type { PrimitiveStatus, ResourceStatus } from '../status/resource-status.ts';
import { clockText, utcText } from '../text/clock-text.ts';
import type { LocalOffset } from '../text/status-text.ts';
import { element } from './build.ts';

/** The state of the cluster as XML; `name` is that of the element around it. */
export function statusXml(name: string, status: ClusterStatus, localOffset: LocalOffset): XmlElement {
  const parts = [
    element('nodes', {}, status.nodes.map(nodeXml)),
    element('resources', {}, status.resources.map(resourceXml)),
  ];
  if (status.attributes !== null && status.attributes.length > 0) {
    const nodes = status.attributes.map(({ node, attributes }) =>
      element(
        'node',
        { name: node },
        attributes.map((attribute) =>
          element('attribute', {
            name: attribute.name,
            value: attribute.value,
            expected: attribute.expected,
          }),
        ),
      ),
    );
    parts.push(element('node_attributes', {}, nodes));
  }
  if (status.history !== null) {
    const nodes = status.history.map(({ node, resources }) =>
      element(
        'node',
        { name: node },
        resources.map((history) =>
          element('resource_history', {
            id: history.resource,
            orphan: false,
            'migration-threshold': history.migrationThreshold,
            'fail-count': history.failCount,
            'last-failure': history.lastFailure > 0 ? clockText(history.lastFailure, localOffset) : null,
          }),
        ),
      ),
    );
    parts.push(element('node_history', {}, nodes));
  }
  if (status.failures !== null && status.failures.length > 0) {
    parts.push(element('failures', {}, status.failures.map(failureXml)));
  }
  return element(name, {}, parts);
}

const NODE_TYPES = { member: 'member', ping: 'ping', remote: 'remote', guest: 'remote' } as const;

function nodeXml(node: NodeStatus): XmlElement {
  return element('node', {
    name: node.name,
    id: node.id,
    online: node.isOnline,
    standby: node.isStandby,
    standby_onfail: node.isStandbyOnFail,
    maintenance: node.isMaintenance,
    pending: node.isPending,
    unclean: node.isUnclean,
    health: node.health,
    feature_set: node.featureSet,
    shutdown: node.isShutdown,
    expected_up: node.isExpectedUp,
    is_dc: node.isDc,
    resources_running: node.runningCount,
    type: NODE_TYPES[node.kind],
    id_as_resource: node.container,
  });
}

function resourceXml(status: ResourceStatus): XmlElement {
  switch (status.kind) {
    case 'primitive':
      return primitiveXml(status);
    case 'group':
      return element(
        'group',
        {
          id: status.id,
          number_resources: status.members.length,
          managed: status.isManaged,
          disabled: status.isDisabled,
        },
        status.members.map(primitiveXml),
      );
    case 'clone':
      return element(
        'clone',
        {
          id: status.id,
          multi_state: status.isPromotable,
          unique: status.isUnique,
          managed: status.isManaged,
          disabled: status.isDisabled,
          failed: status.isFailed,
          failure_ignored: status.ignoresFailure,
          target_role: status.targetRole,
        },
        status.instances.map(resourceXml),
      );
    default:
      return element(
        'bundle',
        {
          id: status.id,
          type: status.agent,
          image: status.image,
          unique: status.isUnique,
          managed: status.isManaged,
          failed: status.isFailed,
        },
        status.replicas.map((replica) =>
          element('replica', { id: replica.number }, replica.parts.map(primitiveXml)),
        ),
      );
  }
}

function primitiveXml(status: PrimitiveStatus): XmlElement {
  return element(
    'resource',
    {
      id: status.id,
      resource_agent: status.agent,
      role: status.roleText,
      target_role: status.targetRole,
      active: status.isActive,
      orphaned: status.isOrphan,
      blocked: status.isBlocked,
      managed: status.isManaged,
      failed: status.isFailed,
      failure_ignored: status.ignoresFailure,
      nodes_running_on: status.activeNodes.length,
      pending: status.isMonitoring ? 'Monitoring' : null,
      locked_to: status.lockNode,
    },
    status.activeNodes.map((node) =>
      element('node', { name: node.name, id: node.id, cached: node.isOnline }),
    ),
  );
}

function failureXml(failure: FailureStatus): XmlElement {
  const { lastChange } = failure;
  const isDated = lastChange !== null && lastChange > 0;
  return element('failure', {
    [failure.hasKey ? 'op_key' : 'id']: failure.key,
    node: failure.node,
    exitstatus: failure.result,
    exitreason: escapeTwice(failure.exitReason ?? 'none'),
    exitcode: failure.rc,
    call: failure.callId,
    status: failure.status,
    'last-rc-change': isDated ? utcText(lastChange) : null,
    queued: isDated ? failure.queueTime : null,
    exec: isDated ? failure.execTime : null,
    interval: isDated ? failure.intervalMs : null,
    task: isDated ? failure.task : null,
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Readers of this attribute expect its text to be escaped once more than XML needs (observed). */
function escapeTwice(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
