import { OperationStatus } from '../../controller/model/operation.ts';
import type { AgentRun } from '../agent-run.ts';
import type { Executor } from '../executor.ts';
import { agentText } from '../metadata/metadata.ts';
import type { AgentMetadata, AgentName } from '../metadata/model.ts';
import { ocfCodeName } from '../ocf-code.ts';
import { checkMetadata } from './check-metadata.ts';
import type { AgentCheck, AgentReport } from './findings.ts';

/** A resource to try an agent with. */
export interface AgentTrial {
  readonly agent: AgentName;
  /** Parameters the agent needs; the resource they describe is started and stopped. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Time for each action; `null` for what the metadata recommend. */
  readonly timeoutMs: number | null;
}

/** Id of the resource agents are tried with. */
const RESOURCE = 'hawser-agent-check';

/** An action no agent has. */
const BOGUS = 'no-such-action';

const DEFAULT_TIMEOUT_MS = 20_000;

/** Exit codes 0–9, 190 and 191 have a meaning. */
function isDefined(code: number): boolean {
  return ocfCodeName(code) !== null;
}

interface Step {
  readonly id: string;
  readonly claim: string;
  readonly task: string;
  readonly expected: readonly number[];
  readonly consequence: string;
  /** Nothing further can be said when this goes wrong. */
  readonly isDecisive: boolean;
}

function step(
  id: string,
  task: string,
  expected: number | readonly number[],
  claim: string,
  consequence: string,
  isDecisive = false,
): Step {
  return {
    id,
    task,
    expected: typeof expected === 'number' ? [expected] : expected,
    claim,
    consequence,
    isDecisive,
  };
}

const WRONG_STATE =
  'the cluster believes in a state that is not there: it recovers what is well, or trusts what is not';

const CYCLE: readonly Step[] = [
  step('stop-when-stopped', 'stop', 0, 'stopping what is stopped succeeds', 'a node is fenced for nothing'),
  step('start', 'start', 0, 'a start succeeds', 'the resource cannot run', true),
  step('monitor-when-started', 'monitor', 0, 'what was started is found running', WRONG_STATE),
  step(
    'start-when-started',
    'start',
    0,
    'starting what is started succeeds',
    'a start that is repeated fails',
  ),
  step('monitor-after-second-start', 'monitor', 0, 'a second start changes nothing', WRONG_STATE),
  step('stop', 'stop', 0, 'a stop succeeds', 'a node is fenced, or the resource blocked', true),
  step('monitor-after-stop', 'monitor', 7, 'what was stopped is found stopped', WRONG_STATE),
  step('stop-twice', 'stop', 0, 'a second stop succeeds', 'a node is fenced for nothing'),
];

const PROMOTION: readonly Step[] = [
  step('start-unpromoted', 'start', 0, 'a start leaves the resource unpromoted', WRONG_STATE, true),
  step('monitor-unpromoted', 'monitor', 0, 'an unpromoted resource is found unpromoted', WRONG_STATE),
  step('promote', 'promote', 0, 'a promotion succeeds', 'no instance can be promoted', true),
  step('monitor-promoted', 'monitor', 8, 'a promoted resource is found promoted', WRONG_STATE),
  step('promote-twice', 'promote', 0, 'a second promotion succeeds', 'a promotion that is repeated fails'),
  step('demote', 'demote', 0, 'a demotion succeeds', 'the resource is stopped instead, or its node fenced'),
  step('monitor-demoted', 'monitor', 0, 'a demoted resource is found unpromoted', WRONG_STATE),
  step('demote-twice', 'demote', 0, 'a second demotion succeeds', 'a demotion that is repeated fails'),
  step('stop-unpromoted', 'stop', 0, 'the resource can be stopped again', 'a node is fenced'),
];

/**
 * Tries an agent as a cluster would use it and looks for answers no cluster can work with (S1.50, S1.53). The resource
 * must be stopped before, and is stopped afterwards; one that is running is not touched.
 */
export async function checkAgent(executor: Executor, trial: AgentTrial): Promise<AgentReport> {
  const answer = await executor.readMetadata(trial.agent);
  const metadata = answer.ok ? answer.value : null;
  const session = new CheckSession(executor, trial, metadata);
  const isOcf = trial.agent.class === 'ocf';
  if (isOcf) session.checks.push(...checkMetadata(trial.agent.type, answer));
  if (!(await session.isStoppedBefore())) return session.report();
  if (isOcf) {
    await session.bogus();
    if (session.offers('validate-all')) {
      await session.take(
        step(
          'validate-all',
          'validate-all',
          0,
          'the parameters given are accepted',
          'a good configuration is refused',
        ),
      );
    }
  }
  await session.takeAll(CYCLE);
  if (session.offers('promote') && session.offers('demote')) await session.takeAll(PROMOTION);
  await session.restore();
  return session.report();
}

class CheckSession {
  readonly checks: AgentCheck[] = [];
  readonly #executor: Executor;
  readonly #trial: AgentTrial;
  readonly #metadata: AgentMetadata | null;
  readonly #contradictions: string[] = [];
  /** Last action that claims to have changed the state, and the state that follows from it. */
  #claimed: { readonly task: string; readonly code: number } | null = null;

  constructor(executor: Executor, trial: AgentTrial, metadata: AgentMetadata | null) {
    this.#executor = executor;
    this.#trial = trial;
    this.#metadata = metadata;
  }

  offers(task: string): boolean {
    return this.#metadata?.actions.some((action) => action.name === task) === true;
  }

  report(): AgentReport {
    return {
      agent: agentText(this.#trial.agent),
      checks: this.checks,
      isConforming:
        this.checks.every((check) => check.verdict !== 'failed') && this.#contradictions.length === 0,
      contradictions: [...new Set(this.#contradictions)],
    };
  }

  /** The first look: nothing may be running yet, since it would be stopped. */
  async isStoppedBefore(): Promise<boolean> {
    const run = await this.#run('monitor');
    const isRunning = run.status === OperationStatus.Done && [0, 8, 190, 191].includes(run.rc);
    const consequence = isRunning
      ? 'either it runs: stop it first; or the agent finds what is not there, and the cluster would never start it'
      : 'where nothing runs the cluster finds a failure, and recovers it';
    this.#note(
      step('monitor-when-stopped', 'monitor', 7, 'what was never started is found stopped', consequence),
      run,
    );
    return !isRunning && run.rc !== 5;
  }

  async bogus(): Promise<void> {
    const claim = 'an unknown action is answered by 3 (not implemented)';
    const consequence = 'actions that the agent does not have seem to succeed or to fail';
    await this.take(step('unknown-action', BOGUS, 3, claim, consequence));
  }

  async takeAll(steps: readonly Step[]): Promise<void> {
    let isStuck = false;
    for (const each of steps) {
      if (isStuck) this.#skip(each);
      else isStuck = !(await this.take(each)) && each.isDecisive;
    }
  }

  /** Runs one step; whether the answer was as expected. */
  async take(each: Step): Promise<boolean> {
    return this.#note(each, await this.#run(each.task));
  }

  /** Leaves nothing running that was not before. */
  async restore(): Promise<void> {
    const last = await this.#run('monitor');
    if (last.rc !== 7) await this.#run('stop');
  }

  #skip(each: Step): void {
    this.checks.push({
      id: each.id,
      claim: each.claim,
      verdict: 'skipped',
      expected: codesText(each.expected),
      actual: 'not tried',
      consequence: '',
    });
  }

  #note(each: Step, run: AgentRun): boolean {
    const isDone = run.status === OperationStatus.Done;
    const isRight = isDone && each.expected.includes(run.rc);
    if (isDone && each.task !== BOGUS) this.#contradict(each.task, run.rc);
    // Some agents refuse an unknown action with another code: untidy, yet the cluster is not misled.
    const isRefusal = isDone && each.task === BOGUS && run.rc !== 0;
    const reason = run.exitReason === '' ? '' : ` (${run.exitReason})`;
    this.checks.push({
      id: each.id,
      claim: each.claim,
      verdict: isRight ? 'passed' : isRefusal ? 'warning' : 'failed',
      expected: codesText(each.expected),
      actual: `${isDone ? codeText(run.rc) : statusText(run.status)}${reason}`,
      consequence: isRight ? '' : each.consequence,
    });
    return isRight;
  }

  /** Compares what the agent says it did with what it says it sees. */
  #contradict(task: string, rc: number): void {
    if (!isDefined(rc)) {
      this.#contradictions.push(`${task} answered ${rc}, which has no meaning`);
    }
    if (task !== 'monitor') {
      if ([7, 8, 9, 190, 191].includes(rc)) {
        this.#contradictions.push(`${task} answered ${codeText(rc)}, which only a monitor may`);
      }
      const code = STATE_AFTER[task];
      if (code !== undefined) this.#claimed = rc === 0 ? { task, code } : null;
      return;
    }
    const claimed = this.#claimed;
    if (claimed === null || rc === claimed.code) return;
    const seen = rc === 1 && claimed.code === 7 ? ': it cannot tell stopped from failed' : '';
    this.#contradictions.push(`${claimed.task} succeeded, and then monitor answered ${codeText(rc)}${seen}`);
  }

  #run(task: string): Promise<AgentRun> {
    const recommended = this.#metadata?.actions.find((action) => action.name === task)?.timeoutMs ?? null;
    return this.#executor.debug(this.#trial.agent, {
      resource: RESOURCE,
      task,
      intervalMs: 0,
      timeoutMs: this.#trial.timeoutMs ?? recommended ?? DEFAULT_TIMEOUT_MS,
      parameters: this.#trial.parameters,
    });
  }
}

/** What a monitor has to find after an action has succeeded. */
const STATE_AFTER: Readonly<Record<string, number>> = { start: 0, stop: 7, promote: 8, demote: 0 };

function codesText(codes: readonly number[]): string {
  return codes.map(codeText).join(' or ');
}

function codeText(code: number): string {
  return `${code} ${ocfCodeName(code) ?? 'undefined'}`;
}

function statusText(status: OperationStatus): string {
  switch (status) {
    case OperationStatus.Timeout:
      return 'no answer in time';
    case OperationStatus.NotInstalled:
      return 'not installed';
    case OperationStatus.Cancelled:
      return 'cancelled';
    default:
      return 'no answer';
  }
}
