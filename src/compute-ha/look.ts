import type { VantagePoint } from '../evidence/brakes/brakes.ts';
import { type Fact, type Reading, readSignal } from '../evidence/fact.ts';
import type { Policy } from '../evidence/policy/policy.ts';
import { SIGNAL_NAMES, type Signal } from '../evidence/signal.ts';
import { type Judgement, judge } from '../evidence/verdict.ts';
import type { Nova } from '../openstack/nova.ts';
import type { NovaServer } from '../openstack/nova-shape.ts';
import type { Outcome } from '../openstack/outcome.ts';
import type { CommandResult } from '../power/chassis.ts';
import type { Problem } from '../result/problem.ts';
import type { WatchedHost } from './compute-file.ts';
import { type EchoTarget, echoAddresses, echoFacts } from './witness/echo.ts';
import type { EchoAnswer } from './witness/fping-answer.ts';
import { novaFacts } from './witness/nova.ts';
import { powerFact } from './witness/power.ts';
import type { Witness } from './witness/witness.ts';

/** What is asked of the world in one look. */
export interface LookPorts {
  readonly nova: Pick<Nova, 'computeServices' | 'serversOn'>;
  readonly askEcho: (addresses: Iterable<string>) => Promise<ReadonlyMap<string, EchoAnswer>>;
  /** BMCs of these hosts, by host; hosts without one are left out. */
  readonly askPower: (hosts: readonly string[]) => Promise<ReadonlyMap<string, BmcAnswer>>;
  /** Others, asked where the policy goes by what they speak of. */
  readonly witnesses?: readonly Witness[];
  /** Epoch ms. */
  readonly now: () => number;
}

export interface BmcAnswer {
  readonly bmc: string;
  readonly result: CommandResult | undefined;
}

export interface LookWish {
  readonly policy: Policy;
  readonly hosts: readonly WatchedHost[];
  readonly controls: readonly string[];
  /** For how long facts may be believed, ms. */
  readonly freshForMs: number;
  /**
   * `needed`: of a host that Nova does not see enabled and down, instances are not asked (S2.28–S2.30), and BMCs and
   * further witnesses only where the policy goes by them; `all`: every witness is asked.
   */
  readonly depth: 'needed' | 'all';
}

/** What one look found of one host. */
export interface HostLook {
  readonly judgement: Judgement;
  /** What is known beyond what the policy goes by. */
  readonly beyond: readonly Reading[];
}

export interface Look {
  readonly hosts: readonly HostLook[];
  /** Hosts that Nova knows and nobody watches. */
  readonly unwatched: readonly string[];
  /** What the controls answered. */
  readonly vantage: readonly VantagePoint[];
  /** Why Nova said nothing; `null` when it did. */
  readonly novaProblem: Problem | null;
}

/** Questions to Nova at a time. */
const PARALLEL = 4;

/** Looks once at some hosts through all witnesses and judges them. Nothing is changed anywhere. */
export async function lookOnce(wish: LookWish, ports: LookPorts): Promise<Look> {
  const { policy, hosts, controls, freshForMs, depth } = wish;
  const at = ports.now();
  const occasion = { at, freshForMs };
  const names = hosts.map(({ name }) => name);
  const isAsked = (signals: readonly Signal[]): boolean =>
    depth === 'all' || signals.some((signal) => policy.signals.includes(signal));
  const testimony = Promise.all(
    (ports.witnesses ?? [])
      .filter(({ signals }) => isAsked(signals))
      .map((witness) => witness.ask(names, occasion)),
  );
  const services = await ports.nova.computeServices();
  const suspects = hosts.filter(({ name }) => {
    if (depth === 'all') return true;
    if (services.kind !== 'done') return false;
    return services.value.some(
      ({ host, status, state }) => host === name && status === 'enabled' && state === 'down',
    );
  });
  const servers = await serversOf(suspects, ports.nova);
  const targets = hosts.map(
    ({ name, addresses }): EchoTarget => ({ host: name, addresses, servers: servers.get(name) ?? null }),
  );
  const [answers, power, testimonies] = await Promise.all([
    ports.askEcho(echoAddresses(targets, controls)),
    isAsked(['power']) ? ports.askPower(names) : new Map<string, BmcAnswer>(),
    testimony,
  ]);
  const judgedAt = ports.now();
  const looks = targets.map((target): HostLook => {
    const bmc = power.get(target.host);
    const facts: readonly Fact[] = [
      ...novaFacts(target.host, services, occasion),
      ...echoFacts(target, answers, controls, occasion),
      ...(bmc === undefined ? [] : [powerFact(bmc.bmc, bmc.result, occasion)]),
      ...testimonies.flatMap((facts) => facts.get(target.host) ?? []),
    ];
    const beyond = SIGNAL_NAMES.filter(
      (signal) => !policy.signals.includes(signal) && facts.some((fact) => fact.signal === signal),
    ).map((signal) => readSignal(signal, facts, judgedAt));
    return { judgement: judge(policy, target.host, facts, judgedAt), beyond };
  });
  const known = services.kind === 'done' ? services.value.map(({ host }) => host) : [];
  const watched = new Set(hosts.map(({ name }) => name));
  return {
    hosts: looks,
    unwatched: [...new Set(known)].filter((host) => !watched.has(host)),
    vantage: controls.map((name) => ({ name, answers: isAlive(answers.get(name)), at })),
    novaProblem: services.kind === 'done' ? null : services.problem,
  };
}

function isAlive(answer: EchoAnswer | undefined): boolean | null {
  return answer === undefined || answer.kind === 'unknown' ? null : answer.kind === 'alive';
}

async function serversOf(
  hosts: readonly WatchedHost[],
  nova: LookPorts['nova'],
): Promise<ReadonlyMap<string, Outcome<readonly NovaServer[]>>> {
  const found = new Map<string, Outcome<readonly NovaServer[]>>();
  const waiting = hosts.map(({ name }) => name);
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      found.set(name, await nova.serversOn(name));
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return found;
}
