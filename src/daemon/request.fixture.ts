import type { CibChange } from '../controller/model/cib-change.ts';
import type { DaemonRequest } from './protocol.ts';

const byId = { by: 'id', id: 'a', element: null } as const;
const byPath = {
  by: 'path',
  path: [
    { element: 'configuration', id: null },
    { element: 'resources', id: null },
  ],
} as const;

const CHANGES: readonly CibChange[] = [
  { kind: 'replace-configuration', xml: '<configuration/>' },
  { kind: 'replace-element', target: byId, xml: '<primitive id="a"/>' },
  { kind: 'create-element', parent: byPath, xml: '<primitive id="b"/>', position: { after: 'a' } },
  { kind: 'modify-element', target: byId, set: { type: 'Dummy' }, unset: ['template'] },
  { kind: 'delete-element', target: byId, isOptional: true },
  { kind: 'cib-attributes', values: { 'have-quorum': '1', 'dc-uuid': null } },
  { kind: 'add-node', id: '9', name: 'node9' },
  { kind: 'node-state', id: '1', name: 'node1', values: { inCcm: true, crmd: 'online' }, clear: ['history'] },
  { kind: 'forget-node', id: '9' },
  { kind: 'attribute', node: 'node1', name: 'mark', value: '1', lifetime: 'permanent' },
  { kind: 'clear-failures', node: null, resource: 'a', operation: 'monitor_10000' },
  { kind: 'delete-history', node: 'node1', resource: null, failedOnly: true },
  { kind: 'ticket', ticket: 'T', values: { granted: 'true', standby: null } },
  { kind: 'delete-ticket', ticket: 'T' },
];

/** A valid request of every kind; the change of the CIB comes once with every kind of change. */
export const VALID_REQUESTS: readonly DaemonRequest[] = [
  { kind: 'read-cib' },
  { kind: 'status' },
  { kind: 'about' },
  { kind: 'metrics' },
  { kind: 'transitions' },
  { kind: 'transition', sequence: 3 },
  { kind: 'recheck' },
  ...CHANGES.map((change): DaemonRequest => ({ kind: 'change-cib', changes: [change], condition: null })),
  { kind: 'change-cib', changes: [], condition: { configurationOf: { adminEpoch: 0, epoch: 7 } } },
  {
    kind: 'set-attribute',
    nodes: ['node1'],
    name: 'a',
    value: null,
    lifetime: 'transient',
    dampeningMs: 5000,
  },
  { kind: 'read-attribute', node: null, name: 'a', lifetime: 'permanent' },
  { kind: 'clear-history', mode: 'cleanup', resource: null, node: 'node1', operation: null },
  { kind: 'fence', node: 'node2', operation: 'reboot', client: 'somebody' },
  { kind: 'accept-configuration', operator: 'somebody' },
  { kind: 'confirm-fenced', node: 'node2', operator: 'somebody' },
  { kind: 'shutdown-node', node: 'node2' },
  { kind: 'cancel-shutdown', node: 'node2' },
];
