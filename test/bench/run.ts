/**
 * Hawser and the installed crm_simulate side by side on the same large clusters: whole processes, plan only (-R).
 *
 *   npm run bench                              all sizes
 *   npm run bench -- --sizes 16x200,32x1000    only these
 *   npm run bench -- --limit 120               seconds after which a run is given up
 */
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { hasPeer } from '../oracle/peer.ts';
import { type LargeMode, largeCib } from './large-cib.ts';
import { type Cost, measure } from './measure.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '16x200,32x1000,64x2000,100x5000' },
    modes: { type: 'string', default: 'stopped,probed,steady' },
    limit: { type: 'string', default: '120' },
  },
});
const hawser = resolve(import.meta.dirname, '../../bin/hawser');
const folder = mkdtempSync(join(tmpdir(), 'hawser-bench-'));
const limitS = Number(values.limit);
const withPeer = hasPeer();
if (!withPeer) console.log('bench: crm_simulate is not installed (package pacemaker-cli-utils): no ratios');
console.log('size        state    hawser s   MiB  reasons s   peer s    MiB   ratio  actions us/action');

for (const size of values.sizes.split(',')) {
  const [nodes, primitives] = size.split('x').map(Number) as [number, number];
  let placements: ReadonlyMap<string, readonly string[]> = new Map();
  for (const mode of values.modes.split(',') as LargeMode[]) {
    const file = join(folder, `${size}-${mode}.xml`);
    await write(file, { nodes, primitives, mode, placements, seed: 1 });
    const own = await best(() => measure([hawser, 'simulate', '-R', '-x', file], limitS));
    const reasons = await best(() =>
      measure([hawser, 'simulate', '-R', '--keep-reasons', '-x', file], limitS),
    );
    const peer = withPeer ? await measure(['crm_simulate', '-R', '-x', file], limitS) : null;
    if (mode === 'probed') placements = placementsOf(own.output);
    report(size, mode, own, reasons, peer);
    rmSync(file);
  }
}
rmSync(folder, { recursive: true });

async function write(file: string, wanted: Parameters<typeof largeCib>[0]): Promise<void> {
  const stream = createWriteStream(file);
  for (const part of largeCib(wanted)) if (!stream.write(part)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'finish');
}

/** The faster of two runs: the first one warms the file cache. */
async function best(run: () => Promise<Cost>): Promise<Cost> {
  const first = await run();
  if (first.wallS > 20) return first;
  const second = await run();
  return second.wallS < first.wallS ? second : first;
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

function report(size: string, mode: LargeMode, own: Cost, reasons: Cost, peer: Cost | null): void {
  const actions = [...own.output.matchAll(/^\s*\* (?:Start|Stop|Move|Restart|Recover|Promote|Demote) /gm)]
    .length;
  const failed = own.exitCode === 0 ? '' : `  (hawser ended with ${own.exitCode ?? 'its time limit'})`;
  const gaveUp = peer !== null && peer.exitCode === null;
  const columns = [
    size.padEnd(11),
    mode.padEnd(8),
    own.wallS.toFixed(2).padStart(8),
    own.peakMiB.toFixed(0).padStart(5),
    reasons.wallS.toFixed(2).padStart(10),
    (peer === null ? '-' : gaveUp ? `>${limitS}` : peer.wallS.toFixed(2)).padStart(8),
    (peer === null ? '-' : peer.peakMiB.toFixed(0)).padStart(6),
    (peer === null ? '-' : `${gaveUp ? '>' : ''}${(peer.wallS / own.wallS).toFixed(1)}`).padStart(7),
    String(actions).padStart(8),
    (actions === 0 ? '-' : ((own.wallS / actions) * 1e6).toFixed(0)).padStart(9),
  ];
  console.log(columns.join(' ') + failed);
}
