import { expect, it } from 'vitest';
import { cibText, onFile } from './pcs.fixture.ts';

// An agent that is not installed is told as a warning when forced; what is made does not depend on the machine then.
const MAKE = 'resource create --force --no-default-ops';

it('S1.90 makes a resource in a group', async () => {
  const made = await onFile(
    cibText(),
    `${MAKE} a ocf:test:Nothing x=1 meta priority=2 op monitor interval=7 --group g`,
    'resource group list',
  );
  expect(made.out).toBe('g: a\n');
  expect(made.cib).toContain('<nvpair id="a-instance_attributes-x" name="x" value="1"/>');
  expect(made.cib).toContain('<nvpair id="a-meta_attributes-priority" name="priority" value="2"/>');
  expect(made.cib).toContain('<op name="monitor" interval="7" id="a-monitor-interval-7"/>');
});

it('S1.106 S1.107 clones a resource, by the keyword and by the older option', async () => {
  const keyword = await onFile(cibText(), `${MAKE} a ocf:test:Nothing clone clone-max=2`);
  const option = await onFile(cibText(), `${MAKE} a ocf:test:Nothing --clone meta clone-max=2`);
  expect(keyword.code).toBe(0);
  expect(option.cib).toBe(keyword.cib);
  expect(option.err).toContain("'--clone' is deprecated");
  expect(keyword.cib).toContain('<clone id="a-clone">');
  expect(keyword.cib).toContain(
    '<nvpair id="a-clone-meta_attributes-clone-max" name="clone-max" value="2"/>',
  );
});

it('S1.108 clones a group in a second step', async () => {
  const { cib } = await onFile(
    cibText(),
    `${MAKE} a ocf:test:Nothing --group g`,
    'resource clone g interleave=true',
  );
  expect(cib).toContain('<clone id="g-clone">');
  expect(cib).toContain('name="interleave" value="true"');
});

it('S1.118 S1.119 S1.121 makes a promotable clone of the older name', async () => {
  const { cib, err } = await onFile(
    cibText(),
    `${MAKE} a ocf:test:Nothing`,
    'resource master m a master-max=1',
  );
  expect(err).toContain("use 'pcs resource promotable a m'");
  expect(cib).toContain('<clone id="m">');
  expect(cib).toContain('name="promotable" value="true"');
  const option = await onFile(cibText(), `${MAKE} a ocf:test:Nothing --master meta master-max=1`);
  expect(option.cib).toContain('<clone id="a-master">');
  expect(option.cib).toContain('name="master-max" value="1"');
});

it('refuses an agent that is not there, and an id that is taken', async () => {
  const missing = await onFile(cibText(), 'resource create a ocf:test:Nothing');
  expect(missing).toMatchObject({ code: 1, cib: cibText() });
  expect(missing.err).toMatch(
    /^Error: Agent 'ocf:test:Nothing' is not installed .*, use --force to override\n/,
  );
  const taken = await onFile(cibText(), `${MAKE} a ocf:test:Nothing`, `${MAKE} a ocf:test:Nothing`);
  expect(taken).toMatchObject({ code: 1, err: expect.stringContaining("Error: 'a' already exists\n") });
});
