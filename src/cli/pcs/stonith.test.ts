import { expect, it } from 'vitest';
import { cibText, onFile } from './pcs.fixture.ts';

// An agent that is not installed is told as a warning when forced; what is made does not depend on the machine then.
const MAKE = 'stonith create --force';

it('makes, disables and removes a fence device', async () => {
  const made = await onFile(cibText(), `${MAKE} f fence_nothing_here ip=1`, 'stonith disable f');
  expect(made.code).toBe(0);
  expect(made.cib).toContain('<primitive id="f" class="stonith" type="fence_nothing_here">');
  expect(made.cib).toContain('name="target-role" value="Stopped"');
  const removed = await onFile(made.cib, 'stonith delete f');
  expect(removed.err).toBe('Deleting Resource - f\n');
  expect(removed.cib).toContain('<resources/>');
});

it('takes a removed device out of the fencing levels', async () => {
  const levels = `
    <fencing-topology>
      <fencing-level id="l1" index="1" target="node1" devices="f"/>
      <fencing-level id="l2" index="2" target="node1" devices="f,g"/>
    </fencing-topology>`;
  const devices = `
      <primitive id="f" class="stonith" type="fence_x"/>
      <primitive id="g" class="stonith" type="fence_x"/>
    `;
  const { cib } = await onFile(cibText(devices, '', levels), 'stonith delete f');
  expect(cib).not.toContain('l1');
  expect(cib).toContain('<fencing-level id="l2" index="2" target="node1" devices="g"/>');
});

it('refuses what disable does not do yet instead of doing something else', async () => {
  const { code, cib } = await onFile(
    cibText('<primitive id="a" class="ocf" provider="x" type="y"/>'),
    'resource disable a --safe',
  );
  expect(code).toBe(1);
  expect(cib).toContain('epoch="1"');
});
