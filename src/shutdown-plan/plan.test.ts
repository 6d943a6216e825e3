import { describe, expect, it } from 'vitest';
import { orderBatches } from './batches.ts';
import { checkMachines } from './check-machines.ts';
import { closedGates, closedPowerGate, type GateFacts } from './gates.ts';
import { makePlan, type PlanInput } from './make-plan.ts';
import type { ClusterView } from './model/cluster-view.ts';
import type { Machine, MachineRole } from './model/machine.ts';
import { planDifferences } from './plan-differences.ts';

const POLICY = { softMs: 300_000, hardMs: 60_000 };
const machine = (name: string, role: MachineRole, after: readonly string[] = []): Machine => ({
  name,
  role,
  bmc: `${name}-bmc:623`,
  policy: POLICY,
  after,
});

const MACHINES: readonly Machine[] = [
  machine('c1', 'controller'),
  machine('c2', 'controller'),
  machine('c3', 'controller'),
  machine('n1', 'compute'),
  machine('n2', 'compute'),
  machine('store', 'other', ['c2', 'c3']),
  machine('backup', 'foreign', ['store']),
  machine('lb', 'foreign'),
];

const VIEW: ClusterView = {
  kind: 'hawser',
  name: 'prod',
  self: 'c1',
  isQuorate: true,
  dc: 'c2',
  nodes: [
    { name: 'c1', kind: 'member', isOnline: true },
    { name: 'c2', kind: 'member', isOnline: true },
    { name: 'c3', kind: 'member', isOnline: true },
    { name: 'n1', kind: 'remote', isOnline: true },
    { name: 'n2', kind: 'remote', isOnline: false },
    { name: 'store', kind: 'remote', isOnline: true },
  ],
  running: [{ id: 'db', node: 'c2' }],
};

const SURVEY: PlanInput['survey'] = new Map(
  MACHINES.map(({ name }) => [
    name,
    { power: name === 'n2' ? ('off' as const) : ('on' as const), problem: null },
  ]),
);

const INPUT: PlanInput = {
  action: 'shutdown',
  clusterName: 'prod',
  acceptor: 'c1',
  machines: MACHINES,
  view: VIEW,
  survey: SURVEY,
  unproved: { names: [], days: 30 },
  now: 1,
};

const GATES: GateFacts = {
  inventory: '/etc/hawser/inventory.yaml',
  isIpmiOn: true,
  isOneClickOn: true,
  powerToolProblem: null,
  isWatcherRunning: true,
  clusterProblem: null,
};

const codes = (problems: readonly { readonly code: string }[]) => problems.map(({ code }) => code);

describe('the order of batches', () => {
  it('S0.19 S0.20 S0.21 is computes, others, remote controllers, the acceptor; constraints move machines later', () => {
    expect(orderBatches(MACHINES, 'c1', 'shutdown')).toEqual({
      batches: [
        { kind: 'compute', waves: [['n1', 'n2']] },
        { kind: 'other', waves: [['lb']] },
        { kind: 'remote-controllers', waves: [['c2', 'c3'], ['store'], ['backup']] },
        { kind: 'this-controller', waves: [['c1']] },
      ],
      warnings: [],
    });
  });

  it('S0.21 makes the acceptor last whichever controller it is, and says which constraint cannot hold', () => {
    for (const acceptor of ['c1', 'c2', 'c3']) {
      const { batches, warnings } = orderBatches(MACHINES, acceptor, 'shutdown');
      expect(batches.at(-1)).toEqual({ kind: 'this-controller', waves: [[acceptor]] });
      expect(codes(warnings)).toEqual(acceptor === 'c1' ? [] : ['HWS-SDN-011']);
    }
  });

  it('S0.43 is the other way round for a start', () => {
    const down = orderBatches(MACHINES, 'c1', 'shutdown').batches.flatMap(({ waves }) =>
      waves.map((wave) => wave),
    );
    const up = orderBatches(MACHINES, 'c1', 'start').batches.flatMap(({ waves }) =>
      waves.map((wave) => wave),
    );
    expect(up).toEqual(down.toReversed());
  });
});

describe('a plan', () => {
  it('S0.5 counts and names the machines of each batch, and those that will get a command', () => {
    const plan = makePlan(INPUT);
    expect(plan.counts).toEqual({ machines: 8, on: 7, off: 1, unknown: 0 });
    expect(plan.batches.map(({ count, commanded }) => [count, commanded])).toEqual([
      [2, 1],
      [1, 1],
      [4, 4],
      [1, 1],
    ]);
    expect(plan.stops).toEqual([{ id: 'db', node: 'c2' }]);
  });

  it('tells how far each batch leaves the cluster from losing quorum', () => {
    const margins = makePlan(INPUT).batches.map(({ quorumAfter }) => quorumAfter.margin);
    expect(margins).toEqual([1, 1, -1, -2]);
  });

  it('S0.25 takes names, roles, BMC addresses, membership and power as they are at that instant', () => {
    expect(makePlan(INPUT).machines[4]).toMatchObject({
      name: 'n2',
      role: 'compute',
      bmc: 'n2-bmc:623',
      membership: 'offline',
      power: 'off',
    });
  });

  it('S0.3 shows BMCs that give no reading, and machines the cluster does not know', () => {
    const survey = new Map(SURVEY).set('n1', { power: 'unknown', problem: null });
    const machines = [...MACHINES, machine('ghost', 'compute')];
    const plan = makePlan({ ...INPUT, machines, survey });
    expect(plan.unreadable).toEqual(['n1', 'ghost']);
    expect(codes(plan.warnings)).toEqual(['HWS-SDN-040', 'HWS-SDN-042', 'HWS-SDN-042']);
  });

  it('tells of a BMC that says off of a node the cluster sees online: it may be another machine’s', () => {
    const survey = new Map(SURVEY).set('c2', { power: 'off', problem: null });
    expect(codes(makePlan({ ...INPUT, survey }).warnings)).toEqual(['HWS-SDN-043']);
    expect(makePlan(INPUT).warnings).toEqual([]);
  });

  it('has a hash that changes with whatever a confirmation is about, and differences that say what', () => {
    const plan = makePlan(INPUT);
    const changes: readonly [string, Partial<PlanInput>][] = [
      ['power', { survey: new Map(SURVEY).set('n2', { power: 'on', problem: null }) }],
      ['role', { machines: MACHINES.map((one) => (one.name === 'lb' ? { ...one, role: 'other' } : one)) }],
      ['bmc', { machines: MACHINES.map((one) => (one.name === 'lb' ? { ...one, bmc: 'x:623' } : one)) }],
      [
        'policy',
        {
          machines: MACHINES.map((one) =>
            one.name === 'lb' ? { ...one, policy: { softMs: 1, hardMs: null } } : one,
          ),
        },
      ],
      ['batch', { machines: MACHINES.map((one) => (one.name === 'lb' ? { ...one, after: ['c2'] } : one)) }],
      ['presence', { machines: MACHINES.filter(({ name }) => name !== 'lb') }],
      ['acceptor', { acceptor: 'c2' }],
      ['cluster', { clusterName: 'other' }],
      ['action', { action: 'start' }],
      ['membership', { view: { ...VIEW, nodes: VIEW.nodes.map((node) => ({ ...node, isOnline: true })) } }],
    ];
    for (const [what, change] of changes) {
      const other = makePlan({ ...INPUT, ...change });
      expect(other.hash, what).not.toBe(plan.hash);
      expect(planDifferences(plan, other).map((difference) => difference.what)).toContain(what);
    }
    const later = makePlan({ ...INPUT, now: 2, view: { ...VIEW, running: [] } });
    expect(later.hash).toBe(plan.hash);
    expect(planDifferences(plan, later)).toEqual([]);
  });
});

describe('the plan of a start', () => {
  it('is the same while the cluster comes up', () => {
    const start: PlanInput = { ...INPUT, action: 'start', view: null };
    const plan = makePlan(start);
    const later = makePlan({ ...start, view: { ...VIEW, isQuorate: false } });
    expect(later.hash).toBe(plan.hash);
    expect(planDifferences(plan, later)).toEqual([]);
    const other = makePlan({ ...start, survey: new Map(SURVEY).set('n2', { power: 'on', problem: null }) });
    expect(planDifferences(plan, other).map(({ what }) => what)).toEqual(['power']);
  });
});

describe('the gates', () => {
  it('S0.23 S0.24 let only on/on pass, and say which switch is off', () => {
    const closed = (isIpmiOn: boolean, isOneClickOn: boolean) =>
      codes(closedGates({ ...GATES, isIpmiOn, isOneClickOn }, INPUT));
    expect(closed(true, true)).toEqual([]);
    expect(closed(true, false)).toEqual(['HWS-SDN-031']);
    expect(closed(false, true)).toEqual(['HWS-SDN-030']);
    expect(closed(false, false)).toEqual(['HWS-SDN-030', 'HWS-SDN-031']);
  });

  it('S0.1 S0.9 S0.11 S0.15 tell all that is missing at once', () => {
    const facts = {
      ...GATES,
      powerToolProblem: 'no ipmitool',
      isWatcherRunning: false,
      clusterProblem: 'none',
    };
    expect(codes(closedGates(facts, { ...INPUT, view: null, acceptor: 'n1' }))).toEqual([
      'HWS-SDN-036',
      'HWS-SDN-035',
      'HWS-SDN-034',
      'HWS-SDN-032',
    ]);
    expect(codes(closedGates(GATES, { ...INPUT, view: { ...VIEW, isQuorate: false } }))).toEqual([
      'HWS-SDN-033',
    ]);
    const nodes = [...VIEW.nodes, { name: 'stray', kind: 'member' as const, isOnline: true }];
    expect(codes(closedGates(GATES, { ...INPUT, view: { ...VIEW, nodes } }))).toEqual(['HWS-SDN-038']);
  });

  it('S0.3 refuses when no BMC at all answers', () => {
    expect(codes(closedPowerGate(makePlan({ ...INPUT, survey: new Map() })))).toEqual(['HWS-SDN-037']);
    expect(closedPowerGate(makePlan(INPUT))).toEqual([]);
  });

  it('a start needs no cluster', () => {
    expect(closedGates(GATES, { ...INPUT, action: 'start', view: null })).toEqual([]);
  });
});

describe('the machines of an inventory', () => {
  it('are told everything that is wrong with them at once', () => {
    const wrong = [
      machine('a', 'compute', ['b']),
      machine('b', 'compute', ['a']),
      machine('b', 'compute', ['nobody']),
      { ...machine('d', 'other'), bmc: 'A-bmc:623', policy: { softMs: null, hardMs: null } },
    ];
    expect(codes(checkMachines(wrong)).sort()).toEqual([
      'HWS-SDN-004',
      'HWS-SDN-005',
      'HWS-SDN-006',
      'HWS-SDN-008',
      'HWS-SDN-010',
    ]);
    const circle = [
      machine('c', 'controller'),
      machine('a', 'compute', ['b']),
      machine('b', 'compute', ['a']),
    ];
    expect(checkMachines(circle)).toMatchObject([
      { code: 'HWS-SDN-007', message: expect.stringContaining('a after b after a') },
    ]);
    expect(checkMachines(MACHINES)).toEqual([]);
  });
});
