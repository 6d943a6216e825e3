import { lossMs, plainHosts, type WorldSetup } from '../model/setup.ts';
import type { AgentBehaviour, BmcBehaviour, TimedStep, WorldStep } from '../model/step.ts';
import { Random } from '../random.ts';
import type { Story } from '../story/story.ts';
import { type GeneratedCib, generateCib, type WatchdogUse } from './cib.ts';

const MINUTE = 60_000;

/** How a generated story is made. */
export interface StoryPlan {
  readonly seed: string;
  /** Virtual length. */
  readonly hours: number;
  /** Troubles an hour, in the mean. */
  readonly troubles: number;
}

/** From the last trouble to the end: repair, then time to settle (a fencing that failed is tried again every minute). */
const REPAIR_BEFORE_END = 20 * MINUTE;
const FORMED_MS = 3 * MINUTE;

/** A seeded story: a cluster, a configuration, and troubles that come in bursts; everything is repaired before the end. */
export function generateStory({ seed, hours, troubles }: StoryPlan): Story {
  const random = new Random(seed);
  const count = random.pick([2, 3, 3, 3, 4, 5]);
  const watchdogs = watchdogsOf(random.fork('watchdogs'));
  const hasUnequalVotes = count > 2 && random.chance(0.1);
  const hosts = plainHosts(count).map((host) => ({
    ...host,
    hasWatchdog: random.chance(0.3) || watchdogs !== null,
    bmcDiesWithHost: random.chance(0.15),
    votes: hasUnequalVotes ? random.integer(1, 3) : 1,
  }));
  const cib = generateCib(random.fork('cib'), hosts, watchdogs);
  const setup: WorldSetup = {
    seed,
    hosts,
    cib: cib.xml,
    isTwoNode: count === 2,
    tokenMs: random.pick([1000, 3000]),
    joins: random.pick(['one-by-one', 'together'] as const),
    stopsCorosync: random.chance(0.5),
    bootMs: random.pick([2000, 30_000, 90_000]),
  };
  const until = Math.round(hours * 60 * MINUTE);
  const last = Math.max(FORMED_MS + MINUTE, until - REPAIR_BEFORE_END);
  const names = hosts.map(({ name }) => name);
  const makers = troubleMakers(random.fork('trouble'), names, cib, setup);
  const steps: TimedStep[] = [];
  const wanted = Math.max(1, Math.round(hours * troubles * (0.5 + random.next())));
  let at = FORMED_MS;
  for (let i = 0; i < wanted; i++) {
    // Bursts find more than troubles far apart: half of them follow each other within seconds.
    const isClose = i > 0 && random.chance(0.5);
    at = isClose ? at + random.integer(0, 12_000) : random.integer(FORMED_MS, last);
    for (const { after, ...step } of makers(i)) steps.push({ ...step, at: Math.min(last, at + after) });
  }
  // Some troubles come while the cluster is forming.
  if (random.chance(0.2)) {
    for (const { after, ...step } of makers(wanted)) {
      steps.push({ ...step, at: setup.bootMs + random.integer(0, 15_000) + after });
    }
  }
  steps.sort((a, b) => a.at - b.at);
  steps.push({ at: last + 1, do: 'repair' });
  return { setup, script: { steps, until: Math.max(until, last + REPAIR_BEFORE_END), mustSettle: true } };
}

/** Some clusters rely on watchdogs, and some of these on nothing else. */
function watchdogsOf(random: Random): WatchdogUse | null {
  if (!random.chance(0.08)) return null;
  return { timeout: random.pick(['-1', '10s', '60s']), isOnly: random.chance(0.5) };
}

type LaterStep = { readonly after: number } & WorldStep;

function troubleMakers(
  random: Random,
  names: readonly string[],
  { resources, policy }: GeneratedCib,
  { tokenMs, bootMs }: WorldSetup,
): (index: number) => LaterStep[] {
  const host = () => random.pick(names);
  const soon = () => random.integer(500, 3 * MINUTE);
  const agentBehaviour = (task: string): AgentBehaviour => {
    const slow = (): AgentBehaviour => ({ kind: 'slow', ms: random.integer(1000, 15_000) });
    // A frozen partition restarts at home what its agents call failed there: they may not say so of what runs elsewhere.
    if (task === 'monitor' && policy === 'freeze') {
      return random.chance(0.5) ? slow() : { kind: 'fail', rc: 1, onlyActive: true };
    }
    return random.pick<() => AgentBehaviour>([
      // An agent that calls a running service not installed lies: no cluster can make up for that.
      () => ({ kind: 'fail', rc: task === 'start' ? random.pick([1, 1, 5, 6]) : 1 }),
      () => ({ kind: 'hang' }),
      slow,
    ])();
  };
  const bmcBehaviour = (): BmcBehaviour =>
    random.pick<() => BmcBehaviour>([
      () => ({ kind: 'slow', ms: random.integer(1000, 30_000) }),
      () => ({ kind: 'refuse' }),
      () => ({ kind: 'lie' }),
      () => ({ kind: 'dead' }),
    ])();
  const cut = (): LaterStep[] => {
    const shuffled = random.shuffle(names);
    const at = random.integer(1, Math.max(1, names.length - 1));
    const from = shuffled.slice(0, at);
    // Sometimes only some of the links are cut: not everybody who hears somebody hears everybody.
    const to = random.chance(0.2) ? shuffled.slice(at, at + 1) : shuffled.slice(at);
    return [
      { after: 0, do: 'cut', from, to, isOneWay: random.chance(0.3) },
      { after: soon(), do: 'heal' },
    ];
  };
  // Changes at every moment of a change of the ring: before it is noticed, while it is settled, after it.
  const changes = (index: number, from: number, to: number): LaterStep[] =>
    Array.from({ length: random.integer(2, 8) }, (_, i) => ({
      after: random.integer(from, to),
      do: 'mark',
      host: host(),
      mark: `${index}-${i}`,
      isTicket: random.chance(0.2),
    }));
  const whileBreaking = (index: number, steps: readonly LaterStep[]): LaterStep[] => {
    const delay = 1000;
    return [
      ...steps.map((step) => ({ ...step, after: step.after + delay })),
      ...changes(index, delay - 300, delay + Math.round(lossMs(tokenMs)) + 1000),
      ...(random.chance(0.5) ? changes(index + 1000, delay, delay + 3 * MINUTE) : []),
    ];
  };
  const vouch = (): LaterStep => ({
    after: random.integer(0, 3 * MINUTE),
    do: 'request',
    host: host(),
    request: { kind: 'accept-configuration', operator: 'operator' },
  });
  const startDaemons = (some: readonly string[], within: number): LaterStep[] =>
    some.map((name) => ({ after: random.integer(0, within), do: 'start-daemon', host: name }));
  const makers: readonly ((index: number) => LaterStep[])[] = [
    () => {
      const name = host();
      return [
        { after: 0, do: 'crash', host: name },
        { after: soon(), do: 'power-on', host: name },
      ];
    },
    () => [{ after: 0, do: 'crash', host: host() }],
    () => {
      const name = host();
      return [
        { after: 0, do: 'freeze', host: name },
        { after: soon(), do: 'thaw', host: name },
      ];
    },
    cut,
    cut,
    () => [{ after: 0, do: 'kill-daemon', host: host() }],
    () => [{ after: 0, do: 'kill-daemon', host: host() }],
    () => {
      const name = host();
      return [
        { after: 0, do: 'kill-corosync', host: name },
        { after: soon(), do: 'start-corosync', host: name },
      ];
    },
    () => [{ after: 0, do: 'service-dies', host: host(), resource: random.pick(resources) }],
    () => [{ after: 0, do: 'service-dies', host: host(), resource: random.pick(resources) }],
    () => {
      const task = random.pick(['start', 'stop', 'monitor', 'monitor', 'promote', 'demote']);
      return [
        {
          after: 0,
          do: 'agent',
          host: random.chance(0.5) ? host() : null,
          resource: random.pick(resources),
          task,
          behaviour: agentBehaviour(task),
          times: random.integer(1, 3),
        },
      ];
    },
    () => {
      const name = host();
      return [
        { after: 0, do: 'bmc', host: name, behaviour: bmcBehaviour() },
        { after: soon(), do: 'bmc', host: name, behaviour: { kind: 'obey' } },
      ];
    },
    () => {
      const name = host();
      return [
        { after: 0, do: 'disk', host: name, mode: random.pick(['full', 'slow'] as const) },
        { after: soon(), do: 'disk', host: name, mode: 'ok' },
      ];
    },
    (index) => [{ after: 0, do: 'mark', host: host(), mark: `${index}` }],
    (index) => whileBreaking(index, cut()),
    (index) => whileBreaking(index, cut()),
    (index) => {
      const name = host();
      return whileBreaking(index, [
        { after: 0, do: 'freeze', host: name },
        { after: random.integer(500, 20_000), do: 'thaw', host: name },
      ]);
    },
    (index) => whileBreaking(index, [{ after: random.integer(0, 50), do: 'crash', host: host() }]),
    (index) => whileBreaking(index, [{ after: random.integer(0, 50), do: 'kill-corosync', host: host() }]),
    // Daemons are stopped on hosts that stay up, and come back one by one.
    (index) => {
      const some = random.shuffle(names).slice(0, random.integer(1, names.length));
      return [
        ...some.map((name): LaterStep => ({ after: random.integer(0, 5000), do: 'stop-daemon', host: name })),
        ...changes(index, 0, 6000),
        ...startDaemons(some, 3 * MINUTE),
      ];
    },
    // While a part is away, the others stop: what they have agreed on is known to nobody who is left.
    (index) => {
      const away = host();
      const others = random.shuffle(names.filter((name) => name !== away));
      const stopped = others.slice(0, random.integer(1, others.length));
      const gone = random.integer(10_000, 40_000);
      return [
        random.chance(0.5)
          ? { after: 0, do: 'freeze', host: away }
          : { after: 0, do: 'cut', from: [away], to: others, isOneWay: false },
        ...changes(index, 5000, gone),
        ...stopped.map(
          (name): LaterStep => ({ after: gone + random.integer(0, 50), do: 'stop-daemon', host: name }),
        ),
        { after: gone + random.integer(0, 3000), do: 'thaw', host: away },
        { after: gone + random.integer(0, 3000), do: 'heal' },
        ...changes(index + 1000, gone, gone + 2 * MINUTE),
        ...startDaemons(stopped, 3 * MINUTE).map((step) => ({ ...step, after: step.after + gone })),
      ];
    },
    // Everything stops; some come back, some later.
    (index) => {
      const back = random.shuffle(names);
      const first = back.slice(0, random.integer(1, names.length));
      return [
        ...changes(index, 0, 3000),
        ...names.map((name): LaterStep => ({ after: random.integer(500, 3000), do: 'crash', host: name })),
        ...first.map(
          (name): LaterStep => ({ after: 5000 + random.integer(0, 3000), do: 'power-on', host: name }),
        ),
        ...changes(index + 1000, 5000 + bootMs, 5000 + bootMs + 2 * MINUTE),
        ...(random.chance(0.4) ? [{ ...vouch(), after: 8000 + bootMs + random.integer(0, 2 * MINUTE) }] : []),
        ...back.map(
          (name): LaterStep => ({ after: random.integer(1, 5) * MINUTE, do: 'power-on', host: name }),
        ),
      ];
    },
    () => [vouch()],
    () => {
      const name = host();
      const attribute = (value: string | null) => ({
        kind: 'set-attribute' as const,
        nodes: [name],
        name: random.pick(['standby', 'standby', 'maintenance']),
        value,
        lifetime: 'permanent' as const,
        dampeningMs: null,
      });
      const on = attribute('on');
      return [
        { after: 0, do: 'request', host: host(), request: on },
        { after: soon(), do: 'request', host: host(), request: { ...on, value: null } },
      ];
    },
    () => [
      {
        after: 0,
        do: 'request',
        host: host(),
        request: {
          kind: 'fence',
          node: host(),
          operation: random.pick(['off', 'reboot'] as const),
          client: 'operator',
        },
      },
    ],
    () => {
      const name = host();
      return [
        { after: 0, do: 'request', host: name, request: { kind: 'shutdown-node', node: name } },
        { after: soon(), do: 'start-daemon', host: name },
      ];
    },
    () => [
      {
        after: 0,
        do: 'request',
        host: host(),
        request: {
          kind: 'clear-history',
          mode: random.pick(['cleanup', 'refresh'] as const),
          resource: null,
          node: null,
          operation: null,
        },
      },
    ],
  ];
  return (index) => random.pick(makers)(index);
}
