import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeXml } from '../../src/cib/write.ts';
import { DEFAULT_OPTIONS, NO_EVENTS, type SimulateOptions } from '../../src/simulator/request.ts';
import { simulate } from '../../src/simulator/simulate.ts';
import { generateCib } from './generate.ts';
import { hasPeer } from './peer.ts';
import { Random } from './random.ts';

const SEEDS = [3, 14, 159];

/** Options in both languages. `NODE` and `RESOURCE` stand for one of the input. */
const CASES: readonly (readonly [peer: readonly string[], own: Partial<SimulateOptions>])[] = [
  [['-R'], { run: true }],
  [['-S', '-A', '-c'], { simulate: true, showAttributes: true, showFailCounts: true }],
  [['-sU'], { showScores: true, showUtilization: true }],
  [['-sU', '--text-fancy'], { showScores: true, showUtilization: true, fancy: true }],
  [['-sQS'], { showScores: true, quiet: true, simulate: true }],
  [['-S', '-d', 'NODE'], { simulate: true, events: { ...NO_EVENTS, nodesDown: ['NODE'] } }],
  [['-QS', '-f', 'NODE'], { simulate: true, quiet: true, events: { ...NO_EVENTS, nodesFailed: ['NODE'] } }],
  [
    ['-S', '-u', 'NODE', '-u', 'extra'],
    { simulate: true, events: { ...NO_EVENTS, nodesUp: ['NODE', 'extra'] } },
  ],
  [
    ['-S', '-c', '-i', 'RESOURCE_monitor_10000@NODE=7'],
    {
      simulate: true,
      showFailCounts: true,
      events: { ...NO_EVENTS, operations: ['RESOURCE_monitor_10000@NODE=7'] },
    },
  ],
  [['-F', 'RESOURCE_start_0@NODE=1'], { failures: ['RESOURCE_start_0@NODE=1'] }],
  [['-R', '-t', '2031-05-06 07:08:09Z'], { run: true, dateTime: '2031-05-06 07:08:09Z' }],
  [
    ['-S', '-A', '-c', '-s', '-g', 'T', '--output-as=xml'],
    {
      simulate: true,
      showAttributes: true,
      showFailCounts: true,
      showScores: true,
      format: 'xml',
      events: { ...NO_EVENTS, ticketsGranted: ['T'] },
    },
  ],
];

/** Leaves out what differs from run to run: the time, and the command line. */
function comparable(text: string): string {
  return text
    .replace(/last-failure-([^= ]*)(="? ?)\d+/g, 'last-failure-$1$2T')
    .replace(/(name="last-failure-[^"]*" value=")\d+/g, '$1T')
    .replace(/ request="[^"]*"/, '')
    .replace(/last-rc-change=('[^']*'|"[^"]*")/g, 'last-rc-change')
    .replace(/last-failure=('[^']*'|"[^"]*")/g, 'last-failure');
}

function fill(template: unknown, node: string, resource: string): unknown {
  const text = JSON.stringify(template).replaceAll('NODE', node).replaceAll('RESOURCE', resource);
  return JSON.parse(text);
}

describe.runIf(hasPeer())('with the options of crm_simulate', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hawser-options-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  for (const seed of SEEDS) {
    const { root } = generateCib(new Random(seed));
    const cib = writeXml(root);
    const node = /<node [^>]*uname="([^"]+)"/.exec(cib)?.[1] ?? '';
    const resource = /<primitive [^>]*id="([^"]+)"/.exec(cib)?.[1] ?? '';

    for (const [peerArguments, own] of CASES) {
      test(`"${peerArguments.join(' ')}" tells the same of random cluster ${seed}`, () => {
        const input = join(folder, 'in.xml');
        writeFileSync(input, cib);
        const args = fill(peerArguments, node, resource) as string[];
        const peer = spawnSync('crm_simulate', ['-x', input, ...args], {
          encoding: 'utf8',
          env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
        });
        const ours = simulate({
          cib,
          options: { ...DEFAULT_OPTIONS, ...(fill(own, node, resource) as Partial<SimulateOptions>) },
          now: { epoch: Math.floor(Date.now() / 1000), offset: 0 },
          localOffset: () => 0,
          commandLine: '',
        });
        expect(comparable(ours.output)).toBe(comparable(peer.stdout));
        expect(ours.exitCode).toBe(peer.status);
      });
    }
  }
});
