import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { closedGates, type GateFacts } from './gates.ts';
import type { ClusterView } from './model/cluster-view.ts';
import type { Machine } from './model/machine.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/concepts/shutdown.md'), 'utf8');

/** The lines of a section, `- …`. */
function section(title: string): readonly string[] {
  const [, text = ''] = PAGE.split(`\n## ${title}\n`);
  return `\n${text.split('\n## ')[0]}`.split('\n- ').slice(1);
}

const codesIn = (lines: readonly string[]) =>
  lines.flatMap((line) => [...line.matchAll(/HWS-SDN-\d{3}/g)].map(([code]) => code));

const FACTS: GateFacts = {
  inventory: '/inventory',
  isIpmiOn: true,
  isOneClickOn: true,
  powerToolProblem: null,
  isWatcherRunning: true,
  clusterProblem: null,
};
const VIEW: ClusterView = {
  kind: 'hawser',
  name: 'lab',
  self: 'c1',
  isQuorate: true,
  dc: 'c1',
  nodes: [{ name: 'c1', kind: 'member', isOnline: true }],
  running: [],
};
const policy = { softMs: 1, hardMs: 1 };
const MACHINES: readonly Machine[] = [{ name: 'c1', role: 'controller', bmc: 'b:623', policy, after: [] }];

/** A scene of the page, as the gates see it. */
const SCENES: Readonly<Record<string, Parameters<typeof closedGates>>> = {
  'HWS-SDN-032': [
    { ...FACTS, clusterProblem: 'none' },
    { action: 'shutdown', view: null, acceptor: 'c1', machines: MACHINES },
  ],
  'HWS-SDN-033': [
    FACTS,
    { action: 'shutdown', view: { ...VIEW, isQuorate: false }, acceptor: 'c1', machines: MACHINES },
  ],
  'HWS-SDN-034': [FACTS, { action: 'shutdown', view: VIEW, acceptor: 'elsewhere', machines: MACHINES }],
  'HWS-SDN-036': [
    { ...FACTS, powerToolProblem: 'ipmitool is not installed' },
    { action: 'shutdown', view: VIEW, acceptor: 'c1', machines: MACHINES },
  ],
  'HWS-SDN-038': [
    FACTS,
    {
      action: 'shutdown',
      view: { ...VIEW, nodes: [...VIEW.nodes, { name: 'n1', kind: 'remote', isOnline: true }] },
      acceptor: 'c1',
      machines: MACHINES,
    },
  ],
};

it('S0.47 the page of supported and unsupported scenes says what is refused, and that is refused', () => {
  expect(section('Supported').length).toBeGreaterThan(0);
  const codes = codesIn(section('Not supported'));
  expect(new Set(codes)).toEqual(new Set(Object.keys(SCENES)));
  for (const code of codes) {
    const [facts, asked] = SCENES[code] as Parameters<typeof closedGates>;
    expect(closedGates(facts, asked).map((problem) => problem.code)).toEqual([code]);
  }
  expect(closedGates(FACTS, { action: 'shutdown', view: VIEW, acceptor: 'c1', machines: MACHINES })).toEqual(
    [],
  );
});
