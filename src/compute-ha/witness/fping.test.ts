import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askEcho, DEFAULT_ECHO_PACE, type EchoPace } from './fping.ts';
import type { EchoAnswer } from './fping-answer.ts';

const QUICK: EchoPace = { ...DEFAULT_ECHO_PACE, requests: 2, waitMs: 200 };
const isRoot = process.getuid?.() === 0;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-fping-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A program in fping's place; `$targets` is what it was given. */
function standIn(script: string): string {
  const path = join(folder, `fping-${Math.random()}`);
  writeFileSync(path, `#!/bin/sh\ntargets=$(cat)\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

function kinds(answers: ReadonlyMap<string, EchoAnswer>): Readonly<Record<string, string>> {
  return Object.fromEntries([...answers].map(([address, { kind }]) => [address, kind]));
}

describe('echo requests by the real fping', () => {
  it('S2.17 find what is alive, over IPv4 and IPv6, and ask nothing that is no address', async () => {
    const answers = await askEcho(['127.0.0.9', '::1', '127.0.0.9', 'localhost', '-h', ''], QUICK);
    expect(kinds(answers)).toEqual({
      '127.0.0.9': 'alive',
      '::1': 'alive',
      localhost: 'unknown',
      '-h': 'unknown',
      '': 'unknown',
    });
  });

  it('S2.17 reach thousands of addresses in few processes', async () => {
    const addresses = Array.from({ length: 2_500 }, (_, i) => `127.2.${i >> 8}.${i & 255}`);
    const answers = await askEcho(addresses, { ...QUICK, addressesPerProcess: 1_000, processes: 3 });
    expect(answers.size).toBe(2_500);
    expect([...answers.values()].filter(({ kind }) => kind !== 'alive')).toEqual([]);
  });
});

describe.runIf(isRoot)('echo requests in a network of their own', () => {
  const name = `hwsfping${process.pid}`;
  const ip = (...words: readonly string[]): void => {
    const { status, stderr } = spawnSync('ip', ['-n', name, ...words], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`);
  };
  let inside: string;
  beforeAll(() => {
    spawnSync('ip', ['netns', 'add', name]);
    ip('link', 'set', 'lo', 'up');
    ip('link', 'add', 'near', 'type', 'veth', 'peer', 'name', 'far');
    ip('address', 'add', '10.78.0.1/24', 'dev', 'near');
    for (const link of ['near', 'far']) ip('link', 'set', link, 'up');
    ip('route', 'add', 'prohibit', '10.51.0.0/24');
    inside = join(folder, 'inside');
    writeFileSync(inside, `#!/bin/sh\nexec ip netns exec ${name} fping "$@"\n`);
    chmodSync(inside, 0o755);
  });
  afterAll(() => {
    spawnSync('ip', ['netns', 'delete', name]);
  });

  it('tell silence from what could not be sent, though fping calls both unreachable', async () => {
    const addresses = ['10.78.0.1', '10.78.0.2', '10.99.0.1', '2001:db8::1', '10.51.0.1'];
    const answers = await askEcho(addresses, QUICK, inside);
    expect(kinds(answers)).toEqual({
      '10.78.0.1': 'alive',
      '10.78.0.2': 'silent',
      '10.99.0.1': 'unknown',
      '2001:db8::1': 'unknown',
      '10.51.0.1': 'unknown',
    });
    expect(answers.get('10.99.0.1')?.words).toBe('not sent: Network is unreachable');
  });

  it('take “host unreachable” for silence', async () => {
    // The kernel gives up looking for the neighbour after three seconds, and says so.
    const answers = await askEcho(['10.78.0.3'], { ...QUICK, requests: 4, waitMs: 1_000 }, inside);
    expect(answers.get('10.78.0.3')).toEqual({ kind: 'silent', words: 'Host Unreachable from 10.78.0.1' });
  });

  it('believe no silence where not even this machine answers itself', async () => {
    ip('link', 'set', 'lo', 'down');
    const answers = await askEcho(['10.78.0.2'], QUICK, inside);
    ip('link', 'set', 'lo', 'up');
    expect(answers.get('10.78.0.2')).toMatchObject({
      kind: 'unknown',
      words: expect.stringContaining('127.0.0.1'),
    });
  });
});

describe('echo requests when fping fails', () => {
  const SILENT = 'for t in $targets; do echo "$t is unreachable"; done';
  const ALL_SILENT = 'echo "127.0.0.1 is alive"; echo "10.0.0.1 is unreachable"';
  afterEach(() => {
    expect(spawnSync('pgrep', ['-f', folder]).stdout.toString()).toBe('');
  });

  it('are taken for silence by a run that is right in everything', async () => {
    const answers = await askEcho(['10.0.0.1'], QUICK, standIn(`${ALL_SILENT}; exit 1`));
    expect(answers.get('10.0.0.1')).toEqual({ kind: 'silent', words: '' });
  });

  it.each([
    ['is not there', null, /cannot be run/],
    ['may not be run', 'exit 126', /ended with 126/],
    ['refuses its arguments', `${ALL_SILENT}; exit 3`, /ended with 3/],
    ['fails in a system call', `${ALL_SILENT}; exit 4`, /ended with 4/],
    ['is killed', `${ALL_SILENT}; kill -9 $$`, /ended from outside/],
    ['says nothing', 'exit 0', /not even 127.0.0.1/],
    ['finds nobody, itself included', `${SILENT}; exit 1`, /not even 127.0.0.1/],
    ['leaves an address out', 'echo "127.0.0.1 is alive"; exit 1', /does not name it/],
    ['complains', `${ALL_SILENT}; echo "can't create socket" >&2; exit 1`, /can't create socket/],
    [
      'could not send',
      `${ALL_SILENT}; echo "10.0.0.1: error while sending ping: No buffer space available" >&2; exit 1`,
      /No buffer space/,
    ],
    [
      'is told of a filter',
      `${ALL_SILENT}; echo "ICMP Communication Administratively Prohibited from 10.9.9.9 for ICMP Echo sent to 10.0.0.1" >&2; exit 1`,
      /Prohibited from 10.9.9.9/,
    ],
    [
      'complains of an address nobody asked for',
      `${ALL_SILENT}; echo "10.0.0.01: error while sending ping: x" >&2; exit 1`,
      /10.0.0.01/,
    ],
    ['writes something else', `${ALL_SILENT}; echo "10.0.0.1 is asleep"; exit 1`, /asleep/],
    [
      'writes without end',
      `${ALL_SILENT}; yes "10.0.0.1 is unreachable" | head -c 100000; exit 1`,
      /more than is read/,
    ],
  ])('are unknown when it %s', async (_, script, words) => {
    const program = script === null ? join(folder, 'none') : standIn(script);
    const answers = await askEcho(['10.0.0.1'], QUICK, program);
    expect(answers.get('10.0.0.1')).toEqual({ kind: 'unknown', words: expect.stringMatching(words) });
  });

  it('are alive where an answer came, whatever became of fping', async () => {
    const program = standIn('echo "10.0.0.1 is alive"; exit 4');
    expect(kinds(await askEcho(['10.0.0.1', '10.0.0.2'], QUICK, program))).toEqual({
      '10.0.0.1': 'alive',
      '10.0.0.2': 'unknown',
    });
  });

  it('are unknown when it hangs, and it is ended', async () => {
    const pace = { ...QUICK, requests: 1, waitMs: 1 };
    const answers = await askEcho(['10.0.0.1'], pace, standIn(`${ALL_SILENT}; exec sleep 1000`));
    expect(answers.get('10.0.0.1')).toMatchObject({
      kind: 'unknown',
      words: expect.stringMatching(/did not end/),
    });
  });
});
