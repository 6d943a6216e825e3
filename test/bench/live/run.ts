/**
 * Hawser and the installed Pacemaker side by side on real Corosync: what an operator waits for, and what a node costs.
 *
 *   npm run build && npm run bench:live              everything, 10 rounds of each side in turns
 *   npm run bench:live -- --only hostloss,move       only these parts: idle, recovery, move, standby, hostloss
 *   npm run bench:live -- --rounds 3 --repeats 4     recovery, move and standby four times in each round
 *   npm run bench:live -- --sides hawser             one side alone: no ratios
 *   npm run bench:live -- --token 1000               totem token, ms (Corosync's default is 3000)
 *   npm run bench:live -- --idle 20                  seconds over which an idle cluster is watched
 *   npm run bench:live -- --samples FILE             keeps samples; a later run with the same program goes on with them
 *   npm run bench:live -- --logs FOLDER              keeps the logs of the last round of each side
 *   npm run bench:live -- --write                    writes docs/reference/measured.md
 *
 * Needs root, corosync, iproute2, nginx-light, resource-agents; for the comparison pacemaker and pcs. Everything runs in
 * namespaces of its own and ends with this process. Each round is a fresh lab of three hosts: both sides have the same
 * corosync.conf, agents and configuration.
 */
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { canRunLab } from '../../lab/namespace-lab.ts';
import { hawserSide } from './hawser-side.ts';
import { LiveLab } from './live-lab.ts';
import { hasProgram } from './machine.ts';
import { pacemakerSide } from './pacemaker-side.ts';
import { writeReport } from './report.ts';
import { type Measure, Samples } from './samples.ts';
import { PARTS, type Part, playRound } from './scenario.ts';
import type { Side } from './side.ts';
import { tableCells, tableText } from './table.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: PARTS.join(',') },
    sides: { type: 'string', default: 'hawser,pacemaker' },
    rounds: { type: 'string', default: '10' },
    repeats: { type: 'string', default: '1' },
    token: { type: 'string', default: '3000' },
    idle: { type: 'string', default: '20' },
    samples: { type: 'string' },
    logs: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

const parts = new Set(values.only.split(',')) as Set<Part>;
for (const part of parts)
  if (!PARTS.includes(part)) fail(`there is no part ${part}; there are ${PARTS.join(', ')}`);
const wanted = new Set(values.sides.split(','));
const sides = [hawserSide, pacemakerSide].filter(({ name }) => wanted.has(name) && isInstalled(name));
if (sides.length === 0) fail('neither side can be measured; --sides takes hawser, pacemaker');
if (!canRunLab())
  fail('this machine cannot carry a lab: it takes root, corosync, iproute2 and leave to make namespaces');
for (const program of ['nginx', 'stdbuf', 'ip'])
  if (!hasProgram(program)) fail(`${program} is not installed`);
if (!existsSync(resolve(import.meta.dirname, '../../../dist/hawser.mjs')))
  fail('there is no bundle: npm run build');

const versions = sides.map((side) => side.version());
const tokenMs = count(values.token, 'token');
const samples = new Samples(values.samples ?? null, `${versions.join('; ')}; token ${tokenMs}`);
let current: LiveLab | null = null;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    current?.destroy();
    report();
    process.exit(130);
  });
}
process.on('exit', () => current?.destroy());

let failures = 0;
for (let round = 0; round < count(values.rounds, 'rounds'); round++) {
  for (const side of sides) await play(side, round);
}
report();
if (failures > 0) fail(`${failures} rounds did not come to their end; what they measured until then counts`);

async function play(side: Side, round: number): Promise<void> {
  const begin = performance.now();
  const record = (measure: Measure, value: number, command?: string): void =>
    samples.add({ side: side.name, measure, command: command ?? null, value, load: loadavg()[0] ?? 0 });
  try {
    current = await LiveLab.create(side, tokenMs);
    await playRound(current, {
      parts,
      repeats: count(values.repeats, 'repeats'),
      idleSeconds: count(values.idle, 'idle'),
      losesDecider: round % 2 === 0,
      record,
    });
  } catch (error) {
    failures++;
    console.error(
      `${side.name}, round ${round + 1}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (values.logs !== undefined) current?.keepLogs(join(resolve(values.logs), side.name));
  current?.destroy();
  current = null;
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  console.error(`${side.name}, round ${round + 1} of ${values.rounds}: ${seconds} s`);
}

function report(): void {
  const cells = tableCells(samples);
  console.log(tableText(cells));
  if (values.write) writeReport(cells, samples, versions, tokenMs);
}

function isInstalled(name: string): boolean {
  if (name === 'hawser') return true;
  const isThere = ['pacemakerd', 'crm_resource', 'pcs'].every(hasProgram);
  if (!isThere) console.error('bench:live: packages pacemaker and pcs are not installed: no ratios');
  return isThere;
}

function count(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) fail(`--${name} is to be a whole number of at least 1`);
  return value;
}

function fail(message: string): never {
  console.error(`bench:live: ${message}`);
  process.exit(1);
}
