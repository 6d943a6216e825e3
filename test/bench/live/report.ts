import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { corosyncVersion, machineText } from './machine.ts';
import { median, type Samples } from './samples.ts';
import { tableMarkdown } from './table.ts';

const FILE = resolve(import.meta.dirname, '../../../docs/reference/measured.md');

/** Writes the table down, with the circumstances it was measured in. */
export function writeReport(
  cells: readonly (readonly string[])[],
  samples: Samples,
  versions: readonly string[],
  tokenMs: number,
): void {
  const loads = samples.all.map(({ load }) => load);
  const load = `${median(loads).toFixed(1)} (${Math.min(...loads).toFixed(1)}–${Math.max(...loads).toFixed(1)})`;
  const text = `# Measured

Written by \`npm run bench:live -- --write\` on ${new Date().toISOString().slice(0, 10)}; what each line means:
[how it is measured](../decisions/0093-side-by-side.md).

- ${versions.join('; ')}; ${corosyncVersion()}
- three hosts in namespaces of one machine: ${machineText()}
- load average meanwhile: ${load}; totem token ${tokenMs} ms

Medians (lowest–highest, number of samples). Ratio: Hawser’s median by Pacemaker’s.

${tableMarkdown(cells)}
`;
  writeFileSync(FILE, text);
  console.error(`written: ${FILE}`);
}
