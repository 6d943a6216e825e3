import { XmlElement } from '../cib/xml/element.ts';
import { isTrue } from '../result/boolean.ts';
import type { Cluster } from '../scheduler/model/cluster.ts';
import { leaves, type Resource, topResource } from '../scheduler/model/resource.ts';
import { resourceOptionChanges } from './resource-option-change.ts';
import { all, type SingleChange, withAttributes, withChange, withChild } from './single-change.ts';

/**
 * Single changes that might place a resource on a node, smallest first: clearing a failure, the node's own state, the
 * resource's options, cluster options, a ticket, a node attribute that a rule asks for, a constraint taken away, and
 * last a new preference.
 */
export function* candidateChanges(
  root: XmlElement,
  cluster: Cluster,
  resource: Resource,
  node: string,
): Generator<SingleChange> {
  yield* failureChanges(root, resource, node);
  yield* nodeStateChanges(root, node);
  yield* resourceOptionChanges(root, resource);
  yield* clusterOptionChanges(root);
  yield* ticketChanges(root);
  yield* ruleAttributeChanges(root, node);
  yield* constraintRemovals(root);
  yield* preferences(cluster, resource, node);
}

function* failureChanges(root: XmlElement, resource: Resource, node: string): Generator<SingleChange> {
  for (const id of new Set(
    leaves(resource).flatMap((leaf) => [leaf.historyName ?? leaf.id, leaf.configuredId]),
  )) {
    const isFailure = (pair: XmlElement): boolean => {
      const name = pair.get('name') ?? '';
      return (
        name.startsWith(`fail-count-${id}#`) ||
        name === `fail-count-${id}` ||
        name.startsWith(`last-failure-${id}#`) ||
        name === `last-failure-${id}`
      );
    };
    const state = [...all(root)].find(
      (element) => element.name === 'node_state' && element.get('uname') === node,
    );
    if (state === undefined) return;
    const isHistory = (element: XmlElement): boolean =>
      element.name === 'lrm_resource' && element.get('id') === id;
    const touches = [...all(state)].some(
      (element) => (element.name === 'nvpair' && isFailure(element)) || isHistory(element),
    );
    if (!touches) continue;
    yield {
      kind: 'failure',
      what: `forget the failures of ${id} on ${node}`,
      command: `pcs resource cleanup ${id} node=${node}`,
      apply: (original) =>
        withChange(original, (element) => {
          if (element.name !== 'node_state') return undefined;
          if (element.get('uname') !== node) return element;
          return withChange(element, (inner) =>
            (inner.name === 'nvpair' && isFailure(inner)) || isHistory(inner) ? null : undefined,
          );
        }),
    };
  }
}

function* nodeStateChanges(root: XmlElement, node: string): Generator<SingleChange> {
  const online = { in_ccm: 'true', crmd: 'online', join: 'member', expected: 'member' };
  const state = [...all(root)].find(
    (element) => element.name === 'node_state' && element.get('uname') === node,
  );
  if (state !== undefined) {
    yield {
      kind: 'node-state',
      what: `${node} joins the cluster`,
      command: `pcs cluster start ${node}`,
      apply: (original) =>
        withChange(original, (element) =>
          element.name === 'node_state' && element.get('uname') === node
            ? withAttributes(element, online)
            : undefined,
        ),
    };
  }
  for (const [attribute, command] of [
    ['standby', `pcs node unstandby ${node}`],
    ['maintenance', `pcs node unmaintenance ${node}`],
    ['shutdown', null],
  ] as const) {
    const isIt = (element: XmlElement): boolean =>
      element.name === 'nvpair' && element.get('name') === attribute;
    const holders = [...all(root)].filter(
      (element) =>
        (element.name === 'node' || element.name === 'node_state') && element.get('uname') === node,
    );
    if (!holders.some((holder) => [...all(holder)].some(isIt))) continue;
    yield {
      kind: 'node-state',
      what: `${node} is not in ${attribute === 'shutdown' ? 'shutdown' : attribute} any more`,
      command,
      apply: (original) =>
        withChange(original, (element) =>
          (element.name === 'node' || element.name === 'node_state') && element.get('uname') === node
            ? withChange(element, (inner) => (isIt(inner) ? null : undefined))
            : undefined,
        ),
    };
  }
}

function* clusterOptionChanges(root: XmlElement): Generator<SingleChange> {
  if (!isTrue(root.get('have-quorum'))) {
    yield {
      kind: 'node-state',
      what: 'the partition has quorum',
      command: null,
      apply: (original) => withAttributes(original, { 'have-quorum': '1' }),
    };
  }
  const wanted: ReadonlyMap<string, string> = new Map([
    ['maintenance-mode', 'false'],
    ['stop-all-resources', 'false'],
    ['symmetric-cluster', 'true'],
  ]);
  for (const set of all(root)) {
    if (set.name !== 'cluster_property_set') continue;
    for (const pair of set.elements('nvpair')) {
      const value = wanted.get(pair.get('name') ?? '');
      if (value === undefined || pair.get('value') === value) continue;
      yield {
        kind: 'option',
        what: `cluster option ${pair.get('name')} is ${value}`,
        command: `pcs property set ${pair.get('name')}=${value}`,
        apply: (original) =>
          withChange(original, (other) => (other === pair ? withAttributes(pair, { value }) : undefined)),
      };
    }
  }
}

function* ticketChanges(root: XmlElement): Generator<SingleChange> {
  for (const constraint of all(root)) {
    if (constraint.name !== 'rsc_ticket') continue;
    const ticket = constraint.get('ticket') ?? '';
    yield {
      kind: 'ticket',
      what: `ticket ${ticket} is granted`,
      command: `pcs booth ticket grant ${ticket}`,
      apply: (original) => grantTicket(original, ticket),
    };
  }
}

function grantTicket(root: XmlElement, ticket: string): XmlElement {
  const state = new XmlElement('ticket_state', ['id', ticket, 'granted', 'true', 'standby', 'false']);
  return withChange(root, (element) => {
    if (element.name !== 'status') return undefined;
    const cleared = withChange(element, (inner) =>
      inner.name === 'ticket_state' && inner.get('id') === ticket ? null : undefined,
    );
    const tickets = cleared.first('tickets');
    if (tickets === null) return withChild(cleared, new XmlElement('tickets', [], [state]));
    return withChange(cleared, (inner) => (inner === tickets ? withChild(tickets, state) : undefined));
  });
}

function* constraintRemovals(root: XmlElement): Generator<SingleChange> {
  for (const section of all(root)) {
    if (section.name !== 'constraints') continue;
    for (const constraint of section.elements()) {
      yield {
        kind: 'constraint',
        what: `constraint ${constraint.get('id')} is removed`,
        command: `pcs constraint delete ${constraint.get('id')}`,
        apply: (original) => withChange(original, (element) => (element === constraint ? null : undefined)),
      };
    }
  }
}

function* ruleAttributeChanges(root: XmlElement, node: string): Generator<SingleChange> {
  const seen = new Set<string>();
  for (const expression of all(root)) {
    const operation = expression.name === 'expression' ? expression.get('operation') : null;
    if (operation !== 'eq' && operation !== 'ne') continue;
    const attribute = expression.get('attribute') ?? '';
    const value = expression.get('value') ?? '';
    const key = `${attribute}=${value}`;
    if (attribute === '' || attribute.startsWith('#') || seen.has(key)) continue;
    seen.add(key);
    yield {
      kind: 'attribute',
      what: `node attribute ${attribute} of ${node} is ${value}`,
      command: `pcs node attribute ${node} ${key}`,
      apply: (original) =>
        withChange(original, (element) =>
          element.name === 'node' && element.get('uname') === node
            ? new XmlElement('node', element.attributes, [
                new XmlElement(
                  'instance_attributes',
                  ['id', `what-if-${node}`, 'score', 'INFINITY'],
                  [
                    new XmlElement('nvpair', [
                      'id',
                      `what-if-${node}-${attribute}`,
                      'name',
                      attribute,
                      'value',
                      value,
                    ]),
                  ],
                ),
                ...element.children,
              ])
            : undefined,
        ),
    };
  }
}

function* preferences(cluster: Cluster, resource: Resource, node: string): Generator<SingleChange> {
  const subject = topResource(resource);
  if (!cluster.nodes.some((one) => one.name === node)) return;
  const constraint = new XmlElement('rsc_location', [
    'id',
    `what-if-${subject.id}`,
    'rsc',
    subject.id,
    'node',
    node,
    'score',
    'INFINITY',
  ]);
  yield {
    kind: 'preference',
    what: `a constraint makes ${subject.id} prefer ${node}`,
    command: `pcs constraint location ${subject.id} prefers ${node}`,
    apply: (original) =>
      withChange(original, (element) =>
        element.name === 'constraints' ? withChild(element, constraint) : undefined,
      ),
  };
}
