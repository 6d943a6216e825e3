import { expect, it } from 'vitest';
import { Configuration } from '../../configuration/configuration.ts';
import { cibText } from '../pcs/pcs.fixture.ts';
import { readDocument } from '../pcs/target/read-document.ts';
import { complete } from './complete.ts';
import { splitLine } from './line.ts';
import type { Sources } from './sources.ts';

const CIB = cibText(
  `
  <primitive id="address" class="ocf" provider="heartbeat" type="IPaddr2"/>
  <group id="web"><primitive id="server" class="ocf" provider="heartbeat" type="nginx"/></group>
  <primitive id="bmc" class="stonith" type="fence_ipmilan"/>`,
  '<rsc_location id="at-home" rsc="web" node="node1" score="1"/>',
);

const SOURCES: Sources = {
  configuration: async () => {
    const read = readDocument(CIB);
    return read.ok ? new Configuration(read.value.root) : null;
  },
  agents: async () => ['ocf:heartbeat:IPaddr2', 'ocf:heartbeat:nginx'],
  fenceAgents: async () => ['fence_ipmilan', 'fence_virt'],
  parameters: async (agent) =>
    agent === 'ocf:heartbeat:IPaddr2' ? ['ip', 'nic'] : agent === 'stonith:fence_ipmilan' ? ['username'] : [],
};

async function at(line: string): Promise<readonly string[] | string> {
  const { kind, words } = await complete(splitLine(line), SOURCES);
  return kind === 'files' ? 'files' : words;
}

it('goes from the groups to the words of their commands', async () => {
  expect(await at('pcs res')).toEqual(['resource']);
  expect(await at('pcs resource mov')).toEqual(['move-with-constraint', 'move']);
  expect(await at('pcs resource op ')).toEqual(
    expect.arrayContaining(['add', 'delete', 'remove', 'defaults']),
  );
  expect(await at('hawser pcs resource group re')).toEqual(['remove']);
  expect(await at('hawser expl')).toEqual(['explain']);
  expect(await at('hawser completion ')).toEqual(['bash', 'zsh']);
});

it('knows ids of every kind, and nodes', async () => {
  expect(await at('pcs resource enable ')).toEqual(['address', 'web', 'server']);
  expect(await at('pcs resource enable web ')).toEqual(['address', 'server']);
  expect(await at('pcs stonith update ')).toEqual(['bmc']);
  expect(await at('pcs resource ban web no')).toEqual(['node1', 'node2']);
  expect(await at('pcs constraint delete ')).toEqual(['at-home']);
  expect(await at('pcs -f x.xml resource create a ocf:heartbeat:nginx --group ')).toEqual(['web']);
});

it('knows agents and their parameters', async () => {
  expect(await at('pcs resource create a ocf:heartbeat:I')).toEqual(['ocf:heartbeat:IPaddr2']);
  expect(await at('pcs resource create a ocf:heartbeat:IPaddr2 ip=1 ')).toEqual(
    expect.arrayContaining(['nic=', 'op', 'meta']),
  );
  expect(await at('pcs resource create a ocf:heartbeat:IPaddr2 ip=1 i')).toEqual([]);
  expect(await at('pcs resource update address n')).toEqual(['nic=']);
  expect(await at('pcs stonith create b fence_ipmilan u')).toEqual(['username=']);
});

it('knows options, where a command takes them, and their values', async () => {
  expect(await at('pcs resource group add --b')).toEqual(['--before']);
  expect(await at('pcs resource config --output-format j')).toEqual(['json']);
  expect(await at('pcs -f ')).toBe('files');
  expect(await at('pcs cluster cib ')).toBe('files');
  expect(await at('pcs property set stonith-en')).toEqual([
    'stonith-enabled=',
    'stonith-enabled=true',
    'stonith-enabled=false',
  ]);
});

it('reads unfinished lines as a shell does', () => {
  expect(splitLine(`pcs -f 'my file' a\\ b "c\\"d" `)).toEqual(['pcs', '-f', 'my file', 'a b', 'c"d', '']);
  expect(splitLine(`pcs 'open quote`)).toEqual(['pcs', 'open quote']);
});
