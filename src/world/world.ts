import { createController, step } from '../controller/controller.ts';
import type { CibChange } from '../controller/model/cib-change.ts';
import { Corosync } from './corosync/corosync.ts';
import { AgentFaults, baseId } from './host/agent-faults.ts';
import type { Surroundings } from './host/context.ts';
import { Host } from './host/host.ts';
import { markName } from './invariant/exclusive.ts';
import { Invariants } from './invariant/invariants.ts';
import type { LogLine } from './model/log.ts';
import type { Machine } from './model/machine.ts';
import type { WorldSetup } from './model/setup.ts';
import type { Script, WorldStep } from './model/step.ts';
import type { Violation } from './model/violation.ts';
import { Random } from './random.ts';
import { Timeline } from './timeline.ts';

/** The controller that clusters really run. */
export const PRODUCTION: Machine = { create: createController, step };

/** More events than this within one virtual second: something goes round in circles. */
/** What is under way at the end of a script has come after so long. */
const MOST_UNDER_WAY_MS = 1000;
const MOST_EVENTS_A_SECOND = 20_000;

/**
 * A whole cluster in one process under a virtual clock: hosts with the production controller, Corosync's order, agents,
 * BMCs and disks that fail. Setup and script decide everything.
 */
export class World {
  readonly setup: WorldSetup;
  readonly timeline = new Timeline();
  readonly hosts = new Map<string, Host>();
  readonly corosync: Corosync;
  readonly invariants: Invariants;
  readonly log: LogLine[] = [];
  /** Events that have happened. */
  events = 0;
  readonly #agentFaults = new AgentFaults();
  readonly #byId = new Map<number, Host>();
  readonly #keepsLog: boolean;

  constructor(setup: WorldSetup, options: { machine?: Machine; keepsLog?: boolean } = {}) {
    this.setup = setup;
    this.#keepsLog = options.keepsLog ?? true;
    const { timeline, hosts } = this;
    this.invariants = new Invariants(
      timeline,
      hosts,
      () => this.corosync,
      ({ invariant, text }) => this.#note('world', 'violation', { invariant, text }),
    );
    const host = (nodeId: number) => this.#byId.get(nodeId) as Host;
    this.corosync = new Corosync(setup, timeline, new Random(`${setup.seed}/corosync`), {
      delivered: (nodeId, from, text) => {
        host(nodeId).deliver(from, text);
        this.#noteDc(host(nodeId));
      },
      membership: (nodeId, members, joined, left) => {
        this.#note(host(nodeId).name, 'membership', {
          members: members.join(','),
          ...(left.length === 0 ? {} : { left: left.map((l) => `${l.nodeId}/${l.reason}`).join(',') }),
        });
        host(nodeId).feed({ kind: 'membership', members, joined, left });
        this.#noteDc(host(nodeId));
      },
      quorum: (nodeId, isQuorate, members) => {
        this.#note(host(nodeId).name, 'quorum', { isQuorate, members: members.join(',') });
        host(nodeId).feed({ kind: 'quorum', isQuorate, members });
      },
      formed: (ring) => this.invariants.formed(ring),
    });
    const surroundings: Surroundings = {
      setup,
      timeline,
      corosync: this.corosync,
      machine: options.machine ?? PRODUCTION,
      agentFaults: this.#agentFaults,
      observer: this.invariants,
      hosts,
      log: (where, code, values = {}) => this.#note(where, code, values),
    };
    for (const hostSetup of setup.hosts) {
      const made = new Host(hostSetup, surroundings);
      hosts.set(made.name, made);
      this.#byId.set(made.nodeId, made);
    }
  }

  get violations(): readonly Violation[] {
    return this.invariants.violations;
  }

  /** Switches all hosts on. */
  switchOn(): void {
    for (const host of this.hosts.values()) host.switchOn();
  }

  /** Plays a script to its end, or to the first broken invariant if `stopsAtViolation`. */
  play(script: Script, stopsAtViolation = false): void {
    for (const step of script.steps) {
      this.timeline.at(step.at, () => this.perform(step));
    }
    this.run(script.until, stopsAtViolation);
    if (script.mustSettle && (this.violations.length === 0 || !stopsAtViolation)) {
      // What comes again and again (proofs that a node is heard) may be under way at the very moment.
      for (let ms = 1; ms <= MOST_UNDER_WAY_MS && !this.corosync.isAtRest(); ms++)
        this.run(script.until + ms);
      this.invariants.checkSettled();
    }
  }

  /** Lets time go on to a moment, virtual ms. */
  run(until: number, stopsAtViolation = false): void {
    let second = -1;
    let eventsThen = 0;
    for (;;) {
      const next = this.timeline.peek();
      if (next === null || next > until) break;
      this.timeline.advance();
      this.events++;
      const now = Math.floor(this.timeline.now / 1000);
      if (now !== second) {
        second = now;
        eventsThen = this.events;
      } else if (this.events - eventsThen > MOST_EVENTS_A_SECOND) {
        this.invariants.broken('settles', 'events follow each other without end');
        return;
      }
      this.invariants.afterEvent();
      if (stopsAtViolation && this.violations.length > 0) return;
    }
    this.timeline.now = Math.max(this.timeline.now, until);
  }

  /** Does one thing to the world, now. */
  perform(step: WorldStep): void {
    switch (step.do) {
      case 'cut':
        this.#note('world', 'cut', {
          from: step.from.join(','),
          to: step.to.join(','),
          isOneWay: step.isOneWay,
        });
        for (const from of this.#ids(step.from)) {
          for (const to of this.#ids(step.to)) {
            if (from === to) continue;
            this.corosync.links.cut(from, to);
            if (!step.isOneWay) this.corosync.links.cut(to, from);
          }
        }
        this.corosync.reconsider();
        return;
      case 'heal':
        this.#heal();
        return;
      case 'agent': {
        const { host, resource, task, behaviour, times } = step;
        this.#note(host ?? 'world', 'agent', { resource, task, behaviour: behaviour?.kind ?? 'honest' });
        this.#agentFaults.set(host, resource, task, behaviour, times);
        for (const each of this.hosts.values()) each.executor.wakeAll();
        return;
      }
      case 'repair':
        this.#repair();
        return;
      default: {
        const host = this.hosts.get(step.host);
        if (host !== undefined) this.#performOn(host, step);
      }
    }
  }

  #performOn(host: Host, step: Extract<WorldStep, { host: string }> & { do: string }): void {
    switch (step.do) {
      case 'crash':
        host.switchOff('loss');
        return;
      case 'power-on':
        host.switchOn();
        return;
      case 'freeze':
        host.freeze();
        return;
      case 'thaw':
        host.thaw();
        return;
      case 'kill-daemon':
        if (host.power === 'on') host.killDaemon();
        return;
      case 'stop-daemon':
        if (host.power === 'on') host.stopDaemon();
        return;
      case 'start-daemon':
        host.startCorosync();
        host.startDaemon();
        return;
      case 'kill-corosync':
        if (host.power === 'on') host.killCorosync();
        return;
      case 'start-corosync':
        host.startCorosync();
        return;
      case 'service-dies': {
        const running = host.services.active().find((id) => baseId(id) === step.resource);
        if (running === undefined || host.power !== 'on') return;
        this.#note(host.name, 'service-dies', { resource: running });
        host.services.set(running, null);
        return;
      }
      case 'bmc':
        this.#note(host.name, 'bmc', { behaviour: step.behaviour.kind });
        host.bmc.behaviour = step.behaviour;
        return;
      case 'disk':
        this.#note(host.name, 'disk', { mode: step.mode });
        host.disk.mode = step.mode;
        return;
      case 'request': {
        this.#note(host.name, 'request', { kind: step.request.kind });
        if (step.request.kind === 'confirm-fenced') this.invariants.provenOff(step.request.node);
        host.request(step.request, (answer) => this.#note(host.name, 'answer', { kind: answer.kind }));
        return;
      }
      case 'mark':
        this.#mark(host, step.mark, step.isTicket === true);
        return;
    }
  }

  #ids(names: readonly string[]): number[] {
    return names.flatMap((name) => this.hosts.get(name)?.nodeId ?? []);
  }

  #heal(): void {
    if (!this.corosync.links.heal()) return;
    this.#note('world', 'heal');
    this.corosync.reconsider();
  }

  #repair(): void {
    this.#note('world', 'repair');
    this.#agentFaults.clear();
    this.corosync.links.heal();
    for (const host of this.hosts.values()) {
      host.bmc.behaviour = { kind: 'obey' };
      host.disk.mode = 'ok';
      host.thaw();
      host.switchOn();
      host.startCorosync();
      host.startDaemon();
      host.executor.wakeAll();
    }
    this.corosync.reconsider();
  }

  #mark(host: Host, mark: string, isTicket: boolean): void {
    const name = markName(mark);
    const change: CibChange = isTicket
      ? { kind: 'ticket', ticket: name, values: { granted: 'true' } }
      : {
          kind: 'create-element',
          parent: { by: 'id', id: 'cib-bootstrap-options', element: 'cluster_property_set' },
          xml: `<nvpair id="${name}" name="${name}" value="1"/>`,
          position: 'last',
        };
    const isAsked = host.request({ kind: 'change-cib', condition: null, changes: [change] }, (answer) => {
      const durable = answer.kind === 'done' ? { isDurable: answer.isDurable } : {};
      this.#note(host.name, 'answer', { mark, kind: answer.kind, ...durable });
      if (answer.kind === 'done') this.invariants.acknowledged(host, mark, answer.isDurable);
      else if (answer.kind === 'refused') this.invariants.refused(mark, answer.problems[0]?.code ?? '');
    });
    if (isAsked) this.#note(host.name, 'mark', { mark });
  }

  #noteDc(host: Host): void {
    const { daemon } = host;
    if (daemon === null) return;
    const dc = daemon.state.replicated.seniority[0] ?? null;
    if (dc === daemon.dc || daemon.state.phase !== 'ready') return;
    daemon.dc = dc;
    this.#note(host.name, 'dc', { dc: dc === null ? 'none' : (this.#byId.get(dc)?.name ?? String(dc)) });
  }

  #note(where: string, code: string, values: LogLine['values'] = {}): void {
    if (this.#keepsLog) this.log.push({ at: this.timeline.now, where, code, values });
  }
}
