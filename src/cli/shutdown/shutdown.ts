import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import type { AcceptedRun, ClusterShutdown, Refusal, ShutdownStatus } from '../../cluster-shutdown/job.ts';
import type { LocalClusterShutdown } from '../../cluster-shutdown/local-shutdown.ts';
import { refusalKind } from '../../cluster-shutdown/refusal-kind.ts';
import { machineLine, reportText } from '../../cluster-shutdown/report-text.ts';
import type { PlanAction, ShutdownPlan } from '../../shutdown-plan/model/plan.ts';
import type { RunReport } from '../../shutdown-plan/model/report.ts';
import { complain } from '../live/connection.ts';
import { PLACE_USAGE, readShutdownArguments, type ShutdownArguments } from './arguments.ts';
import { openJob } from './open-job.ts';
import { differencesText, planText } from './plan-text.ts';

/** Each kind of refusal has a code of its own. */
export const SHUTDOWN_EXIT = {
  ok: 0,
  incomplete: 1,
  gate: 3,
  conflict: 4,
  invalid: 5,
  absent: 6,
  fault: 7,
  notConfirmed: 8,
  usage: 64,
} as const;

const USAGE = {
  shutdown: `usage: hawser cluster shutdown [--watch]           shows the plan, asks, acts
       hawser cluster shutdown --plan            only shows what would happen
       hawser cluster shutdown --confirm HASH    acts on the plan with this hash, if the world is still like that
       hawser cluster shutdown status [--watch] | cancel [--force] | resume | report [RUN]`,
  start: `usage: hawser cluster power-on [--watch]           shows the plan, asks, acts
       hawser cluster power-on --plan            only shows what would happen
       hawser cluster power-on --confirm HASH    acts on the plan with this hash, if the world is still like that
       hawser cluster power-on status [--watch] | cancel [--force] | resume | report [RUN]`,
} as const;

const MORE = `
      --output-format text|json
${PLACE_USAGE}

exit codes: 0 done; 1 ended, not all machines are as wanted; 3 a gate is closed; 4 the world has changed or another run is
            under way; 5 something given is wrong; 6 no such run; 7 not possible just now; 8 not confirmed; 64 wrong usage`;

/** `hawser cluster shutdown` and `hawser cluster power-on` (S0.10). */
export async function shutdown(action: PlanAction, argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${USAGE[action]}\n${MORE}\n`);
    return SHUTDOWN_EXIT.ok;
  }
  const given = readShutdownArguments(argv, process.env);
  if (typeof given === 'string') {
    process.stderr.write(`hawser cluster ${verbOf(action)}: ${given}\n${USAGE[action]}\n`);
    return SHUTDOWN_EXIT.usage;
  }
  const job = openJob(given);
  switch (given.word) {
    case 'status':
      return await showStatus(job, given);
    case 'cancel':
      return await cancelRun(job, action, given);
    case 'resume':
      return await resumeRun(job, action, given);
    case 'report': {
      const report = await job.report(given.run);
      if (!report.ok) return complainAbout(action, report.problems);
      print(given, report.value, reportText);
      return SHUTDOWN_EXIT.ok;
    }
    case 'run':
      return await planAndRun(job, action, given);
  }
}

async function planAndRun(
  job: ClusterShutdown,
  action: PlanAction,
  given: ShutdownArguments,
): Promise<number> {
  let hash = given.confirm;
  if (hash === null) {
    const plan = await job.plan(action);
    if (!plan.ok) return complainAbout(action, plan.problems);
    print(given, plan.value, planText);
    if (given.isPlan) return SHUTDOWN_EXIT.ok;
    if (!(await isConfirmed(plan.value))) return SHUTDOWN_EXIT.notConfirmed;
    hash = plan.value.hash;
  }
  const answer = await job.run(action, hash, `${userInfo().username} (command line)`);
  if (!answer.ok) return refuse(action, given, answer.refusal);
  const { value: accepted } = answer;
  print(
    given,
    accepted,
    ({ run, acceptor }: AcceptedRun) => `Handed over to the watcher of ${acceptor}: run ${run}`,
  );
  const isInteractive = given.confirm === null;
  if (!given.isWatch && !isInteractive) return SHUTDOWN_EXIT.ok;
  return await follow(job, accepted.run, given);
}

/** The operator types the cluster's name: a single key is too easily hit. */
async function isConfirmed({ action, cluster, counts, batches }: ShutdownPlan): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stderr.write('There is no terminal to confirm at; confirm with --confirm HASH\n');
    return false;
  }
  const commanded = batches.reduce((sum, batch) => sum + batch.commanded, 0);
  const what = action === 'shutdown' ? 'switched off' : 'switched on';
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const typed = await lines.question(
      `\n${commanded} of ${counts.machines} machines will be ${what}. Type the name of the cluster (${cluster.name}) to go on: `,
    );
    if (typed.trim() === cluster.name) return true;
    process.stderr.write('Nothing was done.\n');
    return false;
  } finally {
    lines.close();
  }
}

async function showStatus(job: ClusterShutdown, given: ShutdownArguments): Promise<number> {
  const status = await job.status();
  if (given.isWatch && status.run !== null) return await follow(job, status.run.run, given);
  print(given, status, statusText);
  return SHUTDOWN_EXIT.ok;
}

function statusText({ watcher, isHandedOver, run }: ShutdownStatus): string {
  const lines = [
    watcher.isRunning
      ? `Watcher: running, process ${watcher.pid}`
      : 'Watcher: not running (systemctl enable --now hawser-shutdown-watcher)',
  ];
  if (isHandedOver) lines.push('A request waits for the watcher');
  lines.push(run === null ? 'No run is known here' : reportText(run));
  return lines.join('\n');
}

async function cancelRun(
  job: ClusterShutdown,
  action: PlanAction,
  given: ShutdownArguments,
): Promise<number> {
  const cancelled = await job.cancel(`${userInfo().username} (command line)`, given.isForced);
  if (!cancelled.ok) return complainAbout(action, cancelled.problems);
  print(given, cancelled.value, ({ run }: { readonly run: string }) => `Cancelled: run ${run}`);
  return SHUTDOWN_EXIT.ok;
}

async function resumeRun(
  job: LocalClusterShutdown,
  action: PlanAction,
  given: ShutdownArguments,
): Promise<number> {
  const resumed = await job.resume(`${userInfo().username} (command line)`);
  if (!resumed.ok) return complainAbout(action, resumed.problems);
  print(
    given,
    resumed.value,
    ({ run }: { readonly run: string }) => `The watcher goes on with the run ${run}`,
  );
  return SHUTDOWN_EXIT.ok;
}

/** Shows what becomes of each machine as it becomes of it, until the run ends. */
async function follow(job: ClusterShutdown, run: string, given: ShutdownArguments): Promise<number> {
  const stop = new AbortController();
  const told = new Map<string, string>();
  let notes = 0;
  const report = await new Promise<RunReport>((resolve) => {
    job.watch(({ run: found }) => {
      if (found === null || found.run !== run) return;
      if (given.format === 'text') {
        for (const machine of found.machines) {
          const line = machine.phase === 'waiting' ? '' : machineLine(machine);
          const key = `${machine.phase} ${machine.verdict}`;
          if (line !== '' && told.get(machine.name) !== key) process.stdout.write(`${line}\n`);
          if (line !== '') told.set(machine.name, key);
        }
        for (const { text } of found.notes.slice(notes)) process.stdout.write(`${text}\n`);
        notes = found.notes.length;
      }
      if (found.outcome !== null) resolve(found);
    }, stop.signal);
  });
  stop.abort();
  print(given, report, (ended: RunReport) => `\n${reportText(ended)}`);
  return report.outcome === 'done' ? SHUTDOWN_EXIT.ok : SHUTDOWN_EXIT.incomplete;
}

function print<T>({ format }: ShutdownArguments, value: T, text: (value: T) => string): void {
  process.stdout.write(`${format === 'json' ? JSON.stringify(value, null, 2) : text(value)}\n`);
}

function refuse(action: PlanAction, given: ShutdownArguments, refusal: Refusal): number {
  if (given.format === 'json') process.stdout.write(`${JSON.stringify(refusal, null, 2)}\n`);
  else if (refusal.differences.length > 0) process.stderr.write(`${differencesText(refusal.differences)}\n`);
  if (refusal.plan !== null && given.format === 'text')
    process.stderr.write(`The plan as it would be now: ${refusal.plan.hash}\n`);
  return complainAbout(action, refusal.problems);
}

function complainAbout(action: PlanAction, problems: Refusal['problems']): number {
  complain(`cluster ${verbOf(action)}`, problems);
  const [first] = problems;
  return first === undefined ? SHUTDOWN_EXIT.fault : SHUTDOWN_EXIT[refusalKind(first.code)];
}

function verbOf(action: PlanAction): string {
  return action === 'shutdown' ? 'shutdown' : 'power-on';
}
