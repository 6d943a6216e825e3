import { expect, it } from 'vitest';
import { cibText, onFile } from '../pcs.fixture.ts';

it('S1.73 S1.74 S1.75 sets attributes of nodes in both forms and says which one is older', async () => {
  const older = await onFile(cibText(), 'property set --node node1 osprole=compute');
  expect(older).toMatchObject({ code: 0, out: '' });
  expect(older.err).toBe(
    "Deprecation Warning: 'pcs property set --node' is an older form. Please use 'pcs node attribute node1 osprole=compute' instead.\n",
  );
  const newer = await onFile(cibText(), 'node attribute node1 osprole=compute');
  expect(newer).toMatchObject({ code: 0, err: '' });
  expect(older.cib).toBe(newer.cib);
  expect(newer.cib).toContain('<nvpair id="nodes-1-osprole" name="osprole" value="compute"/>');
});

it('S1.73 tells names of nodes by their case, and answers a near miss', async () => {
  const missed = await onFile(cibText(), 'property set --node nodel osprole=compute');
  expect(missed.code).toBe(1);
  expect(missed.err).toContain("there is no node 'nodel'; did you mean 'node1'?");
  expect(missed.cib).toBe(cibText());
  const { out } = await onFile(
    cibText(),
    'node attribute node1 osprole=compute',
    'node attribute node1 Osprole=controller',
    'node attribute',
  );
  expect(out).toBe('Node Attributes:\n node1: Osprole=controller osprole=compute\n');
});
