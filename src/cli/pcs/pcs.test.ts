import { expect, it } from 'vitest';
import { capture, cibText, onFile } from './pcs.fixture.ts';

const THREE = `
      <primitive id="a" class="ocf" provider="pacemaker" type="Dummy"/>
      <!-- kept as it is -->
      <primitive  id='b' class="ocf"
                  provider="pacemaker" type="Dummy" />
      <primitive id="c" class="ocf" provider="pacemaker" type="Dummy"/>
    `;

it('S1.40 S1.41 prints how it is used', async () => {
  for (const argv of [['--help'], ['-h'], ['help']]) {
    const { code, out } = await capture(argv);
    expect(code).toBe(0);
    expect(out).toMatch(/^\nUsage: pcs \[-f file\] \[-h\] \[commands\]\.\.\.\n/);
  }
  expect((await capture(['resource', 'group', 'add', '-h'])).out).toMatch(
    /^\nUsage: pcs resource group add\.\.\.\n/,
  );
});

it('S1.44 tells its version', async () => {
  expect((await capture(['--version'])).out).toBe('0.11.5\n');
});

it('answers a misspelt command with the one that was probably meant', async () => {
  expect((await capture(['resorce'])).err).toContain("did you mean 'resource'?");
  expect((await capture(['resource', 'group', 'ad'])).err).toContain("did you mean 'add'?");
});

it('refuses options that are unknown or that a command does not take', async () => {
  const unknown = await capture(['resource', '--nonsense']);
  expect(unknown).toMatchObject({
    code: 1,
    err: expect.stringContaining('option --nonsense not recognized'),
  });
  const foreign = await capture(['resource', 'group', 'list', '--before', 'x', '--wait']);
  expect(foreign.err).toBe(
    "Error: Specified options '--before', '--wait' are not supported in this command\n",
  );
});

it('S1.42 S1.89 S1.92 edits a file and leaves everything else in it as it is', async () => {
  const added = await onFile(cibText(THREE), 'resource group add g a c');
  expect(added).toMatchObject({ code: 0, out: '', err: '' });
  const expected = cibText(`
      <!-- kept as it is -->
      <primitive  id='b' class="ocf"
                  provider="pacemaker" type="Dummy" />
      <group id="g">
        <primitive id="a" class="ocf" provider="pacemaker" type="Dummy"/>
        <primitive id="c" class="ocf" provider="pacemaker" type="Dummy"/>
      </group>
    `).replace('epoch="1"', 'epoch="2"');
  expect(added.cib).toBe(expected);
  const list = await onFile(cibText(THREE), 'resource group add g a c', 'resource group list');
  expect(list.out).toBe('g: a c\n');
});

it('S1.89 puts members before and after others', async () => {
  const first = await onFile(
    cibText(THREE),
    'resource group add g a b',
    'resource group add g c --before a',
    'resource group list',
  );
  expect(first.out).toBe('g: c a b\n');
  const moved = await onFile(
    cibText(THREE),
    'resource group add g a b c',
    'resource group add g a --after b',
    'resource group list',
  );
  expect(moved.out).toBe('g: b a c\n');
});

it('leaves the file alone when an edit is refused', async () => {
  const refused = await onFile(cibText(THREE), 'resource group add g a nowhere');
  expect(refused.code).toBe(1);
  expect(refused.cib).toBe(cibText(THREE));
  expect(refused.err).toBe(
    "Error: 'nowhere' does not exist\nError: Errors have occurred, therefore pcs is unable to continue\n",
  );
});

it('says what is wrong with a file that is no CIB', async () => {
  expect((await onFile('<x', 'resource group list')).err).toMatch(/^Error: unable to get cib, malformed XML/);
  expect((await onFile('<x/>', 'resource group list')).code).toBe(1);
});
