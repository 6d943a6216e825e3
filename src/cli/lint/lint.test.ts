import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parseDocument } from '../../cib/xml/parse-document.ts';
import { Configuration } from '../../configuration/configuration.ts';
import { FakeSystemd } from '../../executor/executor.fixture.ts';
import { around, cib, found, resource } from '../../lint/lint.fixture.ts';
import { Catalogue } from '../pcs/agents/catalogue.ts';
import { bootUnitsOf } from './facts.ts';
import { lint } from './lint.ts';

let folder = '';
let printed = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-lint-'));
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

function file(text: string): string {
  const path = join(folder, 'cib.xml');
  writeFileSync(path, text);
  return path;
}

it('tells errors, warnings and neither apart by its exit code', async () => {
  expect(await lint(['-f', file(cib({ resources: resource('a') }))])).toBe(0);
  expect(printed).toBe('No known mistakes.\n');
  expect(await lint(['-f', file(cib({ nodes: { node1: { standby: 'on' }, node2: {}, node3: {} } }))])).toBe(
    0,
  );
  expect(
    await lint(['-f', file(cib({ properties: { site_name: 'x', 'stop_all-resources': 'true' } }))]),
  ).toBe(1);
  expect(
    await lint(['-f', file(cib({ properties: { 'stonith-enabled': 'false' }, resources: resource('a') }))]),
  ).toBe(2);
  expect(await lint(['-f', join(folder, 'nowhere.xml')])).toBe(66);
  expect(await lint(['-f', file('<cib>')])).toBe(78);
  expect(await lint(['--output-format', 'xml'])).toBe(64);
});

it('tells what, why, where it is known from and what to type, for people and for programs', async () => {
  const path = file(cib({ properties: { 'stonith-enabled': 'false' }, resources: resource('a') }));
  await lint(['-f', path]);
  expect(printed).toContain('error: fencing is off (stonith-enabled=false) [HWS-LNT-001]\n');
  expect(printed).toContain('  Known from: corosync/corosync#348');
  expect(printed).toContain('    pcs property set stonith-enabled=true\n');
  expect(printed).toMatch(/\n1 error\n$/);
  printed = '';
  await lint(['-f', path, '--output-format', 'json']);
  expect(JSON.parse(printed).findings[0]).toMatchObject({
    code: 'HWS-LNT-001',
    severity: 'error',
    subjects: ['stonith-enabled'],
    fixes: [
      { fillIn: ['DEVICE', 'AGENT', 'NODE', 'OPTIONS'] },
      { command: 'pcs property set stonith-enabled=true' },
    ],
  });
});

it('S1.54 tells of services that the cluster manages and the machine starts at boot', async () => {
  const text = cib({
    resources:
      resource('web', { agent: 'systemd:nginx' }) +
      resource('old', { agent: 'lsb:olddb' }) +
      resource('other', { agent: 'systemd:haproxy' }) +
      resource('same', { agent: 'lsb:stopped' }),
  });
  const bus = new FakeSystemd();
  vi.spyOn(bus, 'listUnitFiles').mockResolvedValue({
    ok: true,
    value: [
      { name: 'nginx.service', state: 'enabled' },
      { name: 'haproxy.service', state: 'disabled' },
    ],
  });
  for (const level of ['rc3.d', 'rc0.d']) mkdirSync(join(folder, level));
  writeFileSync(join(folder, 'rc3.d', 'S20olddb'), '');
  writeFileSync(join(folder, 'rc3.d', 'K20stopped'), '');
  const document = parseDocument(text);
  if (!document.ok) throw new Error('malformed');
  const units = await bootUnitsOf(new Configuration(document.value.root), new Catalogue(bus), folder);
  expect([...units]).toEqual([
    ['web', 'nginx.service'],
    ['old', 'olddb'],
  ]);
  const findings = found(text, new Map(), units).filter(({ code }) => code === 'HWS-LNT-063');
  expect(findings.map(({ fixes }) => fixes[0]?.command)).toEqual([
    'systemctl disable nginx.service',
    'systemctl disable olddb',
  ]);
});

it('S1.105 tells of clones of what may run once only', async () => {
  const disk = resource('disk', {
    agent: 'ocf:heartbeat:Filesystem',
    parameters: { device: '/dev/vg/data', directory: '/data', fstype: 'ext4' },
  });
  expect(await lint(['-f', file(cib({ resources: around('clone', 'disk-clone', disk) }))])).toBe(2);
  expect(printed).toContain(
    'disk is cloned, but ext4 on /dev/vg/data can be mounted by one node only [HWS-LNT-050]',
  );
  expect(printed).toContain('    pcs resource unclone disk-clone\n');
});
