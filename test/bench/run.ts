/**
 * Hawser and the installed crm_simulate side by side on the same large clusters: whole processes, plan only (-R).
 *
 *   npm run bench                              all sizes
 *   npm run bench -- --sizes 16x200,32x1000    only these
 *   npm run bench -- --clones 100x100          nodes × clones, all to be probed
 *   npm run bench -- --rounds 5                the cheapest of so many runs counts
 *   npm run bench -- --limit 120               seconds after which a run is given up
 */
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { hasPeer } from '../oracle/peer.ts';
import { cloneCib } from './clone-cib.ts';
import { type LargeMode, largeCib } from './large-cib.ts';
import { type Cost, measure } from './measure.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '16x200,32x1000,64x2000,100x5000' },
    modes: { type: 'string', default: 'stopped,probed,steady' },
    clones: { type: 'string', default: '50x50,100x100' },
    rounds: { type: 'string', default: '2' },
    limit: { type: 'string', default: '120' },
  },
});
const hawser = resolve(import.meta.dirname, '../../bin/hawser');
const folder = mkdtempSync(join(tmpdir(), 'hawser-bench-'));
const limitS = Number(values.limit);
const withPeer = hasPeer();
if (!withPeer) console.log('bench: crm_simulate is not installed (package pacemaker-cli-utils): no ratios');
console.log(
  'CPU seconds (user and system) of whole processes, and peak memory. Growth: CPU time per resource and node,',
);
console.log(
  'compared with the size before; 1 is linear. Reasons: CPU time with --keep-reasons, compared with without.',
);
console.log('size      state     hawser   MiB  growth  reasons    peer   MiB  ratio  actions');

/** CPU time per resource and node of the size before, by state. */
const before = new Map<string, number>();
for (const size of list(values.sizes)) {
  let placements: ReadonlyMap<string, readonly string[]> = new Map();
  for (const mode of list(values.modes) as LargeMode[]) {
    const [nodes, primitives] = dimensions(size);
    const own = await compare(size, mode, largeCib({ nodes, primitives, mode, placements, seed: 1 }));
    if (mode === 'probed') placements = placementsOf(own.output);
  }
}
for (const size of list(values.clones)) await compare(size, 'clones', cloneCib(...dimensions(size)));
rmSync(folder, { recursive: true });

function list(text: string): string[] {
  return text.split(',').filter((part) => part !== '');
}

/** `32x1000`: nodes and resources. */
function dimensions(size: string): [number, number] {
  const [nodes, resources] = size.split('x').map(Number) as [number, number];
  return [nodes, resources];
}

/** Runs all programs on one cluster and prints a line. */
async function compare(size: string, state: string, parts: Iterable<string>): Promise<Cost> {
  const file = join(folder, `${size}-${state}.xml`);
  await write(file, parts);
  const plain = (): Promise<Cost> => measure([hawser, 'simulate', '-R', '-x', file], limitS);
  const keeping = (): Promise<Cost> =>
    measure([hawser, 'simulate', '-R', '--keep-reasons', '-x', file], limitS);
  let own = await plain();
  let reasons = await keeping();
  // Taking turns: a busy machine then is busy for both.
  for (let round = 1; round < Number(values.rounds); round++) {
    own = cheaper(own, await plain());
    reasons = cheaper(reasons, await keeping());
  }
  const peer = withPeer ? await measure(['crm_simulate', '-R', '-x', file], limitS) : null;
  rmSync(file);
  const [nodes, resources] = dimensions(size);
  const perCell = own.cpuS / (nodes * resources);
  const former = before.get(state);
  before.set(state, perCell);
  report(size, state, own, reasons, peer, former === undefined ? null : perCell / former);
  return own;
}

function cheaper(a: Cost, b: Cost): Cost {
  return b.cpuS < a.cpuS ? b : a;
}

async function write(file: string, parts: Iterable<string>): Promise<void> {
  const stream = createWriteStream(file);
  for (const part of parts) if (!stream.write(part)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'finish');
}

/** Reads `Start r5 ( node3 )` and `Start r5:1 ( node3 )` lines of a plan. */
function placementsOf(plan: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const match of plan.matchAll(/Start\s+(r\d+)(?::\d+)?\s+\(\s*(node\d+)/g)) {
    const [, id, node] = match as unknown as [string, string, string];
    const nodes = found.get(id);
    if (nodes === undefined) found.set(id, [node]);
    else nodes.push(node);
  }
  return found;
}

function report(
  size: string,
  state: string,
  own: Cost,
  reasons: Cost,
  peer: Cost | null,
  growth: number | null,
): void {
  const actions = [...own.output.matchAll(/^\s*\* (?:Start|Stop|Move|Restart|Recover|Promote|Demote) /gm)];
  const gaveUp = peer !== null && peer.exitCode === null;
  const extra = (reasons.cpuS / own.cpuS - 1) * 100;
  const columns = [
    size.padEnd(9),
    state.padEnd(8),
    own.cpuS.toFixed(2).padStart(7),
    own.peakMiB.toFixed(0).padStart(5),
    (growth?.toFixed(2) ?? '-').padStart(7),
    `${extra < 0 ? '' : '+'}${extra.toFixed(0)} %`.padStart(8),
    (peer === null ? '-' : `${gaveUp ? '>' : ''}${peer.cpuS.toFixed(2)}`).padStart(7),
    (peer?.peakMiB.toFixed(0) ?? '-').padStart(5),
    (peer === null ? '-' : `${gaveUp ? '>' : ''}${(peer.cpuS / own.cpuS).toFixed(1)}`).padStart(6),
    String(actions.length).padStart(8),
  ];
  const failed = own.exitCode === 0 ? '' : `  (hawser ended with ${own.exitCode ?? 'its time limit'})`;
  console.log(columns.join(' ') + failed);
}
