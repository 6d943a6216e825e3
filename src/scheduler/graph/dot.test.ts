import { expect, it } from 'vitest';
import { ActionFlag } from '../model/action.ts';
import { Order } from '../model/order.ts';
import { addLink } from '../ordering/link.ts';
import { addAction, addNode, addPrimitive, bareCluster } from '../ordering/orderings.fixture.ts';
import { renderDot } from './dot.ts';

const { InGraph, Optional, Pseudo, Runnable } = ActionFlag;

function drawing(allActions: boolean, verbose: boolean): string[] {
  const cluster = bareCluster();
  const node = addNode(cluster, 'one');
  const a = addPrimitive(cluster, 'A');
  const clone = addPrimitive(cluster, 'B:1');
  clone.historyName = 'B:0';
  const stop = addAction(cluster, a, 'stop', node, Runnable | InGraph);
  const start = addAction(cluster, a, 'start', null, 0);
  const cancel = addAction(cluster, clone, 'cancel', node, Runnable | InGraph, 10_000);
  cancel.key = 'B:1_monitor_10000';
  cancel.cancelTask = 'monitor';
  const fence = addAction(cluster, null, 'stonith', node, Runnable | Pseudo | InGraph);
  fence.setMeta('stonith_action', 'off');
  addAction(cluster, a, 'promote', node, Runnable | Optional);
  addAction(cluster, null, 'load_stopped_one', null, Runnable | Pseudo | Optional);
  addLink(stop, start, Order.Order | Order.ImpliesThen, null);
  addLink(fence, stop, Order.Load, null);
  for (const link of stop.before) link.isInput = true;
  return renderDot(cluster, { allActions, verbose }).split('\n');
}

it('draws what happens, and what should but cannot', () => {
  expect(drawing(false, false)).toEqual([
    ' digraph "g" {',
    `"stonith 'off' one" [ style=bold color="green" fontcolor="orange"]`,
    '"Cancel B:0_monitor_10000 one" [ style=bold color="green" fontcolor="black"]',
    '"A_start_0 <none>" [ style=dashed color="red" fontcolor="black"]',
    '"A_stop_0 one" [ style=bold color="green" fontcolor="black"]',
    '"A_stop_0 one" -> "A_start_0 <none>" [ style = dashed]',
    `"stonith 'off' one" -> "A_stop_0 one" [ style = bold]`,
    '}',
    '',
  ]);
});

it('draws all actions with their ids when asked to', () => {
  const lines = drawing(true, true);
  expect(lines).toContain('"A_promote_0 one (5)" [ style=dashed color="blue" fontcolor="black"]');
  expect(lines).toContain('"load_stopped_one (6)" [ style=dashed color="blue" fontcolor="orange"]');
  expect(lines).toContain('"Cancel B:0_monitor_10000 one (3)" [ style=bold color="green" fontcolor="black"]');
});
