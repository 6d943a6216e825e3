import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { canRunLab } from '../../test/lab/namespace-lab.ts';
import { EmbeddedHarness } from './contract/embedded-harness.ts';
import type { ContractHarness, ContractMember } from './contract/harness.ts';
import { LabHarness } from './contract/lab-harness.ts';

const HAS_COROSYNC = canRunLab();

describe('the embedded engine', () => {
  keepsTheContract(() => Promise.resolve(new EmbeddedHarness()));
});

describe.runIf(HAS_COROSYNC)('the engine on Corosync', () => {
  let shared: LabHarness | null = null;
  keepsTheContract(async () => {
    shared ??= await LabHarness.create();
    await shared.reset();
    return shared;
  });
  afterAll(() => shared?.destroy());
});

/** What every cluster engine promises (engine.ts), on a cluster of the nodes 1, 2, 3. */
function keepsTheContract(create: () => Promise<ContractHarness>): void {
  let harness: ContractHarness | null = null;

  afterEach(async () => {
    await harness?.endMembers();
  });

  async function startAll(nodeIds: readonly number[] = [1, 2, 3]): Promise<ContractMember[]> {
    harness = await create();
    const members: ContractMember[] = [];
    for (const nodeId of nodeIds) {
      const member = harness.create(nodeId);
      expect(await member.start()).toEqual({ ok: true });
      members.push(member);
    }
    for (const member of members) await member.sees(nodeIds);
    return members;
  }

  it('tells each member of itself, of quorum and of the nodelist', async () => {
    const [first] = await startAll();
    const facts = await first!.facts();
    expect(facts.self).toMatchObject({ nodeId: 1, name: 'node1' });
    expect(facts.nodes.map(({ nodeId, name }) => ({ nodeId, name }))).toEqual([
      { nodeId: 1, name: 'node1' },
      { nodeId: 2, name: 'node2' },
      { nodeId: 3, name: 'node3' },
    ]);
    expect(facts.clusterName).toBe('lab');
    expect(facts.status).toMatchObject({ phase: 'joined', wait: null });
    await first!.seesQuorum(true, [1, 2, 3]);
    expect(first!.membershipChanges()[0]?.joined).toMatchObject([{ member: { nodeId: 1 }, reason: 'join' }]);
  });

  it('gives all members the same messages in the same order, own ones included', async () => {
    const members = await startAll();
    await Promise.all(members.map((member, index) => member.sendAll(`${'abc'[index]}`, 200, 60)));
    for (const member of members) await member.hasDelivered(600);
    const [first, second, third] = members.map((member) => member.texts());
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    for (const prefix of 'abc') {
      const numbers = first!
        .filter((text) => text.startsWith(prefix))
        .map((text) => Number.parseInt(text.slice(1), 10));
      expect(numbers).toEqual(Array.from({ length: 200 }, (_, index) => index));
    }
    expect(members[0]!.deliveries()[0]!.from.name).toMatch(/^node[123]$/);
  });

  it('carries messages of any length whole: none, one byte, several megabytes', async () => {
    const members = await startAll([1, 2]);
    const large = patterned(5_000_000);
    for (const bytes of [
      new Uint8Array(0),
      new Uint8Array([7]),
      large,
      patterned(300_000),
      new Uint8Array([9]),
    ]) {
      expect(await members[0]!.send(bytes)).toBe('sent');
    }
    for (const member of members) {
      await member.hasDelivered(5);
      const lengths = member.deliveries().map(({ bytes }) => bytes.length);
      expect(lengths).toEqual([0, 1, 5_000_000, 300_000, 1]);
      expect(Buffer.compare(member.deliveries()[2]!.bytes, large)).toBe(0);
    }
  });

  it('keeps the order of every sender when others join among large messages', async () => {
    const [first] = await startAll([1]);
    const sending = first!.sendAll('x', 40, 700_000);
    await first!.hasDelivered(3);
    const late = harness!.create(2);
    expect(await late.start()).toEqual({ ok: true });
    await sending;
    await first!.hasDelivered(40);
    expect(first!.texts().map((text) => Number.parseInt(text.slice(1), 10))).toEqual(
      Array.from({ length: 40 }, (_, index) => index),
    );
    const after = first!.textsAfterJoinOf(2);
    await late.hasDelivered(after.length);
    expect(late.texts()).toEqual(after);
  });

  it('tells who leaves, and why: by itself, or because its process ended', async () => {
    const [first, second, third] = await startAll();
    await second!.leave();
    await first!.sees([1, 3]);
    expect(first!.membershipChanges().at(-1)).toMatchObject({
      joined: [],
      left: [{ member: { nodeId: 2, name: 'node2' }, reason: 'leave' }],
    });
    await third!.end();
    await first!.sees([1]);
    expect(first!.membershipChanges().at(-1)).toMatchObject({
      left: [{ member: { nodeId: 3 }, reason: 'process-down' }],
    });
  });

  it('delivers what was taken before it leaves', async () => {
    const [first, second] = await startAll([1, 2]);
    void second!.sendAll('last', 50, 1000);
    await second!.hasDelivered(1);
    await second!.leave();
    await first!.sees([1]);
    const texts = first!.texts();
    expect(texts.length).toBeGreaterThan(0);
    expect(texts).toEqual(
      Array.from({ length: texts.length }, (_, index) => expect.stringMatching(`^last${index}:`)),
    );
    const { left } = first!.membershipChanges().at(-1)!;
    expect(left).toMatchObject([{ reason: 'leave' }]);
  });

  it('is a new member after its process was started again', async () => {
    const [first, second] = await startAll([1, 2]);
    const before = (await second!.facts()).self!;
    await second!.end();
    await first!.sees([1]);
    const again = harness!.create(2);
    await again.start();
    await first!.sees([1, 2]);
    expect((await again.facts()).self!.pid).not.toBe(before.pid);
  });

  it('splits into parts that go on by themselves, and joins them again', async () => {
    const [first, second, third] = await startAll();
    await harness!.partition([1, 2], [3]);
    await first!.sees([1, 2]);
    await second!.sees([1, 2]);
    await third!.sees([3]);
    expect(first!.membershipChanges().at(-1)).toMatchObject({
      left: [{ member: { nodeId: 3 }, reason: 'node-down' }],
    });
    await first!.seesQuorum(true, [1, 2]);
    await third!.seesQuorum(false, [3]);
    await first!.send(Buffer.from('majority'));
    await third!.send(Buffer.from('alone'));
    await second!.hasDelivered(1);
    await third!.hasDelivered(1);
    expect(second!.texts()).toEqual(['majority']);
    expect(third!.texts()).toEqual(['alone']);

    await harness!.heal();
    for (const member of [first, second, third]) await member!.sees([1, 2, 3]);
    await third!.seesQuorum(true, [1, 2, 3]);
    const joined = third!
      .membershipChanges()
      .flatMap((change) => change.joined.map(({ member }) => member.nodeId));
    expect(joined.slice(-2).sort()).toEqual([1, 2]);
    await second!.send(Buffer.from('together'));
    for (const member of [first, second, third]) await member!.hasDelivered(2);
    expect(third!.texts()).toEqual(['alone', 'together']);
    expect(first!.texts()).toEqual(['majority', 'together']);
  });

  it('loses the connection when the cluster layer dies, says so, and joins again when it is back', async () => {
    const [first, , third] = await startAll();
    await harness!.stopNode(3);
    await third!.isDown();
    expect(third!.problems().at(-1)).toMatchObject({ code: 'HWS-COR-005', isRetried: true });
    expect(await third!.send(Buffer.from('lost'))).toBe('busy');
    await first!.sees([1, 2]);
    await third!.waits();
    const { status, self } = await third!.facts();
    expect(self).toBeNull();
    expect(status).toMatchObject({
      phase: 'connecting',
      reconnects: 1,
      wait: { condition: 'corosync-running' },
    });
    expect(status.wait!.deadline).toBeGreaterThan(status.wait!.since);

    await harness!.startNode(3);
    await third!.sees([1, 2, 3]);
    await first!.sees([1, 2, 3]);
    await third!.send(Buffer.from('back'));
    await first!.hasDelivered(1);
    expect(first!.texts()).toEqual(['back']);
  });

  it('waits for a cluster layer that is not running yet', async () => {
    harness = await create();
    await harness.stopNode(2);
    const member = harness.create(2);
    const starting = member.start();
    await member.waits();
    expect((await member.facts()).status.wait).toMatchObject({ problem: { code: 'HWS-COR-001' } });
    await harness.startNode(2);
    expect(await starting).toEqual({ ok: true });
    await member.sees([2]);
  });

  it('answers busy when too much is under way, and takes messages again', async () => {
    const [first, second] = await startAll([1, 2]);
    const answers = await first!.sendUntilBusy(1 << 20, 200);
    expect(answers.at(-1)).toBe('busy');
    const taken = answers.filter((answer) => answer === 'sent').length;
    expect(taken).toBeGreaterThan(1);
    await first!.hasDelivered(taken);
    await second!.hasDelivered(taken);
    expect(await first!.send(Buffer.from('again'))).toBe('sent');
    await second!.hasDelivered(taken + 1);
  });

  it('ends a start and a wait for room when it is closed', async () => {
    harness = await create();
    await harness.stopNode(1);
    const member = harness.create(1);
    const starting = member.start();
    await member.waits();
    await member.close();
    expect(await starting).toMatchObject({ ok: false, problem: { code: 'HWS-COR-004' } });
    expect((await member.facts()).status.phase).toBe('closed');
  });
}

function patterned(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8)) & 0xff;
  return bytes;
}
