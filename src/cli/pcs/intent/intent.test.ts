import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PaperCluster } from '../../../../test/requirements/paper-cluster.ts';
import { Call } from '../call.ts';
import { findCommand } from '../grammar/find-command.ts';
import { RESOURCE } from '../grammar/resource.ts';
import { FileTarget } from '../target/file-target.ts';
import type { Target } from '../target/target.ts';
import { readWords } from '../words/read-words.ts';
import type { WaitForRest } from './carry-out.ts';
import { move } from './move.ts';
import { restart } from './restart.ts';

let paper: PaperCluster;
let said = '';
beforeEach(async () => {
  paper = new PaperCluster(['node1', 'node2', 'node3']);
  await paper.create('web');
  await paper.pcs('resource defaults update resource-stickiness=100');
  paper.settle();
});
afterEach(() => paper[Symbol.dispose]());

/** A file that stands for the CIB of a live cluster. */
function liveTarget(): Target {
  const file = new FileTarget(paper.file);
  return {
    kind: 'live',
    read: () => file.read(),
    edit: (edit, isForced, gate) => file.edit(edit, isForced, gate ?? null),
  };
}

function call(line: string): Call {
  const words = readWords(line.split(' '));
  if ('kind' in words) throw new Error(words.message);
  const found = findCommand(RESOURCE, words.positionals);
  if (found === null) throw new Error(`no command ${line}`);
  const { command, rest } = found;
  said = '';
  const say = (text: string): void => {
    said += text;
  };
  const output = { out: say, err: say };
  return new Call({
    group: RESOURCE,
    command,
    words: rest,
    options: words.options,
    target: liveTarget(),
    output,
    question: null,
  });
}

/** The cluster does what it has to do while it is waited for. */
function carrying(): WaitForRest {
  return async () => {
    paper.settle();
    return { kind: 'rest', cluster: paper.decided() };
  };
}

const busy: WaitForRest = async () => ({ kind: 'busy', cluster: paper.decided(), open: ['web_stop_0'] });

describe('resource move', () => {
  it('moves, and leaves nothing behind', async () => {
    const [from] = paper.where('web');
    expect(await move(call('resource move web'), carrying())).toBe(0);
    expect(paper.where('web')).not.toEqual([from]);
    expect(await move(call(`resource move web ${from}`), carrying())).toBe(0);
    expect(paper.where('web')).toEqual([from]);
    expect(paper.text).not.toContain('cli-');
    expect(said).toBe("Resource 'web' has moved; nothing is left of the move\n");
  });

  it('writes a constraint that ends by itself, should nobody be left to withdraw it', async () => {
    let meanwhile = '';
    const wait: WaitForRest = async (...words) => {
      meanwhile ||= paper.text;
      return await carrying()(...words);
    };
    await move(call('resource move web --wait=30'), wait);
    expect(meanwhile).toMatch(
      /<rsc_location id="cli-ban-web-on-node\d"[^>]*>\s*<rule [^>]*score="-INFINITY"/,
    );
    expect(meanwhile).toContain('operation="lt" end="');
  });

  it('fails when the resource ends up elsewhere, and leaves nothing behind', async () => {
    const [from] = paper.where('web');
    const to = from === 'node3' ? 'node2' : 'node3';
    const losing: WaitForRest = async () => {
      paper.lose(to);
      return { kind: 'rest', cluster: paper.decided() };
    };
    expect(await move(call(`resource move web ${to}`), losing)).toBe(1);
    expect(said).toMatch(/Error: 'web' did not move: it runs on node\d; nothing is left of the move/);
    expect(paper.text).not.toContain('cli-');
  });

  it('gives up when its time is over, or the cluster is not there any more, and leaves nothing behind', async () => {
    expect(await move(call('resource move web --wait=5'), busy)).toBe(1);
    expect(said).toContain('after 5 s there is still to do: web_stop_0');
    expect(paper.text).not.toContain('cli-');
    const gone: WaitForRest = async () => ({ kind: 'unreachable', problems: [] });
    expect(await move(call('resource move web'), gone)).toBe(1);
    expect(paper.text).not.toContain('cli-');
  });

  it('gives up when it is interrupted, and leaves nothing behind', async () => {
    const interrupted: WaitForRest = async (_limit, isGivenUp) => {
      process.emit('SIGTERM');
      expect(isGivenUp()).toBe(true);
      return { kind: 'busy', cluster: paper.decided(), open: ['web_stop_0'] };
    };
    expect(await move(call('resource move web'), interrupted)).toBe(1);
    expect(said).toContain('interrupted');
    expect(paper.text).not.toContain('cli-');
  });

  it('does not touch what would not move, would go back, or takes others with it under --strict', async () => {
    const before = paper.text;
    const [from = ''] = paper.where('web');
    const other = from === 'node1' ? 'node2' : 'node1';
    expect(await move(call(`resource move web ${from}`), carrying())).toBe(1);
    expect(said).toContain(`runs on ${from} already`);
    expect(await move(call('resource move nothing node1'), carrying())).toBe(1);
    expect(said).toContain("'nothing' does not exist");
    expect(paper.text).toBe(before);

    await paper.pcs(`constraint location web avoids ${other}`);
    expect(await move(call(`resource move web ${other}`), carrying())).toBe(1);
    expect(said).toContain(`hawser explain web --node ${other}`);
    await paper.pcs(
      `constraint location web prefers ${from}`,
      `constraint location remove location-web-${other}--INFINITY`,
    );
    expect(await move(call('resource move web'), carrying())).toBe(1);
    expect(said).toContain("'web' would move and go back at once");
    await paper.pcs(`constraint location remove location-web-${from}-INFINITY`);
    await paper.create('log');
    await paper.pcs('constraint colocation add log with web');
    paper.settle();
    expect(await move(call('resource move web --strict'), carrying())).toBe(1);
    expect(said).toContain('an effect on other resources: log');
    expect(paper.text).not.toContain('cli-');
    expect(await move(call('resource move web'), carrying())).toBe(0);
  });

  it('--simulate shows what would come of it', async () => {
    const before = paper.text;
    expect(await move(call('resource move web --simulate'), busy)).toBe(0);
    expect(said).toMatch(/move {5}web {2}node\d → node\d\nNothing was changed\.\n$/);
    expect(paper.text).toBe(before);
  });
});

describe('resource restart', () => {
  it('stops and starts a resource, and leaves its target role and nothing else', async () => {
    await paper.pcs('resource meta web target-role=Started');
    paper.settle();
    const steps: string[] = [];
    const wait: WaitForRest = async () => {
      steps.push(...paper.settle());
      return { kind: 'rest', cluster: paper.decided() };
    };
    expect(await restart(call('resource restart web'), wait)).toBe(0);
    expect(steps.map((step) => step.split(' ')[0])).toEqual(['stop', 'start']);
    expect(said).toBe('web successfully restarted\n');
    expect(paper.text).not.toContain('cli-restart');
    expect(paper.text).toContain('name="target-role" value="Started"');
  });

  it('on one node restarts only the instance there', async () => {
    await paper.create('c');
    await paper.pcs('resource clone c');
    paper.settle();
    const steps: string[] = [];
    const wait: WaitForRest = async () => {
      steps.push(...paper.settle());
      return { kind: 'rest', cluster: paper.decided() };
    };
    expect(await restart(call('resource restart c-clone node2'), wait)).toBe(0);
    expect(steps.map((step) => step.split(' ')[2])).toEqual(['node2', 'node2']);
    expect(await restart(call('resource restart web node2'), wait)).toBe(1);
    expect(said).toContain('only restart on a specific node');
  });

  it('lets the resource run again when it does not stop in time', async () => {
    expect(await restart(call('resource restart web --wait=1'), busy)).toBe(1);
    expect(paper.text).not.toContain('cli-restart');
    expect(await restart(call('resource restart nothing'), busy)).toBe(1);
    expect(said).toContain("'nothing' does not exist");
  });
});
