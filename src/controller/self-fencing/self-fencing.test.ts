import { expect, it } from 'vitest';
import { dummy, fenceDevice, setOption } from '../cib.fixture.ts';
import { mayFeedWatchdog, owesItsEnd } from './proof.ts';
import { alive, beginWithWatchdogs, others, withWatchdogs } from './watchdog-cluster.fixture.ts';

/** 5 s of the watchdog, 16 s without proof, and the margin. */
const REACTION_MS = 25_000;

it('counts a lost node as off when its watchdog has had the time to stop it', () => {
  const cluster = withWatchdogs(3);
  expect(cluster.cib(1)).toContain('name="have-watchdog" value="true"');
  const lost = cluster.ownerOf('A');
  cluster.lose(lost.nodeId, 'node-down');
  lost.active.clear();
  cluster.pass(REACTION_MS - 1000);
  expect(cluster.runsOn('A')).toEqual([]);
  cluster.pass(2000);
  expect(cluster.runsOn('A')).toHaveLength(1);
  const [witness] = others(cluster, lost);
  const [record] = cluster.node(witness as number).state.replicated.fencing;
  expect(record?.evidence[0]?.kind).toBe('watchdog-timeout');
});

it('gives a watchdog the longer time that the operator allows it', () => {
  const cluster = withWatchdogs(3, { properties: { 'stonith-watchdog-timeout': '60s' } });
  const lost = cluster.ownerOf('A');
  cluster.form(others(cluster, lost), [lost.nodeId]);
  // Quorum is lost: the service is stopped in good order, and nothing is left to stop by force.
  expect(alive(cluster)).toEqual([]);
  cluster.pass(59_000);
  expect(alive(cluster)).toEqual([]);
  cluster.pass(2000);
  expect(alive(cluster)).toHaveLength(1);
  expect(lost.selfFenced).toBeNull();
});

it('recovers nothing because of a watchdog while the other half of two nodes is as primary as this one', () => {
  const cluster = withWatchdogs(2);
  // The link breaks; votequorum with two_node calls both sides quorate.
  const event = cluster.event.bind(cluster);
  cluster.event = (id, given) => event(id, given.kind === 'quorum' ? { ...given, isQuorate: true } : given);
  cluster.form([1], [2]);
  cluster.pass(120_000);
  expect(alive(cluster)).toHaveLength(1);
});

it('recovers nothing because of the watchdog of a minority that is well and frozen', () => {
  const cluster = withWatchdogs(3, { properties: { 'no-quorum-policy': 'freeze' } });
  const lost = cluster.ownerOf('A');
  cluster.form(others(cluster, lost), [lost.nodeId]);
  cluster.pass(120_000);
  expect(alive(cluster)).toHaveLength(1);
});

it('recovers nothing because of the watchdog of a minority that could not stop its service', () => {
  const cluster = withWatchdogs(3);
  const lost = cluster.ownerOf('A');
  cluster.agent = (order) => (order.task === 'stop' ? { rc: 1 } : {});
  cluster.form(others(cluster, lost), [lost.nodeId]);
  cluster.pass(120_000);
  expect(alive(cluster)).toHaveLength(1);
});

it('relies on nobody’s watchdog that could not be armed', () => {
  const cluster = beginWithWatchdogs(3);
  cluster.watchdogResetMs = null;
  cluster.form([1, 2, 3]);
  cluster.pass(60_000);
  const lost = cluster.ownerOf('A');
  cluster.lose(lost.nodeId, 'node-down');
  cluster.pass(10 * 60_000);
  expect(alive(cluster)).toEqual([lost.name]);
  const [witness] = others(cluster, lost);
  expect(cluster.node(witness as number).logs.map(({ code }) => code)).toContain('HWS-CTL-052');
});

it('relies on no watchdog of a daemon that has left in good order while its services go on', () => {
  const cluster = withWatchdogs(3);
  const lost = cluster.ownerOf('A');
  cluster.lose(lost.nodeId, 'left');
  for (const id of others(cluster, lost)) {
    expect(cluster.node(id).state.replicated.pledges[lost.nodeId]).toBeUndefined();
  }
});

it('relies on the watchdog of a node only for the time in which that node has been told to', () => {
  const cluster = withWatchdogs(3, { properties: { 'stonith-watchdog-timeout': '0' } });
  const lost = cluster.ownerOf('A');
  const [witness] = others(cluster, lost) as [number];
  expect(cluster.node(witness).state.replicated.pledges).toEqual({});
  cluster.form(others(cluster, lost), [lost.nodeId]);
  // The lost node never hears of it.
  cluster.ask(witness, {
    kind: 'change-cib',
    changes: [setOption('stonith-watchdog-timeout', '10s')],
    condition: null,
  });
  lost.active.add('A');
  cluster.pass(5 * 60_000);
  expect(alive(cluster)).toEqual([lost.name]);
});

it('stops a node whose own messages do not come back, although it hears of no loss', () => {
  const cluster = withWatchdogs(3);
  const hung = cluster.ownerOf('A');
  cluster.mute.add(hung.nodeId);
  cluster.pass(30_000);
  expect(hung.selfFenced).toContain('the others rely on its watchdog');
});

it('keeps the watchdog fed while messages come back, and not when they do not', () => {
  const cluster = withWatchdogs(3);
  const node = cluster.ownerOf('A');
  cluster.pass(60 * 60_000);
  expect(node.selfFenced).toBeNull();
  expect(mayFeedWatchdog(node.state, cluster.now)).toBe(true);
  // The event loop has stood still: the next turn feeds nothing before it looks.
  expect(mayFeedWatchdog(node.state, cluster.now + REACTION_MS)).toBe(false);
  expect(owesItsEnd(node.state)).toBe(true);
  const [idle] = others(cluster, node) as [number];
  expect(mayFeedWatchdog(cluster.node(idle).state, cluster.now + REACTION_MS)).toBe(true);
  expect(owesItsEnd(cluster.node(idle).state)).toBe(false);
});

it('gives a lost node its time anew when the view has changed meanwhile', () => {
  const cluster = withWatchdogs(5);
  const lost = cluster.ownerOf('A');
  const rest = others(cluster, lost);
  cluster.lose(lost.nodeId, 'node-down');
  lost.active.clear();
  cluster.pass(REACTION_MS - 2000);
  cluster.lose(rest.pop() as number, 'node-down');
  const fenced = (): string[] =>
    cluster.node(rest[0] as number).state.replicated.fencing.map(({ target }) => target);
  cluster.pass(REACTION_MS - 1000);
  expect(fenced()).toEqual([]);
  cluster.pass(2000);
  expect(fenced()).toEqual([lost.name]);
});

it('does not arm the watchdog of a daemon that is of no primary view, so that it keeps no earlier life alive', () => {
  const cluster = beginWithWatchdogs(3, { resources: '', properties: { 'stonith-enabled': 'false' } });
  cluster.form([1]);
  cluster.pass(5 * 60_000);
  expect(cluster.node(1).state.selfFencing.isArmed).toBe(false);
  cluster.form([1, 2, 3]);
  expect(cluster.node(1).state.selfFencing.isArmed).toBe(true);
});

it('fences by devices first, and never waits for a watchdog that a device made needless', () => {
  const cluster = withWatchdogs(3, { resources: dummy('A') + fenceDevice('F', 'node1 node2 node3') });
  const lost = cluster.ownerOf('A');
  cluster.lose(lost.nodeId, 'node-down');
  cluster.pass(1000);
  expect(cluster.runsOn('A')).toHaveLength(1);
  expect(cluster.power.get(lost.name)).toBe('on');
});

it('has a member that cannot stop a service stop itself, and recovers the service when it is gone for certain', () => {
  const cluster = withWatchdogs(3);
  const stuck = cluster.ownerOf('A');
  cluster.agent = (order, { nodeId }) => (order.task === 'stop' && nodeId === stuck.nodeId ? { rc: 1 } : {});
  cluster.report(stuck.nodeId, 'A_monitor_10000', { rc: 1 });
  expect(stuck.selfFenced).toContain('no other way to fence it');
  cluster.pass(1000);
  cluster.lose(stuck.nodeId, 'node-down');
  stuck.active.clear();
  cluster.pass(REACTION_MS - 1000);
  expect(cluster.runsOn('A')).toEqual([]);
  cluster.pass(2000);
  expect(cluster.runsOn('A')).toHaveLength(1);
});

it('lets a node go on that had nothing to stop when it was cut off, once it is of the quorate part again', () => {
  const cluster = withWatchdogs(3);
  const lost = cluster.ownerOf('A');
  cluster.form(others(cluster, lost), [lost.nodeId]);
  // Long enough for its lease to lapse, not for the others to count it as off.
  cluster.pass(12_000);
  cluster.form([1, 2, 3]);
  cluster.pass(60_000);
  expect(lost.selfFenced).toBeNull();
  expect(alive(cluster)).toHaveLength(1);
  expect(cluster.node(1).state.replicated.pledges).toEqual({
    1: REACTION_MS,
    2: REACTION_MS,
    3: REACTION_MS,
  });
});

it('pledges anew when the membership service takes longer to settle a loss', () => {
  let lease = 16_000;
  const cluster = beginWithWatchdogs(3, { resources: '' }, { leaseMs: () => lease });
  cluster.form([1, 2, 3]);
  cluster.pass(10_000);
  expect(cluster.node(1).state.replicated.pledges).toEqual({
    1: REACTION_MS,
    2: REACTION_MS,
    3: REACTION_MS,
  });
  lease = 60_000;
  cluster.pass(60_000);
  const longer = REACTION_MS - 16_000 + lease;
  expect(cluster.node(1).state.replicated.pledges).toEqual({ 1: longer, 2: longer, 3: longer });
  expect(cluster.node(1).state.selfFencing.pledgedMs).toBe(longer);
});
