import type { XmlElement } from '../../cib/xml/element.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import { attributesOf, findNode } from '../cib/node-attribute.ts';
import { propertyMs } from '../cib/property.ts';
import { log, nameOf, send } from '../emit.ts';
import type { FenceOperation, FenceOrder, FencingRecord } from '../model/fencing.ts';
import { type FenceDevice, type FenceStep, type FencingJob, isUnfencing } from '../model/fencing-job.ts';
import type { Origin } from '../model/message.ts';
import type { ControllerState } from '../model/state.ts';
import { nextRandom } from '../random.ts';
import { unpackNow } from '../transition/unpack-now.ts';
import { beginWait, endWait } from '../waits.ts';
import { fenceDevices } from './devices.ts';
import { chooseExecutor } from './executor-choice.ts';
import { isOfScheduler } from './on-standing.ts';
import { actionLimitOf, actionTimeoutMs, agentActionOf, aliasOf, delayMs, reach } from './settings.ts';
import { stepsOf } from './steps.ts';
import { levelsFor, resolveLevels } from './topology.ts';
import { leaveToWatchdog } from './watchdog.ts';

const FENCING_TIMEOUT_MS = 60_000;
/** Answers of `list` are believed for so long. */
const HOST_LIST_MS = 60_000;
/** Time between two readings of a node that does not read off yet. */
const READING_PAUSE_MS = 1000;

/** What a fencing is asked for with. */
export interface FencingWish {
  readonly target: string;
  readonly operation: FenceOperation;
  readonly client: string;
  readonly origin: Origin | null;
  readonly extraDelayMs: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly downed: readonly string[];
}

/**
 * Begins to fence a node, or joins a fencing of it that is under way: that is always one of the target's present life. The
 * transition asks again by itself for what is something else.
 */
export function startFencing(state: ControllerState, wish: FencingWish): void {
  const running = state.jobs.get(wish.target);
  if (running !== undefined) {
    if (wish.origin !== null) running.origins.push(wish.origin);
    return;
  }
  const { cib } = state;
  const node = findNode(cib, wish.target);
  const cluster = clusterOf(state);
  const unfences = isUnfencing(wish);
  const devices = fenceDevices(cluster).filter((device) => !unfences || device.providesUnfencing);
  const configured = unfences ? [] : levelsFor(cib, wish.target, allAttributes(cib, wish.target));
  const { levels, missing } = resolveLevels(configured, devices);
  const hasTopology = configured.length > 0;
  const job: FencingJob = {
    id: `${state.options.self.nodeId}-${state.options.self.incarnation}-${state.nextEffectId++}`,
    target: wish.target,
    targetId: node?.id ?? null,
    incarnation: node === null ? null : (state.replicated.known[node.id]?.incarnation ?? null),
    isOvertaken: false,
    operation: wish.operation,
    client: wish.client,
    origins: wish.origin === null ? [] : [wish.origin],
    startedAt: state.now,
    levels: hasTopology ? levels : [],
    queries: hasTopology ? [] : devices.filter((device) => reach(device, wish.target) === 'ask'),
    candidates: hasTopology ? [] : devices.filter((device) => reach(device, wish.target) === 'yes'),
    steps: [],
    attempt: 0,
    run: 0,
    current: null,
    isQueued: false,
    usedDevices: [],
    usedExecutors: [],
    evidence: [],
    failures: missing.map((text) => `${text} is not configured`),
    triedExecutors: [],
    extraDelayMs: wish.extraDelayMs,
    isDelayed: false,
    attributes: wish.attributes,
    downed: wish.downed,
    isPaused: false,
    watchdog: 'unasked',
    outcome: null,
  };
  state.jobs.set(wish.target, job);
  endWait(state, `fencing-retry/${wish.target}`);
  log(
    state,
    'notice',
    'HWS-CTL-050',
    `Fencing of ${wish.target} (${wish.operation}) begins, asked for by ${wish.client}`,
    {
      target: wish.target,
      operation: wish.operation,
    },
  );
  continueJob(state, job);
}

/** What the scheduler made of the CIB, or would. */
function clusterOf(state: ControllerState): Cluster {
  return state.transition?.cluster ?? unpackNow(state);
}

function allAttributes(root: XmlElement, target: string): ReadonlyMap<string, string> {
  const node = findNode(root, target);
  if (node === null) return new Map();
  return new Map([...attributesOf(root, node, 'permanent'), ...attributesOf(root, node, 'transient')]);
}

/** Takes the next step of a fencing: a question, an agent run, the next level, or its end. */
export function continueJob(state: ControllerState, job: FencingJob): void {
  for (;;) {
    const query = job.queries[0];
    if (query !== undefined) {
      const known = state.hostLists.get(query.id);
      if (known === undefined || known.at + HOST_LIST_MS < state.now) {
        if (awaitsTurn(state, job, query)) return;
        runStep(state, job, { device: query, action: 'list', isVerification: false, isOptional: false }, 0);
        return;
      }
      job.queries.shift();
      const alias = aliasOf(query, job.target).toLowerCase();
      // A device that cannot tell its hosts is tried.
      if (known.hosts === null || known.hosts.some((host) => host.toLowerCase() === alias))
        job.candidates.push(query);
      continue;
    }
    if (job.candidates.length > 0) {
      const ordered = job.candidates.splice(0).sort((a, b) => b.priority - a.priority);
      const groups = isUnfencing(job) ? [ordered] : ordered.map((device) => [device]);
      job.levels.push(...groups.map((devices, i) => ({ index: i + 1, devices })));
    }
    const [step] = job.steps;
    if (step !== undefined) {
      if (awaitsTurn(state, job, step.device)) return;
      runStep(state, job, step, startDelay(state, job, step));
      return;
    }
    const level = job.levels.shift();
    if (level === undefined) {
      giveUp(state, job);
      return;
    }
    job.attempt = 0;
    job.triedExecutors.length = 0;
    job.steps = stepsOf(level, job.operation);
  }
}

/** Whether a device runs as many actions as it may; the fencing then goes on when one of them has ended. */
function awaitsTurn(state: ControllerState, job: FencingJob, device: FenceDevice): boolean {
  const busy = [...state.jobs.values()].filter((other) => other.current?.step.device.id === device.id);
  if (busy.length < actionLimitOf(device)) return false;
  job.current = null;
  job.isQueued = true;
  job.run++;
  // Each of them has a deadline of its own; should that pass unnoticed, it is looked again.
  const latest = Math.max(...busy.map(({ target }) => state.waits.get(`fencing/${target}`)?.deadline ?? 0));
  const others = busy.map(({ target }) => target).join(', ');
  beginWait(
    state,
    `fencing/${job.target}`,
    `${device.id}, which is busy with ${others}, to fence ${job.target}`,
    Math.max(latest, state.now) + state.times.delivery,
    { kind: 'fencing-step', target: job.target, step: job.run },
  );
  return true;
}

/** A device may be free again: those that wait go on, the longest first. */
export function continueQueued(state: ControllerState): void {
  for (const job of [...state.jobs.values()]) {
    if (!job.isQueued) continue;
    job.isQueued = false;
    endWait(state, `fencing/${job.target}`);
    continueJob(state, job);
  }
}

/** Delay before the node is turned off for the first time; a later reading waits a little. */
function startDelay(state: ControllerState, job: FencingJob, step: FenceStep): number {
  if (step.isVerification) return job.attempt > 0 ? READING_PAUSE_MS : 0;
  if (job.isDelayed || (step.action !== 'off' && step.action !== 'reboot')) return 0;
  job.isDelayed = true;
  return job.extraDelayMs + delayMs(step.device, job.target, nextRandom(state));
}

function runStep(state: ControllerState, job: FencingJob, step: FenceStep, delay: number): void {
  if (state.replicated.standing === 'undetermined' && isOfScheduler(job)) {
    job.isPaused = true;
    if (delay > 0) job.isDelayed = false;
    return;
  }
  const { device, action } = step;
  const executor = chooseExecutor(state, job, device);
  job.run++;
  if (executor === null) {
    job.failures.push(`no member can run ${device.id} against ${job.target}`);
    job.current = null;
    if (action === 'list') job.queries.shift();
    job.steps = [];
    continueJob(state, job);
    return;
  }
  const fallback = propertyMs(state.cib, 'stonith-timeout', FENCING_TIMEOUT_MS);
  const timeoutMs = actionTimeoutMs(device, action, job.operation, fallback);
  const order: FenceOrder = {
    fenceId: `${job.id}:${job.run}`,
    executor,
    device: device.id,
    agent: device.agent,
    action,
    agentAction: agentActionOf(device, action),
    target: action === 'list' ? null : job.target,
    targetAlias: action === 'list' ? null : aliasOf(device, job.target),
    hostArgument: device.settings.get('pcmk_host_argument') ?? null,
    parameters: device.parameters,
    timeoutMs,
    delayMs: delay,
  };
  job.current = { fenceId: order.fenceId, executor, step };
  if (!job.usedDevices.includes(device.id)) job.usedDevices.push(device.id);
  const name = nameOf(state, executor);
  if (!job.usedExecutors.includes(name)) job.usedExecutors.push(name);
  send(state, { kind: 'fence-order', order });
  const deadline = state.now + delay + timeoutMs + state.times.delivery;
  beginWait(state, `fencing/${job.target}`, `${device.id} on ${name}: ${action} ${job.target}`, deadline, {
    kind: 'fencing-step',
    target: job.target,
    step: job.run,
  });
}

/** No level is left: perhaps the node's own watchdog stops it, otherwise it failed. */
function giveUp(state: ControllerState, job: FencingJob): void {
  if (leaveToWatchdog(state, job)) return;
  if (job.failures.length === 0) job.failures.push(`no device can fence ${job.target}`);
  endJob(state, job, 'failed', job.failures.join('; '));
}

/** Tells everybody how a fencing ended. */
export function endJob(
  state: ControllerState,
  job: FencingJob,
  outcome: FencingRecord['outcome'],
  reason: string,
): void {
  job.current = null;
  job.outcome = { outcome, reason };
  job.run++;
  const record: FencingRecord = {
    id: job.id,
    target: job.target,
    operation: job.operation,
    devices: job.usedDevices,
    executors: job.usedExecutors,
    client: job.client,
    startedAt: job.startedAt,
    endedAt: state.now,
    outcome,
    reason,
    evidence: job.evidence,
  };
  const { targetId, incarnation, origins, attributes, downed } = job;
  send(state, { kind: 'fenced', record, targetId, incarnation, downed, origins, attributes });
  beginWait(
    state,
    `fencing/${job.target}`,
    'outcome of the fencing to be delivered',
    state.now + state.times.delivery,
    {
      kind: 'fencing-step',
      target: job.target,
      step: job.run,
    },
  );
}
