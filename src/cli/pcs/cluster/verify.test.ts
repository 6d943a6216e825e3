import { expect, it } from 'vitest';
import { capture, cibText, onFile } from '../pcs.fixture.ts';

const DUMMY = '<primitive id="a" class="ocf" provider="pacemaker" type="Dummy"/>';

it('verifies that a configuration is valid, and tells mistakes without failing', async () => {
  const { code, out, err } = await onFile(cibText(DUMMY), 'cluster verify');
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(err).toContain('Warning: fencing is on, but there is no fence device [HWS-LNT-002]\n');
  const full = await onFile(cibText(DUMMY), 'cluster verify --full');
  expect(full.err).toContain('The cluster starts nothing until there is one');
});

it('fails for what is not valid, and says what is wrong', async () => {
  const invalid = cibText(DUMMY.replace('class="ocf" ', ''));
  const { code, err } = await onFile(invalid, 'cluster verify');
  expect(code).toBe(1);
  expect(err).toMatch(/Error: invalid cib:\nprimitive "a" needs .* \[HWS-CIB-014\]/);
  const missing = await capture(['-f', '/nowhere/cib.xml', 'cluster', 'verify']);
  expect(missing).toMatchObject({
    code: 1,
    err: "Error: invalid cib: there is no file '/nowhere/cib.xml'\n",
  });
});
