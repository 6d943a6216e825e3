import { describe, expect, it } from 'vitest';
import { createController } from '../controller/controller.ts';
import type { Effect } from '../controller/model/effect.ts';
import type { OperationOrder } from '../controller/model/operation.ts';
import { generateCib } from './generate/cib.ts';
import { generateStory } from './generate/story.ts';
import type { Machine } from './model/machine.ts';
import { DEFAULT_SETUP, plainHosts } from './model/setup.ts';
import { Random } from './random.ts';
import { shrink } from './story/shrink.ts';
import { type Story, tell } from './story/story.ts';
import { World } from './world.ts';

function order(task: string, changes: Partial<OperationOrder> = {}): OperationOrder {
  return {
    transitionKey: `1:1:0:${task}`,
    key: `address_${task}_0`,
    resource: { id: 'address', class: 'ocf', provider: 'heartbeat', type: 'Dummy' },
    node: 'node1',
    nodeId: '1',
    executor: 1,
    task,
    intervalMs: 0,
    timeoutMs: 20_000,
    startDelayMs: 0,
    targetRc: 0,
    parameters: {},
    isNoWait: false,
    shutdownLock: null,
    ...changes,
  };
}

const CIB =
  '<cib epoch="1"><configuration><crm_config/><nodes/><resources><primitive id="address" class="ocf" provider="heartbeat" type="Dummy"/></resources><constraints/></configuration><status/></cib>';

/** A machine that does one thing on its first event, and notes what it is told. */
function standIn(first: (name: string) => readonly Effect[]) {
  const told: string[] = [];
  const done = new Set<string>();
  const machine: Machine = {
    create: createController,
    step: (state, event) => {
      const { incarnation, name } = state.options.self;
      if (event.kind === 'effect-finished') {
        told.push(`${name} ${event.result.kind}`);
        if (event.result.kind === 'operation') told.push(`${name} rc=${event.result.result.rc}`);
      } else if (event.kind === 'timer') told.push(`${name} ${event.timerId}`);
      if (done.has(incarnation)) return { state, effects: [] };
      done.add(incarnation);
      return { state, effects: first(name) };
    },
  };
  return { machine, told };
}

function worldOf(count: number, machine: Machine): World {
  const world = new World(
    { ...DEFAULT_SETUP, hosts: plainHosts(count), cib: CIB, bootMs: 1000 },
    { machine },
  );
  world.switchOn();
  return world;
}

describe('a world', () => {
  it('sees that an exclusive resource is active twice', () => {
    const { machine } = standIn(() => [{ kind: 'run-operation', effectId: 1, order: order('start') }]);
    const world = worldOf(2, machine);
    world.run(10_000);
    expect(world.violations.map(({ invariant }) => invariant)).toContain('exclusive-resource');
  });

  it('sees that something is started without quorum', () => {
    const { machine } = standIn((name) =>
      name === 'node1' ? [{ kind: 'run-operation', effectId: 1, order: order('start') }] : [],
    );
    const world = worldOf(3, machine);
    world.run(10_000);
    expect(world.violations.map(({ invariant }) => invariant)).toEqual(['start-with-quorum']);
  });

  it('lets monitors cost nothing until the service dies', () => {
    const { machine, told } = standIn((name) =>
      name === 'node1'
        ? [
            { kind: 'run-operation', effectId: 1, order: order('start') },
            {
              kind: 'run-operation',
              effectId: 2,
              order: order('monitor', { intervalMs: 10_000, key: 'address_monitor_10000' }),
            },
          ]
        : [],
    );
    const world = worldOf(1, machine);
    world.run(20_000);
    const { events } = world;
    world.run(3_600_000);
    expect(world.events - events).toBeLessThan(3);
    world.perform({ do: 'service-dies', host: 'node1', resource: 'address' });
    world.run(3_620_000);
    expect(told.slice(-2)).toEqual(['node1 operation', 'node1 rc=7']);
  });

  it('kills an agent that hangs at its time-out', () => {
    const { machine, told } = standIn(() => [
      { kind: 'run-operation', effectId: 1, order: order('start', { timeoutMs: 5000 }) },
    ]);
    const world = worldOf(1, machine);
    world.perform({
      do: 'agent',
      host: null,
      resource: 'address',
      task: 'start',
      behaviour: { kind: 'hang' },
      times: 1,
    });
    world.run(6000);
    expect(told).toEqual([]);
    world.run(7000);
    expect(told).toEqual(['node1 operation', 'node1 rc=1']);
  });

  it('fires the timers of a host that stood still when it goes on', () => {
    const { machine, told } = standIn(() => [{ kind: 'set-timer', timerId: 'soon', at: 1_767_225_605_000 }]);
    const world = worldOf(1, machine);
    world.run(2000);
    world.perform({ do: 'freeze', host: 'node1' });
    world.run(60_000);
    expect(told).toEqual([]);
    world.perform({ do: 'thaw', host: 'node1' });
    world.run(60_010);
    expect(told).toEqual(['node1 soon']);
  });

  it('loses what was not synced with the power, or not, but nothing that was', () => {
    const persisted = (cib: string): Effect => ({
      kind: 'persist',
      effectId: 1,
      cib,
      version: { adminEpoch: 0, epoch: 2, numUpdates: 0 },
      digest: '',
    });
    const { machine, told } = standIn(() => [persisted('<cib epoch="2"/>')]);
    const world = worldOf(1, machine);
    world.run(1250);
    expect(told).toEqual(['node1 persisted']);
    world.perform({ do: 'crash', host: 'node1' });
    expect(world.hosts.get('node1')?.disk.read()).toBe('<cib epoch="2"/>');
  });

  it('shrinks a story to the steps that matter', () => {
    const hosts = plainHosts(3);
    const { xml } = generateCib(new Random('shrink'), hosts, null);
    // No repair: a host that is off at the end has no daemon, which is no violation, but one whose daemon left Corosync is.
    const story: Story = {
      setup: { ...DEFAULT_SETUP, hosts, cib: xml, bootMs: 1000 },
      script: {
        steps: [
          { at: 60_000, do: 'kill-daemon', host: 'node2' },
          { at: 70_000, do: 'service-dies', host: 'node1', resource: 'service1' },
          { at: 80_000, do: 'kill-corosync', host: 'node3' },
          { at: 80_001, do: 'bmc', host: 'node3', behaviour: { kind: 'dead' } },
          { at: 90_000, do: 'mark', host: 'node1', mark: 'x' },
        ],
        until: 600_000,
        mustSettle: true,
      },
    };
    expect(tell(story, { keepsLog: false }).violations[0]?.invariant).toBe('settles');
    const small = shrink(story, 'settles', 40);
    expect(small.script.steps.map((step) => step.do)).toEqual(['kill-corosync', 'bmc']);
  });

  it('makes the same story of the same seed', () => {
    const plan = { seed: 'x', hours: 2, troubles: 5 };
    expect(generateStory(plan)).toEqual(generateStory(plan));
  });
});
