import { writeXml } from '../../cib/write.ts';
import type { OperationOrder } from '../../controller/model/operation.ts';
import type { Descent } from '../../controller/model/standing.ts';
import type { Corosync } from '../corosync/corosync.ts';
import type { Ring } from '../corosync/ring.ts';
import { baseId } from '../host/agent-faults.ts';
import type { Observer } from '../host/context.ts';
import type { Daemon } from '../host/daemon.ts';
import type { Host } from '../host/host.ts';
import { WORLD_EPOCH } from '../model/setup.ts';
import type { Invariant, Violation } from '../model/violation.ts';
import type { Timeline } from '../timeline.ts';
import { clusterProperty, exclusiveResources, marksOf } from './exclusive.ts';
import { believedActive, plannedActions, scheduleNow } from './ideal.ts';

/** Timers and answers may be late by this much: a deadline on a host that was busy. */
const LATE_MS = 1000;
/** A change has to be answered, if only with a refusal. */
const ANSWER_MS = 60_000;
/** Full texts of CIBs are compared no more often than this. */
const COMPARE_MS = 5000;
/** Repeats of one violation say nothing new. */
const MOST_VIOLATIONS = 20;

/** A host that went out of sight. */
interface Separation {
  /** Virtual ms. */
  readonly since: number;
  /** What ran there, as far as can be known, and was not begun elsewhere since by those who may: it may still. */
  readonly services: Set<string>;
}

/** A change that a client was told to be durable. */
interface DurableChange {
  /** Virtual ms. */
  readonly at: number;
  /** Lineage in which it was acknowledged. */
  readonly lineage: number;
  /** How often an operator had vouched for a configuration by then. */
  readonly vouched: number;
}

/** Answers of clients' changes, counted. */
export interface ChangeCounts {
  durable: number;
  done: number;
  refused: number;
  unconfirmed: number;
}

/** Rules that settings of the configuration switch on. */
interface Rules {
  readonly exclusive: ReadonlySet<string>;
  readonly isFencing: boolean;
  readonly policy: string;
}

/** What must hold in every world at every moment. */
export class Invariants implements Observer {
  readonly violations: Violation[] = [];
  readonly #timeline: Timeline;
  readonly #hosts: ReadonlyMap<string, Host>;
  readonly #corosync: () => Corosync;
  /** Told at once when an invariant is broken. */
  readonly #told: (violation: Violation) => void;
  /** How clients' changes were answered. */
  readonly changes: ChangeCounts = { durable: 0, done: 0, refused: 0, unconfirmed: 0 };
  readonly #separated = new Map<string, Separation>();
  /** What the hosts of a ring without quorum had running when it was formed, or in rings without quorum before it. */
  readonly #own = new Map<Ring, ReadonlySet<string>>();
  readonly #together = new Map<number, ReadonlySet<number>>();
  readonly #provenOff = new Map<string, number>();
  readonly #acknowledged = new Map<string, DurableChange>();
  /** Marks whose clients were told that nothing was changed. */
  readonly #refused = new Set<string>();
  /** Configuration that marks were last looked for in, by host. */
  readonly #marksChecked = new Map<
    string,
    { readonly descent: Descent; readonly epoch: string | null; readonly known: number }
  >();
  readonly #rules = new Map<string, { readonly epoch: string; readonly rules: Rules }>();
  /** Where members of a ring were in its order when they were compared last. */
  readonly #comparedPoints = new WeakMap<Ring, string>();
  #comparedAt = 0;
  #isCompared = true;

  constructor(
    timeline: Timeline,
    hosts: ReadonlyMap<string, Host>,
    corosync: () => Corosync,
    told: (violation: Violation) => void,
  ) {
    this.#timeline = timeline;
    this.#hosts = hosts;
    this.#corosync = corosync;
    this.#told = told;
  }

  broken(invariant: Invariant, text: string): void {
    if (this.violations.length >= MOST_VIOLATIONS) return;
    const violation = { invariant, at: this.#timeline.now, text };
    this.violations.push(violation);
    this.#told(violation);
  }

  serviceIsActive(host: Host, resource: string): void {
    const id = baseId(resource);
    for (const [name, { services }] of this.#separated) if (name !== host.name) services.delete(id);
    const rules = this.#rulesOf(host);
    if (rules === null || !rules.isFencing || !rules.exclusive.has(id)) return;
    const places = [...this.#hosts.values()].filter(
      ({ services, power, leftAlone }) =>
        power !== 'off' && services.role(resource) !== null && !leftAlone.includes(resource),
    );
    if (places.length < 2) return;
    const names = places.map(({ name, power }) => (power === 'frozen' ? `${name} (frozen)` : name));
    this.broken('exclusive-resource', `${id} is active on ${names.join(' and ')}`);
  }

  operationBegins(host: Host, order: OperationOrder): void {
    const { task, resource } = order;
    if (task !== 'start' && task !== 'promote') return;
    if (resource.class === 'stonith') return;
    const rules = this.#rulesOf(host);
    if (rules === null) return;
    const id = baseId(resource.id);
    const { ring } = this.#corosync().station(host.nodeId);
    const standing = host.daemon?.state.replicated.standing;
    const isPrimary = host.daemon?.isQuorate === true && standing === 'primary';
    // `freeze` goes on with what ran in this part of the cluster, and with nothing else.
    const isOwn = rules.policy === 'freeze' && ring !== null && this.#own.get(ring)?.has(id) === true;
    if (rules.policy !== 'ignore' && !isPrimary && !(isOwn && standing === 'minority')) {
      this.broken(
        'start-with-quorum',
        `${host.name} is told to ${task} ${resource.id} in a view that is ${standing}`,
      );
    }
    if (task !== 'start' || !rules.isFencing || !rules.exclusive.has(id)) return;
    for (const [name, { since, services }] of this.#separated) {
      const other = this.#hosts.get(name) as Host;
      if (other === host || ring === null || ring.members.includes(other.nodeId)) continue;
      if (!services.has(id) || (this.#provenOff.get(name) ?? -1) >= since) continue;
      if (isLeftToWatchdog(host, name, since)) continue;
      this.broken(
        'recovery-after-fencing',
        `${id} is recovered on ${host.name}; ${name}, which ran it, is lost since t=${since} and not proven off`,
      );
    }
  }

  provenOff(target: string): void {
    this.#provenOff.set(target, this.#timeline.now);
  }

  corosyncEnded(host: Host): void {
    this.#together.delete(host.nodeId);
  }

  stepped(host: Host): void {
    this.#isCompared = false;
    this.#checkWaits(host);
    this.#checkMarks(host);
  }

  /** A ring was formed: who is missing from it that was together with somebody in it is out of sight. */
  formed(ring: Ring): void {
    const corosync = this.#corosync();
    const { now } = this.#timeline;
    for (const host of this.#hosts.values()) {
      if (ring.members.includes(host.nodeId)) {
        if (ring.isQuorate) this.#separated.delete(host.name);
        continue;
      }
      const wasTogether = ring.members.some((id) => this.#together.get(id)?.has(host.nodeId) === true);
      if (!wasTogether) continue;
      const services = host.power === 'off' ? host.servicesAtLoss : host.services.active();
      this.#separated.set(host.name, {
        since: Math.max(0, now - corosync.lossMs - LATE_MS),
        services: new Set(services.map(baseId)),
      });
    }
    this.#noteOwn(ring);
    for (const id of ring.members) this.#together.set(id, new Set(ring.members));
  }

  #noteOwn(ring: Ring): void {
    if (ring.isQuorate) {
      this.#own.clear();
      return;
    }
    const own = new Set<string>();
    for (const [old, services] of this.#own) {
      if (old.members.some((id) => ring.members.includes(id))) for (const id of services) own.add(id);
    }
    for (const host of this.#hosts.values()) {
      if (!ring.members.includes(host.nodeId)) continue;
      for (const id of host.services.entrusted()) own.add(baseId(id));
    }
    this.#own.set(ring, own);
  }

  /** A client was told that its change is done. */
  acknowledged(host: Host, mark: string, isDurable: boolean): void {
    this.changes[isDurable ? 'durable' : 'done']++;
    const state = host.daemon?.state;
    if (!isDurable || state === undefined) return;
    const { lineage, vouched } = state.replicated.descent;
    this.#acknowledged.set(mark, { at: this.#timeline.now, lineage, vouched });
  }

  /** A client was told that its change was not made, or, by this code, that it is not known whether it was. */
  refused(mark: string, code: string): void {
    if (code === 'HWS-CTL-006') {
      this.changes.unconfirmed++;
      return;
    }
    this.changes.refused++;
    this.#refused.add(mark);
  }

  /** Looked at after every event. */
  afterEvent(): void {
    const { now } = this.#timeline;
    if (this.#isCompared || now - this.#comparedAt < COMPARE_MS || !this.#corosync().isAtRest()) return;
    this.#comparedAt = now;
    this.#isCompared = true;
    this.compareCibs();
  }

  /** Synchronized members of one ring hold the same CIB and the same common state. */
  compareCibs(): void {
    const rings = new Map<Ring, Host[]>();
    for (const host of this.#hosts.values()) {
      const { ring } = this.#corosync().station(host.nodeId);
      if (ring === null || host.power !== 'on' || host.daemon?.state.phase !== 'ready') continue;
      const list = rings.get(ring);
      if (list === undefined) rings.set(ring, [host]);
      else list.push(host);
    }
    this.#checkOnePrimary(rings);
    for (const [ring, hosts] of rings) {
      const points = `${ring.id} ${hosts.map(pointOf).join(' ')}`;
      if (this.#comparedPoints.get(ring) === points) continue;
      this.#comparedPoints.set(ring, points);
      const first = hosts[0] as Host;
      const text = stateText(first);
      for (const other of hosts.slice(1)) {
        const otherText = stateText(other);
        if (otherText === text) continue;
        this.broken('equal-cibs', `${first.name} and ${other.name} differ: ${difference(text, otherText)}`);
        return;
      }
    }
  }

  /** No request hangs, no timer is missed. */
  #checkWaits(host: Host): void {
    const { daemon } = host;
    if (daemon === null) return;
    const { now } = this.#timeline;
    // A host that stood still is late with everything for a moment.
    const at = WORLD_EPOCH + (now - host.thawedAt < LATE_MS ? 0 : now);
    let earliest = Number.POSITIVE_INFINITY;
    for (const timer of daemon.timers.values()) earliest = Math.min(earliest, WORLD_EPOCH + timer.at);
    for (const { id, deadline } of daemon.state.waits.values()) {
      if (Number.isFinite(deadline) && deadline + LATE_MS >= at && earliest <= deadline + LATE_MS) continue;
      const late = Number.isFinite(deadline) ? `deadline t=${deadline - WORLD_EPOCH}` : 'no deadline';
      this.broken('waits-have-deadlines', `${host.name} waits for ${id}: ${late}, no timer for it`);
      return;
    }
    for (const [requestId, { request, since }] of daemon.requests) {
      if (request.kind === 'fence' || now - Math.max(since, host.thawedAt) <= ANSWER_MS) continue;
      daemon.requests.delete(requestId);
      this.broken('requests-are-answered', `${host.name}: ${request.kind} of t=${since} is not answered`);
    }
  }

  /** Of several parts of the cluster one at most is primary; of two nodes each may have quorum (`two_node`). */
  #checkOnePrimary(rings: ReadonlyMap<Ring, readonly Host[]>): void {
    if (this.#hosts.size === 2) return;
    const primary = [...rings.values()].flatMap((hosts) =>
      hosts.filter(({ daemon }) => daemon?.state.replicated.standing === 'primary').slice(0, 1),
    );
    // Who ignores quorum wants every part to go on by itself.
    if (primary.length < 2 || primary.some((host) => this.#rulesOf(host)?.policy === 'ignore')) return;
    this.broken(
      'one-primary',
      `${primary.map(({ name }) => name).join(' and ')} are in different primary views`,
    );
  }

  /**
   * What was acknowledged as durable is part of the configuration of every later primary view, unless an operator has
   * vouched for another one since; what was refused is part of none.
   */
  #checkMarks(host: Host): void {
    const state = host.daemon?.state;
    if (state === undefined || (this.#acknowledged.size === 0 && this.#refused.size === 0)) return;
    const { descent, standing } = state.replicated;
    if (standing !== 'primary' || state.phase !== 'ready') return;
    const known = this.#acknowledged.size + this.#refused.size;
    const epoch = state.cib.get('epoch');
    const checked = this.#marksChecked.get(host.name);
    if (checked?.descent === descent && checked.epoch === epoch && checked.known === known) return;
    this.#marksChecked.set(host.name, { descent, epoch, known });
    const marks = marksOf(state.cib);
    for (const [mark, { at, lineage, vouched }] of this.#acknowledged) {
      if (marks.has(mark) || descent.lineage <= lineage) continue;
      this.#acknowledged.delete(mark);
      if (descent.vouched > vouched) continue;
      this.broken('acknowledged-changes', `change ${mark}, acknowledged at t=${at}, is lost on ${host.name}`);
    }
    for (const mark of marks) {
      if (!this.#refused.delete(mark)) continue;
      this.broken(
        'refused-changes',
        `change ${mark}, of which it was said that nothing was changed, is on ${host.name}`,
      );
    }
  }

  /** Read again when the configuration, or who answers for it, is another. */
  #rulesOf(host: Host): Rules | null {
    const { daemon } = host;
    if (daemon === null) return this.#rules.get(host.name)?.rules ?? null;
    const { cib, phase } = daemon.state;
    const epoch = `${daemon.incarnation} ${phase} ${cib.get('admin_epoch')}.${cib.get('epoch')}`;
    const known = this.#rules.get(host.name);
    if (known?.epoch === epoch) return known.rules;
    const rules: Rules = {
      exclusive: exclusiveResources(cib),
      isFencing: clusterProperty(cib, 'stonith-enabled') !== 'false',
      policy: clusterProperty(cib, 'no-quorum-policy') ?? 'stop',
    };
    this.#rules.set(host.name, { epoch, rules });
    return rules;
  }

  /** All trouble is over: everything is at rest, as the scheduler wants it, and believed as it is. */
  checkSettled(): void {
    const corosync = this.#corosync();
    if (!corosync.isAtRest()) {
      this.broken('settles', 'messages or rings are on their way without end');
      return;
    }
    this.compareCibs();
    const hosts = [...this.#hosts.values()].filter(({ power }) => power === 'on');
    const idle = hosts.find(({ daemon, hasLeft }) => daemon?.state.phase !== 'ready' && !hasLeft);
    if (idle !== undefined) {
      this.broken('settles', `${idle.name} is ${idle.daemon?.state.phase ?? 'without daemon'}`);
      return;
    }
    const running = hosts.filter(({ daemon }) => daemon !== null);
    const first = running[0]?.daemon?.state;
    if (first === undefined) return;
    if (first.replicated.seniority.length !== running.length) {
      this.broken('settles', `${first.replicated.seniority.length} members of ${running.length} daemons`);
      return;
    }
    const dc = running.find(({ nodeId }) => nodeId === first.replicated.seniority[0])?.daemon?.state;
    if (dc === undefined) {
      this.broken('settles', 'there is no DC');
      return;
    }
    const busy = running.find(({ executor }) => executor.isBusy);
    if (busy !== undefined) this.broken('settles', `agents still run on ${busy.name}`);
    // Hosts that were fenced stay off where the operator wants it so, and those that have left stay away.
    if (2 * running.length <= this.#hosts.size && dc.replicated.standing === 'minority') return;
    if (dc.replicated.standing !== 'primary') {
      this.broken('settles', `all daemons are together, and their view is ${dc.replicated.standing}`);
      return;
    }
    const cluster = scheduleNow(dc.cib, WORLD_EPOCH + this.#timeline.now);
    const planned = plannedActions(cluster);
    if (planned.length > 0) {
      const why = dc.holdReason === null ? '' : ` (held: ${dc.holdReason})`;
      this.broken('settles', `the scheduler would still do ${planned.slice(0, 8).join(', ')}${why}`);
      return;
    }
    const believed = believedActive(cluster);
    // Nobody looks there, and elsewhere much may have to wait for it.
    if (cluster.nodes.some(({ isMaintenance }) => isMaintenance)) return;
    for (const host of running) {
      const real = new Set(host.services.active().map(baseId));
      const thought = believed.get(host.name) ?? new Set();
      const wrong = [
        ...[...real].filter((id) => !thought.has(id)).map((id) => `${id} is active`),
        ...[...thought].filter((id) => !real.has(id)).map((id) => `${id} is not active`),
      ];
      if (wrong.length > 0) {
        this.broken('history-is-true', `${host.name}: ${wrong.join(', ')}, and the CIB says otherwise`);
      }
    }
  }
}

/** How far a daemon has come: what it holds changes with that only. */
function pointOf({ daemon }: Host): string {
  const { replicated, cib } = (daemon as Daemon).state;
  const { applied, chain, view } = replicated;
  return `${daemon?.incarnation}/${applied}/${chain}/${view}/${cib.get('epoch')}.${cib.get('num_updates')}`;
}

function stateText(host: Host): string {
  const state = host.daemon?.state;
  if (state === undefined) return '';
  return `${writeXml(state.cib)}\n${JSON.stringify(state.replicated)}`;
}

/** A watchdog was given its time: whether that was enough, the services themselves tell. */
function isLeftToWatchdog({ daemon }: Host, target: string, since: number): boolean {
  const records = daemon?.state.replicated.fencing ?? [];
  return records.some(
    (record) =>
      record.target === target &&
      record.outcome === 'confirmed' &&
      record.endedAt >= WORLD_EPOCH + since &&
      record.evidence.some(({ kind }) => kind === 'watchdog-timeout'),
  );
}

function difference(a: string, b: string): string {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const from = Math.max(0, i - 60);
  return `…${a.slice(from, i + 60)}… and …${b.slice(from, i + 60)}…`;
}
