import { expect, it } from 'vitest';
import { FakeSystemd } from '../../../executor/executor.fixture.ts';
import { Catalogue } from './catalogue.ts';
import { describeAgent } from './describe.ts';
import { underIndent } from './under-indent.ts';

it('S1.67 S1.68 a unit of systemd is described with the values of the field', async () => {
  const bus = new FakeSystemd();
  bus.add('httpd.service');
  const catalogue = new Catalogue(bus);
  const name = { standard: 'systemd', provider: null, type: 'httpd' };
  const agent = await catalogue.agent(name);
  const metadata = await catalogue.metadata(name);
  if ('code' in agent || typeof metadata === 'string') throw new Error('the unit is not there');
  expect(describeAgent(agent, metadata, false).join('\n')).toBe(`systemd:httpd - systemd unit file for httpd

Cluster Controlled httpd

Default operations:
  start:
    interval=0s
    timeout=100
  stop:
    interval=0s
    timeout=100
  monitor:
    interval=60
    timeout=100`);
});

it('breaks descriptions between words and behind hyphens', () => {
  const text = `agent - ${'word '.repeat(14)}well-known end`;
  expect(underIndent(text, 8)).toBe(`agent - ${'word '.repeat(13)}word\n        well-known end`);
  expect(underIndent(`agent - ${'word '.repeat(13)}well-known`, 8)).toBe(
    `agent - ${'word '.repeat(13)}well-\n        known`,
  );
});
