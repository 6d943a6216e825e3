import { describe, expect, it } from 'vitest';
import { Action } from '../model/action.ts';
import { ClusterNode } from '../model/node.ts';
import { Primitive } from '../model/resource.ts';
import { findActions, findActionsExact, firstAction } from './find.ts';

function primitive(): Primitive {
  const definition = {
    kind: 'primitive',
    id: 'db',
    class: 'ocf',
    provider: 'heartbeat',
    type: 'Dummy',
    template: null,
    written: null,
    operations: [],
    attributes: new Map(),
    metaSets: [],
    instanceSets: [],
    utilizationSets: [],
    element: null,
  } as const;
  return new Primitive(definition, 'db', null, null);
}

function addAction(resource: Primitive, id: number, task: string, node: ClusterNode | null): Action {
  const action = new Action(id, `db_${task}_0`, task, resource, node, 0);
  resource.actions.push(action);
  resource.actionIndex.list(action.key).add(action);
  return action;
}

const one = new ClusterNode(0, '1', 'one', 'member');
const two = new ClusterNode(1, '2', 'two', 'member');

describe('look-ups of actions', () => {
  it('return all actions of a key, oldest first, when no node is asked for', () => {
    const db = primitive();
    const first = addAction(db, 1, 'stop', one);
    addAction(db, 2, 'start', one);
    const second = addAction(db, 3, 'stop', two);
    expect(findActions(db, 'db_stop_0', null)).toEqual([first, second]);
  });

  it('compare keys without regard to case', () => {
    const db = primitive();
    const stop = addAction(db, 1, 'stop', one);
    expect(findActions(db, 'DB_Stop_0', one)).toEqual([stop]);
  });

  it('give an action without node to the node that was asked for', () => {
    const db = primitive();
    const start = addAction(db, 1, 'start', null);
    expect(findActions(db, 'db_start_0', two)).toEqual([start]);
    expect(start.node).toBe(two);
  });

  it('leave an action without node alone when they are exact', () => {
    const db = primitive();
    const start = addAction(db, 1, 'start', null);
    expect(findActionsExact(db, 'db_start_0', two)).toEqual([]);
    expect(findActionsExact(db, 'db_start_0', null)).toEqual([]);
    expect(start.node).toBeNull();
  });

  it('take the newest action when only one is wanted', () => {
    const db = primitive();
    addAction(db, 1, 'stop', one);
    const newest = addAction(db, 2, 'stop', two);
    expect(firstAction(db, { task: 'STOP' })).toBe(newest);
    expect(firstAction(db, { key: 'db_stop_0', node: one })?.id).toBe(1);
    expect(firstAction(db, { task: 'start' })).toBeNull();
  });
});
