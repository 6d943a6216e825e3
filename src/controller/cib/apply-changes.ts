import { validate } from '../../cib/validate/validate.ts';
import { cibVersion, formatCibVersion } from '../../cib/version.ts';
import { childOf } from '../../cib/xml/child-of.ts';
import { XmlDocument } from '../../cib/xml/document.ts';
import { XmlElement } from '../../cib/xml/element.ts';
import type { Problem } from '../../result/problem.ts';
import { clearFailures, type ForgottenHistory, forgetHistories, selectHistories } from '../history/clear.ts';
import type { CibChange, CibCondition } from '../model/cib-change.ts';
import { controllerProblem } from '../problem.ts';
import { type ConfigurationChange, changeConfiguration } from './configuration-change.ts';
import { duplicateId } from './element-target.ts';
import { findNode, hasLife, setAttribute } from './node-attribute.ts';
import { clearHistory, clearTransientAttributes, nodeState, setNodeState } from './node-status.ts';
import { plainTree } from './tree.ts';
import { type ChangeExtent, countChange, largerExtent } from './version.ts';

/** What applying changes came to; with problems, nothing was changed. */
export interface ChangeOutcome {
  readonly extent: ChangeExtent;
  readonly problems: readonly Problem[];
  /** Histories that are gone: nothing of these runs under control of the cluster any more. */
  readonly forgotten: readonly ForgottenHistory[];
}

const CONFIGURATION_KINDS: ReadonlySet<string> = new Set<ConfigurationChange['kind']>([
  'replace-configuration',
  'replace-element',
  'create-element',
  'modify-element',
  'delete-element',
  'add-node',
  'forget-node',
]);

/** Changes after which the configuration may break its grammar. */
const VALIDATED: ReadonlySet<string> = new Set<ConfigurationChange['kind']>([
  'replace-configuration',
  'replace-element',
  'create-element',
  'modify-element',
  'delete-element',
]);

function isConfigurationChange(change: CibChange): change is ConfigurationChange {
  return CONFIGURATION_KINDS.has(change.kind);
}

function touchesConfiguration(change: CibChange): boolean {
  return isConfigurationChange(change) || (change.kind === 'attribute' && change.lifetime === 'permanent');
}

/**
 * Whether a change is one of what is kept on disk: the configuration, and tickets. A revocation that is undone lets two
 * sites run the same service.
 */
export function isOfDisk(change: CibChange): boolean {
  return touchesConfiguration(change) || change.kind === 'ticket' || change.kind === 'delete-ticket';
}

/**
 * Applies changes to a CIB in order, all or none, and counts its version up once. `members`: by CIB id, the nodes whose
 * daemons take part.
 */
export function applyChanges(
  root: XmlElement,
  changes: readonly CibChange[],
  condition: CibCondition | null,
  members: Readonly<Record<string, unknown>>,
): ChangeOutcome {
  const refusal = condition === null ? null : unmetCondition(root, condition);
  if (refusal !== null) return { extent: 'nothing', problems: [refusal], forgotten: [] };
  let extent: ChangeExtent = 'nothing';
  if (changes.some(touchesConfiguration)) {
    const draft = draftOf(root);
    const before = configurationText(draft);
    for (const change of changes) {
      const problems = isConfigurationChange(change) ? changeConfiguration(draft, change) : [];
      if (problems.length > 0) return { extent: 'nothing', problems, forgotten: [] };
      if (change.kind === 'attribute' && change.lifetime === 'permanent') changePermanent(draft, change);
    }
    const duplicate = duplicateId(childOf(draft, 'configuration'));
    if (duplicate !== null) {
      return { extent: 'nothing', problems: [duplicateProblem(duplicate)], forgotten: [] };
    }
    if (changes.some(({ kind }) => VALIDATED.has(kind))) {
      const problems = newErrors(root, draft);
      if (problems.length > 0) return { extent: 'nothing', problems, forgotten: [] };
    }
    if (before !== configurationText(draft)) {
      takeOver(root, draft);
      extent = 'configuration';
    }
  }
  const forgotten: ForgottenHistory[] = [];
  for (const change of changes) extent = largerExtent(extent, changeStatus(root, change, members, forgotten));
  countChange(root, extent);
  return { extent, problems: [], forgotten };
}

function unmetCondition(root: XmlElement, condition: CibCondition): Problem | null {
  const { adminEpoch, epoch } = condition.configurationOf;
  const version = cibVersion(root);
  if (version.adminEpoch === adminEpoch && version.epoch === epoch) return null;
  return controllerProblem(
    'HWS-CTL-001',
    `The configuration has changed since it was read: it is at ${formatCibVersion(version)} now, not ${adminEpoch}.${epoch}`,
    'Read the configuration again, make the change there and try again',
  );
}

function duplicateProblem(id: string): Problem {
  return controllerProblem(
    'HWS-CTL-004',
    `Two elements of the configuration would have the id ${id}`,
    `Choose another id than ${id}`,
    id,
  );
}

/** A root with a copy of the configuration: what is changed there can be dropped. The status is shared for look-ups. */
function draftOf(root: XmlElement): XmlElement {
  const children = root.children.map((child) =>
    child.kind === 'element' && child.name === 'configuration' ? plainTree(child) : child,
  );
  return new XmlElement(root.name, root.attributes.slice(), children);
}

/** Errors that a draft has and the present configuration has not. */
function newErrors(root: XmlElement, draft: XmlElement): readonly Problem[] {
  const errors = errorsOf(draft);
  if (errors.length === 0) return errors;
  const old = new Set(errorsOf(root).map(({ code, message }) => `${code} ${message}`));
  return errors.filter(({ code, message }) => !old.has(`${code} ${message}`));
}

function errorsOf(root: XmlElement): readonly Problem[] {
  const children = root.children.filter(
    (child) => child.kind === 'element' && child.name === 'configuration',
  );
  const alone = new XmlElement('cib', root.attributes, [...children, new XmlElement('status')]);
  return validate(new XmlDocument(alone)).filter(({ severity }) => severity === 'error');
}

function configurationText(root: XmlElement): string {
  const parts: string[] = [
    String(root.get('admin_epoch')),
    String(root.get('epoch')),
    String(root.get('validate-with')),
  ];
  const visit = (element: XmlElement): void => {
    parts.push(element.name, ...element.attributes, '(');
    for (const child of element.children) {
      if (child.kind === 'element') visit(child);
      else parts.push(child.raw);
    }
    parts.push(')');
  };
  const configuration = root.first('configuration');
  if (configuration !== null) visit(configuration);
  return JSON.stringify(parts);
}

function takeOver(root: XmlElement, draft: XmlElement): void {
  root.attributes.splice(0, root.attributes.length, ...draft.attributes);
  root.children.splice(0, root.children.length, ...draft.children);
}

function changePermanent(root: XmlElement, change: Extract<CibChange, { kind: 'attribute' }>): void {
  const node = findNode(root, change.node);
  if (node !== null) setAttribute(root, node, change.name, change.value, 'permanent');
}

/**
 * A node that is lost and was not fenced: nobody can look there again, and what runs there is known from its history
 * alone.
 */
function isLost(root: XmlElement, nodeId: string, members: Readonly<Record<string, unknown>>): boolean {
  const state = nodeState(root, nodeId);
  if (members[nodeId] !== undefined || state === null || state.get('remote_node') !== null) return false;
  return state.get('expected') === 'member';
}

/** Applies the part of a change that touches the status or the attributes of the root. */
function changeStatus(
  root: XmlElement,
  change: CibChange,
  members: Readonly<Record<string, unknown>>,
  forgotten: ForgottenHistory[],
): ChangeExtent {
  switch (change.kind) {
    case 'cib-attributes': {
      let isChanged = false;
      for (const [name, value] of Object.entries(change.values)) {
        if (root.get(name) === value) continue;
        if (value === null) root.unset(name);
        else root.set(name, value);
        isChanged = true;
      }
      return isChanged ? 'status' : 'nothing';
    }
    case 'node-state': {
      let isChanged = setNodeState(root, change.id, change.name, change.values);
      if (change.clear.includes('history')) isChanged = clearHistory(root, change.id) || isChanged;
      if (change.clear.includes('attributes'))
        isChanged = clearTransientAttributes(root, change.id) || isChanged;
      return isChanged ? 'status' : 'nothing';
    }
    case 'forget-node': {
      const state = nodeState(root, change.id);
      return state !== null && childOf(root, 'status').remove(state) ? 'status' : 'nothing';
    }
    case 'attribute': {
      const node = change.lifetime === 'transient' ? findNode(root, change.node) : null;
      if (node === null || !hasLife(node.id, members)) return 'nothing';
      return setAttribute(root, node, change.name, change.value, 'transient') ? 'status' : 'nothing';
    }
    case 'clear-failures':
      return clearFailures(root, change, change.operation) ? 'status' : 'nothing';
    case 'delete-history': {
      const histories = selectHistories(root, change, change.failedOnly).filter(
        ({ nodeId }) => !isLost(root, nodeId, members),
      );
      forgotten.push(...histories);
      return forgetHistories(root, histories) ? 'status' : 'nothing';
    }
    case 'ticket':
    case 'delete-ticket':
      // Counted like the configuration, with which tickets go to disk and win or lose when parts meet.
      return changeTicket(root, change) ? 'configuration' : 'nothing';
    default:
      return 'nothing';
  }
}

function changeTicket(
  root: XmlElement,
  change: Extract<CibChange, { kind: 'ticket' | 'delete-ticket' }>,
): boolean {
  const tickets = childOf(childOf(root, 'status'), 'tickets');
  let state: XmlElement | null = null;
  for (const element of tickets.elements('ticket_state')) {
    if (element.get('id') === change.ticket) state ??= element;
  }
  if (change.kind === 'delete-ticket') return state !== null && tickets.remove(state);
  let isChanged = false;
  if (state === null) {
    state = new XmlElement('ticket_state', ['id', change.ticket]);
    tickets.children.push(state);
    isChanged = true;
  }
  for (const [name, value] of Object.entries(change.values)) {
    if (state.get(name) === value) continue;
    if (value === null) state.unset(name);
    else state.set(name, value);
    isChanged = true;
  }
  return isChanged;
}
