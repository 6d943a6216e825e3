import { isAbsolute } from 'node:path';
import { expect, it } from 'vitest';
import { parseComputeFile } from './compute-file.ts';

it('leads from any working directory to the same records, or refuses the file', () => {
  const text = 'state: compute-state\nhosts:\n  - name: cmp1\n    addresses: [198.51.100.11]\n';
  const read = parseComputeFile(text, '/etc/hawser/compute.yaml');
  // Else `disarm` from a home directory says “Disarmed” and the engine never hears of it.
  if (read.ok) expect(isAbsolute(read.value.engine.stateFolder), read.value.engine.stateFolder).toBe(true);
});
