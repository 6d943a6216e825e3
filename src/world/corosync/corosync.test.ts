import { describe, expect, it } from 'vitest';
import { DEFAULT_SETUP, plainHosts, type WorldSetup } from '../model/setup.ts';
import { Random } from '../random.ts';
import { Timeline } from '../timeline.ts';
import { Corosync } from './corosync.ts';

/** Corosync on some hosts with processes that only note what they are told. */
function group(count: number, seed = '1', setup: Partial<WorldSetup> = {}) {
  const timeline = new Timeline();
  const seen = new Map<number, string[]>();
  for (let id = 1; id <= count; id++) seen.set(id, []);
  const note = (nodeId: number, text: string) => seen.get(nodeId)?.push(text);
  const corosync = new Corosync(
    { ...DEFAULT_SETUP, seed, hosts: plainHosts(count), cib: '', ...setup },
    timeline,
    new Random(seed),
    {
      delivered: (nodeId, from, text) => note(nodeId, `${from}:${text}`),
      membership: (nodeId, members, joined, left) =>
        note(
          nodeId,
          `members ${members.join(',')} +${joined.join(',')} -${left.map((l) => `${l.nodeId}/${l.reason}`).join(',')}`,
        ),
      quorum: (nodeId, isQuorate, members) => note(nodeId, `quorum ${isQuorate} ${members.join(',')}`),
      formed: () => {},
    },
  );
  const run = (until: number) => {
    for (let next = timeline.peek(); next !== null && next <= until; next = timeline.peek())
      timeline.advance();
    timeline.now = until;
  };
  for (let id = 1; id <= count; id++) {
    corosync.start(id);
    corosync.connect(id, 1);
  }
  run(10_000);
  for (const list of seen.values()) list.length = 0;
  const withoutQuorum = (id: number) => (seen.get(id) ?? []).filter((line) => !line.startsWith('quorum'));
  return { timeline, corosync, seen, run, withoutQuorum };
}

describe('the order of the group', () => {
  it('is the same for all members, their own messages included', () => {
    const { timeline, corosync, run, withoutQuorum } = group(3);
    for (let i = 0; i < 30; i++) {
      timeline.at(10_000 + i, () => corosync.send(1 + (i % 3), `m${i}`));
    }
    run(12_000);
    expect(withoutQuorum(1)).toHaveLength(30);
    expect(withoutQuorum(2)).toEqual(withoutQuorum(1));
    expect(withoutQuorum(3)).toEqual(withoutQuorum(1));
  });

  it('gives survivors the same messages before a loss, all or none', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { timeline, corosync, run, withoutQuorum } = group(4, String(seed));
      for (let i = 0; i < 20; i++) timeline.at(10_000 + i, () => corosync.send(1 + (i % 4), `m${i}`));
      timeline.at(10_010, () => corosync.stop(4));
      timeline.at(11_000, () => corosync.send(2, 'while broken'));
      run(30_000);
      const [one, two, three] = [1, 2, 3].map(withoutQuorum);
      expect(two).toEqual(one);
      expect(three).toEqual(one);
      const loss = one?.findIndex((line) => line.endsWith('-4/node-down')) ?? -1;
      expect(loss).toBeGreaterThanOrEqual(0);
      expect(one?.indexOf('2:while broken')).toBeGreaterThan(loss);
      // What survivors had sent is never lost.
      for (let i = 0; i < 20; i++) {
        if (i % 4 !== 3) expect(one?.filter((line) => line === `${1 + (i % 4)}:m${i}`)).toHaveLength(1);
      }
    }
  });

  it('lets each side of a cut see the same, and quorum where most votes are', () => {
    const { corosync, run, seen, withoutQuorum } = group(3);
    corosync.links.cut(1, 2);
    corosync.links.cut(1, 3);
    corosync.reconsider();
    run(20_000);
    expect(withoutQuorum(1)).toEqual(['members 1 + -2/node-down,3/node-down']);
    expect(withoutQuorum(2)).toEqual(['members 2,3 + -1/node-down']);
    expect(seen.get(1)).toContain('quorum false 1');
    expect(seen.get(3)).toContain('quorum true 2,3');
    corosync.links.heal();
    corosync.reconsider();
    run(30_000);
    expect(withoutQuorum(2).at(-1)).toBe('members 1,2,3 +1 -');
    expect(withoutQuorum(1).slice(1)).toEqual(['members 1,2 +2 -', 'members 1,2,3 +3 -']);
  });

  it('tells a host that stood still that the others were gone before it tells that they are back', () => {
    const { corosync, run, withoutQuorum } = group(3, '1', { joins: 'together' });
    corosync.freeze(2);
    run(20_000);
    expect(withoutQuorum(2)).toEqual([]);
    corosync.thaw(2);
    run(30_000);
    expect(withoutQuorum(2)).toEqual(['members 2 + -1/node-down,3/node-down', 'members 1,2,3 +1,3 -']);
    expect(withoutQuorum(1)).toEqual(['members 1,3 + -2/node-down', 'members 1,2,3 +2 -']);
  });

  it('forgets a glitch that was shorter than its time-out', () => {
    const { corosync, run, withoutQuorum } = group(2);
    corosync.links.cut(1, 2);
    corosync.reconsider();
    corosync.send(1, 'late');
    run(11_000);
    expect(withoutQuorum(1)).toEqual([]);
    corosync.links.heal();
    corosync.reconsider();
    run(30_000);
    expect(withoutQuorum(1)).toEqual(['1:late']);
    expect(withoutQuorum(2)).toEqual(['1:late']);
  });

  it('withholds quorum from one of two until both were seen together', () => {
    const { corosync, run, seen } = group(2, '1', { isTwoNode: true });
    corosync.stop(2);
    run(20_000);
    expect(seen.get(1)).toContain('quorum true 1');
    corosync.stop(1);
    run(21_000);
    corosync.start(1);
    corosync.connect(1, 2);
    run(30_000);
    expect(seen.get(1)?.at(-2)).toBe('quorum false 1');
  });
});
