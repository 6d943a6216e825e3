import type { Effect } from '../../controller/model/effect.ts';
import type { EffectResult, Event } from '../../controller/model/event.ts';
import type { Message } from '../../controller/model/message.ts';
import type { ClientAnswer, ClientRequest } from '../../controller/model/request.ts';
import { owesItsEnd } from '../../controller/self-fencing/proof.ts';
import { type HostSetup, WORLD_EPOCH } from '../model/setup.ts';
import { Random } from '../random.ts';
import type { Appointment } from '../timeline.ts';
import { Bmc } from './bmc.ts';
import type { Surroundings } from './context.ts';
import type { Daemon } from './daemon.ts';
import { Disk } from './disk.ts';
import { Executor } from './executor.ts';
import { runFenceAgent } from './fence-agent.ts';
import { isInMaintenance } from './maintenance.ts';
import { Services } from './services.ts';
import { Watchdog } from './watchdog.ts';

/** The supervisor starts a daemon that died again after this time. */
const RESTART_MS = 1000;

type EventBody = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

/** A host: power, disk, services, agents, and the daemon with the controller that runs on it. */
export class Host {
  readonly setup: HostSetup;
  readonly surroundings: Surroundings;
  readonly name: string;
  readonly nodeId: number;
  readonly bmc: Bmc;
  readonly disk: Disk;
  readonly services: Services;
  readonly executor: Executor;
  readonly #watchdog: Watchdog;
  power: 'off' | 'on' | 'frozen' = 'off';
  /** The power was lost, not switched off. */
  lostPower = false;
  daemon: Daemon | null = null;
  /** What ran here when the power went, unless it was switched off by the BMC. */
  servicesAtLoss: readonly string[] = [];
  /** Virtual ms at which it went on after standing still. */
  thawedAt = 0;
  /** What ran here unmanaged when the daemon left in good order: the operator's own. */
  leftAlone: readonly string[] = [];
  /** It has been found that it must not go on: nothing feeds its watchdog any more. */
  #mustEnd = false;
  /** The daemon has left by itself and is not to be started again. */
  hasLeft = false;
  #boots = 0;
  #isBooting = false;
  #lives = 0;
  #requests = 0;
  #deferred: (() => void)[] = [];

  constructor(setup: HostSetup, surroundings: Surroundings) {
    this.setup = setup;
    this.surroundings = surroundings;
    this.name = setup.name;
    this.nodeId = setup.nodeId;
    this.bmc = new Bmc(this);
    this.#watchdog = new Watchdog(surroundings.timeline, () => this.reset());
    const random = new Random(`${surroundings.setup.seed}/${setup.name}`);
    this.disk = new Disk(surroundings.setup.cib, random.fork('disk'));
    this.services = new Services((resource, role) => {
      if (role !== null) surroundings.observer.serviceIsActive(this, resource);
      this.executor.wake(resource);
    });
    this.executor = new Executor(this, random.fork('agents'), (effectId, result) =>
      this.#finished(effectId, { kind: 'operation', result }),
    );
  }

  /** An appointment of this host's life: never kept after a power loss, kept late when it stood still. */
  after(delay: number, run: () => void): Appointment {
    const boot = this.#boots;
    const keep = () => {
      if (boot !== this.#boots) return;
      if (this.power === 'frozen') this.#deferred.push(keep);
      else run();
    };
    return this.surroundings.timeline.in(delay, keep);
  }

  switchOn(): void {
    if (this.power !== 'off') return;
    this.power = 'on';
    this.lostPower = false;
    this.hasLeft = false;
    this.#log('power-on');
    this.#isBooting = true;
    this.after(this.surroundings.setup.bootMs, () => {
      this.#isBooting = false;
      this.surroundings.corosync.start(this.nodeId);
      this.after(200, () => this.startDaemon());
    });
  }

  /** The power goes: by command of the BMC, or just so. */
  switchOff(by: 'bmc' | 'loss' | 'reset'): void {
    if (by === 'loss') this.lostPower = true;
    if (this.power === 'off') return;
    this.#log('power-off', { by });
    this.servicesAtLoss = by === 'bmc' ? [] : this.services.active();
    this.power = 'off';
    this.#mustEnd = false;
    this.#boots++;
    this.#deferred = [];
    this.#watchdog.disarm();
    this.#endDaemon();
    this.executor.vanish();
    this.services.vanish();
    this.disk.losePower();
    this.#endCorosync(false);
  }

  /** Resets itself and comes up again. */
  reset(): void {
    if (this.power === 'off') return;
    this.switchOff('reset');
    this.switchOn();
  }

  freeze(): void {
    if (this.power !== 'on') return;
    this.power = 'frozen';
    this.#log('freeze');
    this.surroundings.corosync.freeze(this.nodeId);
    this.#watchdog.starve();
  }

  thaw(): void {
    if (this.power !== 'frozen') return;
    this.power = 'on';
    this.thawedAt = this.surroundings.timeline.now;
    this.#log('thaw');
    if (this.daemon !== null && !this.#mustEnd) this.#watchdog.feed();
    const late = this.#deferred;
    this.#deferred = [];
    for (const run of late) this.after(0, run);
    this.surroundings.corosync.thaw(this.nodeId);
  }

  startDaemon(): void {
    const { corosync, machine, setup } = this.surroundings;
    if (this.power !== 'on' || this.daemon !== null || !corosync.station(this.nodeId).isRunning) return;
    this.hasLeft = false;
    this.leftAlone = [];
    this.#mustEnd = false;
    const life = ++this.#lives;
    const incarnation = `${this.name}-${life}`;
    const { nodeId, name } = this;
    const { hasWatchdog } = this.setup;
    this.#log('daemon-starts');
    this.daemon = {
      incarnation,
      state: machine.create({
        self: { nodeId, name, incarnation, hasWatchdog },
        cib: this.disk.read(),
        configuredNodes: setup.hosts.map((host) => ({ nodeId: host.nodeId, name: host.name })),
        seed: `${setup.seed}/${incarnation}`,
      }),
      timers: new Map(),
      requests: new Map(),
      isQuorate: false,
      dc: null,
    };
    corosync.connect(nodeId, life);
  }

  /** The daemon dies; its supervisor starts it again. Services go on. */
  killDaemon(): void {
    if (this.stopDaemon()) this.after(RESTART_MS, () => this.startDaemon());
  }

  /** The daemon dies and stays away. Services go on. False when there was none. */
  stopDaemon(): boolean {
    if (this.daemon === null) return false;
    this.#log('daemon-dies');
    this.#watchdog.starve();
    this.#endDaemon();
    this.executor.abandon();
    this.surroundings.corosync.disconnect(this.nodeId, 'process-down');
    return true;
  }

  killCorosync(): void {
    const { corosync } = this.surroundings;
    if (!corosync.station(this.nodeId).isRunning) return;
    this.#log('corosync-dies');
    this.#endCorosync(false);
    this.feed({
      kind: 'engine-lost',
      problem: {
        code: 'HWS-COR-005',
        severity: 'error',
        message: 'The connection to Corosync is lost',
        hint: '',
        id: null,
        at: null,
      },
    });
  }

  startCorosync(): void {
    const { corosync } = this.surroundings;
    if (this.power !== 'on' || this.#isBooting || corosync.station(this.nodeId).isRunning) return;
    this.#log('corosync-starts');
    corosync.start(this.nodeId);
    if (this.daemon === null) this.after(200, () => this.startDaemon());
    else corosync.connect(this.nodeId, ++this.#lives);
  }

  /** Asks the daemon here for something; nobody is there when it does not run. */
  request(request: ClientRequest, answered: ((answer: ClientAnswer) => void) | null = null): boolean {
    const { daemon } = this;
    if (daemon === null) return false;
    const requestId = `${this.name}-${++this.#requests}`;
    daemon.requests.set(requestId, { request, since: this.surroundings.timeline.now, answered });
    this.after(0, () => {
      if (daemon === this.daemon) this.feed({ kind: 'request', requestId, request });
    });
    return true;
  }

  /** Gives the controller an event and does what it wants done. */
  feed(event: EventBody): void {
    const { daemon } = this;
    if (daemon === null) return;
    if (this.power === 'frozen') {
      this.#deferred.push(() => {
        if (daemon === this.daemon) this.feed(event);
      });
      return;
    }
    const { machine, observer, timeline } = this.surroundings;
    if (event.kind === 'quorum') daemon.isQuorate = event.isQuorate;
    let effects: readonly Effect[];
    try {
      ({ effects } = machine.step(daemon.state, { ...event, at: WORLD_EPOCH + timeline.now } as Event));
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      observer.broken('controller-stands', `${this.name}: ${event.kind}: ${text}`);
      this.killDaemon();
      return;
    }
    for (const effect of effects) {
      if (daemon !== this.daemon) break;
      this.#perform(daemon, effect);
    }
    if (daemon === this.daemon) observer.stepped(this);
  }

  /** A message of another daemon, or of this one, as it came over the wire. */
  deliver(from: number, text: string): void {
    this.feed({ kind: 'delivered', from, message: JSON.parse(text) as Message });
  }

  #endCorosync(isClean: boolean): void {
    this.surroundings.corosync.stop(this.nodeId, isClean);
    this.surroundings.observer.corosyncEnded(this);
  }

  #endDaemon(): void {
    if (this.daemon === null) return;
    for (const timer of this.daemon.timers.values()) timer.isCancelled = true;
    this.daemon = null;
  }

  #log(code: string, values: Readonly<Record<string, string | number | boolean>> = {}): void {
    this.surroundings.log(this.name, code, values);
  }

  #finished(effectId: number, result: EffectResult): void {
    this.feed({ kind: 'effect-finished', effectId, result });
  }

  /** What a daemon awaits is not told to its successor. */
  #later(daemon: Daemon, delay: number, run: () => void): Appointment {
    return this.after(delay, () => {
      if (daemon === this.daemon) run();
    });
  }

  #perform(daemon: Daemon, effect: Effect): void {
    const { corosync, timeline, observer } = this.surroundings;
    switch (effect.kind) {
      case 'send':
        corosync.send(this.nodeId, JSON.stringify(effect.message));
        return;
      case 'run-operation': {
        const { order } = effect;
        this.#log('operation', {
          resource: order.resource.id,
          task: order.task,
          ...(order.intervalMs > 0 ? { interval: order.intervalMs } : {}),
        });
        observer.operationBegins(this, order);
        this.executor.run(effect.effectId, order);
        return;
      }
      case 'cancel-operation':
        this.executor.cancel(effect.startedBy);
        this.#later(daemon, 1, () => this.#finished(effect.effectId, { kind: 'cancelled' }));
        return;
      case 'fence':
        this.#fence(daemon, effect);
        return;
      case 'set-timer': {
        const old = daemon.timers.get(effect.timerId);
        if (old !== undefined) old.isCancelled = true;
        const { timerId } = effect;
        const timer = this.#later(daemon, effect.at - WORLD_EPOCH - timeline.now, () => {
          if (daemon.timers.get(timerId) !== timer) return;
          daemon.timers.delete(timerId);
          this.feed({ kind: 'timer', timerId });
        });
        daemon.timers.set(timerId, timer);
        return;
      }
      case 'clear-timer': {
        const timer = daemon.timers.get(effect.timerId);
        if (timer !== undefined) timer.isCancelled = true;
        daemon.timers.delete(effect.timerId);
        return;
      }
      case 'persist':
        this.#persist(daemon, effect);
        return;
      case 'answer': {
        const open = daemon.requests.get(effect.requestId);
        daemon.requests.delete(effect.requestId);
        open?.answered?.(effect.answer);
        return;
      }
      case 'keep-fencing':
        return;
      case 'keep-transition':
        this.#log('transition', { number: effect.input.number, actions: effect.input.actions });
        return;
      case 'self-fence':
        this.#log('self-fence', { why: effect.why });
        // Nothing but the watchdog can be relied on where there is one.
        this.#mustEnd = true;
        if (this.setup.hasWatchdog) this.#watchdog.starve();
        else this.after(100, () => this.reset());
        return;
      case 'arm-watchdog': {
        const { hasWatchdog } = this.setup;
        const timing = hasWatchdog ? this.#watchdog.arm(this.surroundings.setup.tokenMs) : null;
        this.#later(daemon, 1, () => this.#finished(effect.effectId, { kind: 'watchdog-armed', timing }));
        return;
      }
      case 'leave':
        this.#log('leave');
        this.hasLeft = true;
        if (isInMaintenance(daemon.state.cib, this.name)) this.leftAlone = this.services.active();
        if (owesItsEnd(daemon.state)) this.#watchdog.starve();
        else this.#watchdog.disarm();
        this.#endDaemon();
        this.executor.abandon();
        corosync.disconnect(this.nodeId, 'left');
        if (this.surroundings.setup.stopsCorosync) this.after(100, () => this.#endCorosync(true));
        return;
      case 'log':
        this.#log('log', { code: effect.record.code, severity: effect.record.severity });
        return;
    }
  }

  #fence(daemon: Daemon, effect: Extract<Effect, { kind: 'fence' }>): void {
    const { order, effectId } = effect;
    const { hosts, observer } = this.surroundings;
    this.#log('fence-agent', { device: order.device, action: order.action, target: order.target ?? '' });
    runFenceAgent(this, order, (result) => {
      const { outcome, power } = result;
      this.#log('fence-agent-ends', {
        device: order.device,
        action: order.action,
        target: order.target ?? '',
        outcome,
        ...(power === null ? {} : { power }),
      });
      const target = hosts.get(order.target ?? '');
      if (target !== undefined && outcome === 'ok') {
        const isOffAction = order.action === 'off' || order.action === 'reboot';
        if ((isOffAction && target.servicesAreGone) || power === 'off') observer.provenOff(target.name);
      }
      if (daemon === this.daemon) this.#finished(effectId, { kind: 'fence', result });
    });
  }

  /** Off, or switched on again after having been off: nothing of an earlier life runs. */
  get servicesAreGone(): boolean {
    return this.power === 'off' || !this.surroundings.corosync.station(this.nodeId).isRunning;
  }

  #persist(daemon: Daemon, effect: Extract<Effect, { kind: 'persist' }>): void {
    const { effectId, cib } = effect;
    if (this.disk.mode === 'full') {
      const problem = {
        code: 'HWS-STO-001',
        severity: 'error' as const,
        message: 'The disk is full',
        hint: '',
        id: null,
        at: null,
      };
      this.#later(daemon, 2, () => this.#finished(effectId, { kind: 'persisted', problem }));
      return;
    }
    this.disk.write(cib);
    this.after(this.disk.syncMs(), () => {
      this.disk.sync(cib);
      if (daemon === this.daemon) this.#finished(effectId, { kind: 'persisted', problem: null });
    });
  }
}
