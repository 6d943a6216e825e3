import { isTrue } from '../../result/boolean.ts';
import { FEATURE_SET } from '../../scheduler/graph/attributes.ts';
import { knownNodes } from '../cib/node-attribute.ts';
import { nodeState } from '../cib/node-status.ts';
import { clusterProperty, isOptionOn, startUpMs } from '../cib/property.ts';
import { nameOf, send } from '../emit.ts';
import type { CibChange, NodeStateValues } from '../model/cib-change.ts';
import type { Member } from '../model/member.ts';
import type { ControllerState } from '../model/state.ts';
import { isFirm, mayConfigure } from '../requests/proposals.ts';
import { beginWait } from '../waits.ts';

/**
 * The DC keeps the status entries of nodes, the nodes section and the attributes of the CIB as the membership is. True
 * when something had to be changed: nothing is decided before that is delivered.
 */
export function keepUp(state: ControllerState): boolean {
  if (state.upkeep !== null) return true;
  const status = [...rootChanges(state), ...nodeChanges(state)];
  const changes = status.length > 0 ? status : configurationChanges(state);
  if (changes.length === 0) return false;
  state.upkeep = JSON.stringify(changes);
  send(state, { kind: 'change', changes, condition: null, origin: null, step: null, isFirm: isFirm(state) });
  beginWait(state, 'upkeep', 'own change of node states', state.now + state.times.delivery, {
    kind: 'upkeep',
  });
  return true;
}

function rootChanges(state: ControllerState): CibChange[] {
  const { cib, options } = state;
  const wanted = { crm_feature_set: FEATURE_SET, 'dc-uuid': String(options.self.nodeId) };
  const values = Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => cib.get(name) !== value),
  );
  return Object.keys(values).length === 0 ? [] : [{ kind: 'cib-attributes', values }];
}

/** Ids of all cluster nodes that are or were there. */
function nodeIds(state: ControllerState): number[] {
  const ids = new Set<number>();
  for (const id of Object.keys(state.replicated.members)) ids.add(Number(id));
  for (const id of state.quorum.members) ids.add(id);
  for (const entry of state.cib.first('status')?.elements('node_state') ?? []) {
    const id = entry.get('id') ?? '';
    if (/^[1-9]\d*$/.test(id) && entry.get('remote_node') === null) ids.add(Number(id));
  }
  return [...ids].sort((a, b) => a - b);
}

function nodeChanges(state: ControllerState): CibChange[] {
  const { cib, replicated, quorum, group } = state;
  const configured = new Set(knownNodes(cib).map(({ id }) => id));
  const changes: CibChange[] = [];
  for (const nodeId of nodeIds(state)) {
    const id = String(nodeId);
    const member = replicated.members[nodeId];
    const name = member?.name ?? nameOf(state, nodeId);
    if (member === undefined && !configured.has(id) && !state.names.has(nodeId)) continue;
    if (state.vanished.has(nodeId)) continue;
    const isDead = replicated.dead[nodeId] !== undefined && member === undefined;
    const entry = nodeState(cib, id);
    // Who has left in an orderly way is down, whether or not its node is: nothing runs there any more.
    const hasShutDown = member === undefined && entry?.get('expected') === 'down';
    // Without its daemon since the cluster began: nobody knows what runs there.
    const isStranger = member === undefined && entry !== null && entry.get('expected') === null;
    const isUp = !isDead && !hasShutDown && (quorum.members.includes(nodeId) || group.includes(nodeId));
    const isUnknown = isStranger && configured.has(id) && !(isUp && isAwaited(state, nodeId, name));
    const values: NodeStateValues = {
      inCcm: isUp,
      crmd: member === undefined ? 'offline' : 'online',
      join: member === undefined ? 'down' : 'member',
      ...(member === undefined ? {} : { expected: expectedOf(state, id) }),
      ...(isUnknown && isStartUpFencing(state) ? { expected: 'member' } : {}),
    };
    // Not yet there and not up: startup fencing is to see that nobody has seen it.
    if (entry === null && member === undefined && !isUp) continue;
    const isSame =
      entry !== null &&
      isTrue(entry.get('in_ccm')) === values.inCcm &&
      entry.get('crmd') === values.crmd &&
      entry.get('join') === values.join &&
      (values.expected === undefined || entry.get('expected') === values.expected);
    if (!isSame) changes.push({ kind: 'node-state', id, name, values, clear: [] });
  }
  return changes;
}

/**
 * A host that is up without its daemon is given time for it to come; what runs there is then unknown like that of nodes that
 * were never seen. Only a primary view calls it so: another's daemon may itself be the one that is late.
 */
function isAwaited(state: ControllerState, nodeId: number, name: string): boolean {
  const { strangers } = state;
  if (!state.hasStarted || state.replicated.standing !== 'primary') return true;
  const id = `stranger/${nodeId}`;
  if (!strangers.has(nodeId)) {
    strangers.add(nodeId);
    const deadline = state.now + startUpMs(state.cib);
    beginWait(state, id, `daemon of ${name}, which is up, to come`, deadline, { kind: 'stranger' });
  }
  return state.waits.has(id);
}

/** Nodes that were never seen are fenced before anything starts, unless the operator says they are off. */
function isStartUpFencing({ cib }: ControllerState): boolean {
  return isOptionOn(cib, 'startup-fencing');
}

function expectedOf(state: ControllerState, id: string): 'member' | 'down' {
  return state.replicated.leaving.includes(id) ? 'down' : 'member';
}

/** Members that the configuration does not know yet. */
export function newMembers({ cib, replicated }: ControllerState): readonly Member[] {
  const configured = new Set<string | null>();
  for (const node of cib.first('configuration')?.first('nodes')?.elements('node') ?? [])
    configured.add(node.get('id'));
  return Object.values(replicated.members).filter(({ nodeId }) => !configured.has(String(nodeId)));
}

/** What the DC itself changes in the configuration, when it may: nodes that are new, and what all nodes have. */
function configurationChanges(state: ControllerState): CibChange[] {
  if (!mayConfigure(state)) return [];
  const changes: CibChange[] = newMembers(state).map(({ nodeId, name }) => ({
    kind: 'add-node',
    id: String(nodeId),
    name,
  }));
  return [...changes, ...watchdogChanges(state)];
}

/** Tells the scheduler whether nodes stop themselves when they hang. */
function watchdogChanges(state: ControllerState): CibChange[] {
  // Of all that were ever seen: it may not change back and forth as nodes come and go.
  const known = Object.values(state.replicated.known);
  const have = known.length > 0 && known.every(({ hasWatchdog }) => hasWatchdog);
  const current = clusterProperty(state.cib, 'have-watchdog');
  if (current === null ? !have : isTrue(current) === have) return [];
  const value = String(have);
  const path = (...elements: string[]) => ({
    by: 'path' as const,
    path: elements.map((element) => ({ element, id: null })),
  });
  const set = 'cib-bootstrap-options';
  const pair = `${set}-have-watchdog`;
  const crmConfig = state.cib.first('configuration')?.first('crm_config') ?? null;
  for (const element of crmConfig?.elements('cluster_property_set') ?? []) {
    for (const existing of element.elements('nvpair')) {
      const id = existing.get('id');
      if (existing.get('name') === 'have-watchdog' && id !== null) {
        return [
          { kind: 'modify-element', target: { by: 'id', id, element: 'nvpair' }, set: { value }, unset: [] },
        ];
      }
    }
  }
  const xml = `<nvpair id="${pair}" name="have-watchdog" value="${value}"/>`;
  for (const element of crmConfig?.elements('cluster_property_set') ?? []) {
    if (element.get('id') === set) {
      return [
        {
          kind: 'create-element',
          parent: { by: 'id', id: set, element: 'cluster_property_set' },
          xml,
          position: 'last',
        },
      ];
    }
  }
  return [
    {
      kind: 'create-element',
      parent: path('configuration', 'crm_config'),
      xml: `<cluster_property_set id="${set}">${xml}</cluster_property_set>`,
      position: 'last',
    },
  ];
}
