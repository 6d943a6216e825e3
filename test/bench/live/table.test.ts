import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type Measure, median, Samples } from './samples.ts';
import type { SideName } from './side.ts';
import { tableCells, tableMarkdown } from './table.ts';

function take(
  samples: Samples,
  side: SideName,
  measure: Measure,
  values: number[],
  command: string | null = null,
) {
  for (const value of values) samples.add({ side, measure, command, value, load: 0 });
}

it('compares medians, of the peer the best command, and tells whether a goal is met', () => {
  const samples = new Samples(null, 'test');
  take(samples, 'hawser', 'move', [100, 300, 200], 'hawser resource move-with-constraint');
  take(samples, 'pacemaker', 'move', [400, 500], 'slow');
  take(samples, 'pacemaker', 'move', [250], 'quick');
  take(samples, 'hawser', 'recovery-own', [30]);
  take(samples, 'pacemaker', 'recovery-own', [50]);
  take(samples, 'hawser', 'standby', [1]);
  const cells = tableCells(samples);
  const row = (label: string) => cells.find(([text]) => text?.trim().startsWith(label));
  expect(row('move')).toEqual([
    'move: command → service answers there',
    '200 ms (100–300, n 3)',
    '250 ms (250–250, n 1) quick',
    '0.80',
    'faster than Pacemaker’s best',
    'met',
  ]);
  expect(cells.some((line) => line[2] === '450 ms (400–500, n 2) slow' && line[3] === '0.44')).toBe(true);
  expect(row('failed monitor → start')?.slice(3)).toEqual(['0.60', 'below half of Pacemaker’s', 'MISSED']);
  // Without a peer nothing is claimed.
  expect(row('standby')?.slice(2)).toEqual(['–', '–', 'faster than Pacemaker’s best', '']);
  expect(tableMarkdown(cells).split('\n')).toHaveLength(cells.length + 1);
});

it('goes on with samples taken under the same conditions, and with no others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hawser-samples-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'samples');
  take(new Samples(file, 'one'), 'hawser', 'loss', [1, 2]);
  take(new Samples(file, 'another'), 'hawser', 'loss', [9]);
  expect(new Samples(file, 'one').of('hawser', 'loss').get(null)).toEqual([1, 2]);
  expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(3);
});

it('takes the mean of the middle two for the median', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});
