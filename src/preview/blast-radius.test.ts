import { describe, expect, it } from 'vitest';
import { PaperCluster } from '../../test/requirements/paper-cluster.ts';
import type { Cib } from '../cib/model/cib.ts';
import { parseCib } from '../cib/parse.ts';
import { blastRadius, interrupts } from './blast-radius.ts';
import { fencedCib } from './fenced-cib.ts';
import { blastRadiusLines } from './text.ts';

const MOMENT = { now: { epoch: 1_767_225_600, offset: 0 }, localOffset: () => 0 };
const FENCING =
  '<primitive id="fence" class="stonith" type="fence_virt"><instance_attributes id="fi"><nvpair id="fi-l" name="pcmk_host_list" value="node1 node2 node3"/></instance_attributes></primitive>';

function read(text: string): Cib {
  const cib = parseCib(text);
  if (!cib.ok) throw new Error(cib.problems[0]?.message);
  return cib.value;
}

/** A cluster at rest, and the same one with commands given. */
async function futures(
  set: readonly string[],
  change: readonly string[],
  nodes = ['node1', 'node2', 'node3'],
) {
  using paper = new PaperCluster(nodes, FENCING);
  for (const line of set) {
    if (line.startsWith('create '))
      await paper.create(line.slice(7).split(' ')[0] as string, line.split(' ').slice(2).join(' '));
    else await paper.pcs(line);
  }
  paper.settle();
  const before = paper.text;
  await paper.pcs(...change);
  return { before: read(before), after: read(paper.text) };
}

async function linesOf(set: readonly string[], change: readonly string[], nodes?: readonly string[]) {
  const { before, after } = await futures(set, change, nodes === undefined ? undefined : [...nodes]);
  return blastRadiusLines(blastRadius(before, after, MOMENT));
}

describe('what a change would do', () => {
  it('is nothing where nothing moves', async () => {
    expect(await linesOf(['create a'], ['resource meta a description=x --force'])).toEqual([
      'Nothing would start, stop or move.',
    ]);
  });

  it('tells stops with all that depend on them', async () => {
    const set = [
      'create db',
      'create web',
      'constraint order db then web',
      'constraint colocation add web with db',
    ];
    expect(await linesOf(set, ['resource disable db'])).toEqual([
      'What it would do:',
      '  stop     db  on node2',
      '  stop     web  on node2',
    ]);
  });

  it('tells moves, and that a clone has fewer instances', async () => {
    const set = ['create a', 'create c', 'resource clone c', 'constraint location a prefers node1=100'];
    const lines = await linesOf(set, ['node standby node1']);
    expect(lines).toEqual([
      'What it would do:',
      '  move     a  node1 → node3',
      '  stop     c (of c-clone)  on node1',
      'Redundancy:',
      '  c-clone would have 2 instead of 3 instances',
    ]);
  });

  it('tells restarts of what depends on what is restarted', async () => {
    const set = [
      'create a fake=1 op monitor interval=10s',
      'create b',
      'constraint order a then b',
      'constraint location a prefers node1',
      'constraint location b prefers node1',
    ];
    const lines = await linesOf(set, ['resource update a fake=2 --force']);
    expect(lines).toContain('  restart  b  on node1');
  });

  it('tells what no other node could take over any more', async () => {
    const lines = await linesOf(
      ['create a', 'constraint location a prefers node1=100'],
      ['node standby node2 node3'],
    );
    expect(lines).toEqual([
      'Nothing would start, stop or move.',
      'Redundancy:',
      '  a on node1 could be taken over by no other node any more',
    ]);
  });

  it('leaves out what happens anyway', async () => {
    using paper = new PaperCluster(['node1', 'node2'], FENCING);
    await paper.create('a');
    const before = read(paper.text);
    await paper.create('b');
    const radius = blastRadius(before, read(paper.text), MOMENT);
    expect(radius.effects.map(({ kind, resource }) => `${kind} ${resource}`)).toEqual(['start b']);
    expect(radius.anyway.map(({ kind, resource }) => `${kind} ${resource}`)).toEqual(['start a']);
    expect(interrupts(radius)).toBe(false);
  });

  it('tells whether quorum survives the loss of a node, and what is recovered', async () => {
    const { before } = await futures(['create a', 'constraint location a prefers node1=100'], []);
    const lines = blastRadiusLines(blastRadius(before, fencedCib(before, 'node1'), MOMENT));
    expect(lines).toEqual([
      'What it would do:',
      '  move     a  node1 → node3',
      'Quorum: kept, 2 of 2 needed votes, without a vote to spare (now 3)',
    ]);
  });
});
