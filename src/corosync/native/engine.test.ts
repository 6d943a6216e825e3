import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canRunLab, until } from '../../../test/lab/namespace-lab.ts';
import { LabHarness } from '../contract/lab-harness.ts';
import { loadLibraries } from './libraries.ts';

const ENGINE = resolve(import.meta.dirname, 'engine.ts');

describe('the foreign-function part', () => {
  it('is loaded by no program that does not touch Corosync', () => {
    const program = `await import(${JSON.stringify(ENGINE)});
      console.log(process.report.getReport().sharedObjects.filter((path) => /koffi|libcpg/.test(path)).length)`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    expect(stdout.trim()).toBe('0');
  });

  it('says which package brings a library that is missing', () => {
    const absent = { cpg: { file: 'libcpg.so.999', debianPackage: 'apt-get install libcpg4' } };
    const loading = loadLibraries(absent);
    expect(loading).toMatchObject({ ok: false, problem: { code: 'HWS-COR-003', isRetried: false } });
    expect(!loading.ok && loading.problem.hint).toContain('libcpg4');
  });
});

describe.runIf(canRunLab())('the engine on Corosync', () => {
  let harness: LabHarness;
  beforeAll(async () => {
    harness = await LabHarness.create();
  });
  afterEach(() => harness.reset());
  afterAll(() => harness.destroy());

  it('says that a user is not allowed', async () => {
    const member = harness.create(1, ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups']);
    expect(await member.start()).toMatchObject({
      ok: false,
      problem: { code: 'HWS-COR-002', isRetried: false, message: expect.stringContaining('65534') },
    });
  });

  it('is not held up by a member that does not read, and that one misses nothing', async () => {
    const members = [1, 2, 3].map((nodeId) => harness.create(nodeId));
    for (const member of members) await member.start();
    for (const member of members) await member.sees([1, 2, 3]);
    const slow = harness.lastClient();
    slow.freeze();
    await members[0]!.sendAll('x', 4000, 2000);
    await members[1]!.hasDelivered(4000);
    expect(members[2]!.deliveries()).toEqual([]);
    slow.thaw();
    await members[2]!.hasDelivered(4000);
    expect(members[2]!.texts()).toEqual(members[1]!.texts());
    expect(members[2]!.problems()).toEqual([]);
  });

  it('sees a Corosync that was restarted at once as gone and come again', async () => {
    const members = [1, 2, 3].map((nodeId) => harness.create(nodeId));
    for (const member of members) await member.start();
    for (const member of members) await member.sees([1, 2, 3]);
    await harness.stopNode(3);
    await harness.startNode(3);
    await members[2]!.isDown();
    for (const member of members) await member.sees([1, 2, 3]);
    const isAboutThird = ({ member }: { member: { nodeId: number } }) => member.nodeId === 3;
    await until('node 3 to have gone and come', () => {
      const changes = members[0]!.membershipChanges();
      const gone = changes.findIndex(({ left }) => left.some(isAboutThird));
      return gone > 0 && changes.slice(gone).some(({ joined }) => joined.some(isAboutThird));
    });
  });

  it('is not held up by its Corosync that stands still, says so, and goes on after', async () => {
    const [first, second] = [1, 2].map((nodeId) => harness.create(nodeId));
    for (const member of [first!, second!]) await member.start();
    await first!.sees([1, 2]);
    harness.lab.freezeCorosync(2);
    // A call that Corosync has to answer: it must not hold up the loop.
    await second!.send(Buffer.from('late'));
    await first!.sees([1]);
    await until('the silence to be told', () => second!.silences().length === 1);
    const { wait } = (await second!.facts()).status;
    expect(wait).toMatchObject({
      condition: 'corosync-answering',
      isOverdue: true,
      problem: { code: 'HWS-COR-009' },
    });
    harness.lab.thawCorosync(2);
    await until('the end of the silence to be told', () => second!.silences().length === 2);
    expect(second!.silences()).toEqual(['HWS-COR-009', null]);
    expect((await second!.facts()).status.wait).toBeNull();
    for (const member of [first!, second!]) await member.sees([1, 2]);
    await second!.send(Buffer.from('here'));
    await second!.hasDelivered(2);
    expect(second!.texts()).toEqual(['late', 'here']);
    await until('the message to arrive', () => first!.texts().at(-1) === 'here');
  });

  it('does not wait for a Corosync that stands still when it ends, nor when it starts', async () => {
    const member = harness.create(3);
    await member.start();
    harness.lab.freezeCorosync(3);
    await until('the silence to be told', () => member.silences().length === 1);
    await member.close();
    const late = harness.create(3);
    const started = late.start();
    await until('the wait to name the silence', async () => {
      const { wait } = (await late.facts()).status;
      return wait?.condition === 'corosync-running' && wait.problem?.code === 'HWS-COR-009';
    });
    harness.lab.thawCorosync(3);
    expect(await started).toEqual({ ok: true });
  });

  it('loses nothing it was told when thousands of messages come at once', async () => {
    const [first, second] = [1, 2].map((nodeId) => harness.create(nodeId));
    for (const member of [first!, second!]) await member.start();
    await first!.sees([1, 2]);
    await Promise.all([first!.sendAll('a', 5000, 40), second!.sendAll('b', 5000, 40)]);
    await first!.hasDelivered(10_000);
    await second!.hasDelivered(10_000);
    expect(second!.texts()).toEqual(first!.texts());
    expect((await first!.facts()).status).toMatchObject({
      queuedMessages: 0,
      unconfirmedMessages: 0,
      damagedMessages: 0,
      sentMessages: 5000,
      deliveredMessages: 10_000,
    });
  });
});
