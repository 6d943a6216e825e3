import { parseArgs } from 'node:util';
import { readBoot } from '../../cluster-shutdown/boot.ts';
import { ShutdownWatcher } from '../../cluster-shutdown/watcher.ts';
import { failureWords } from '../../result/failure-words.ts';
import type { Problem } from '../../result/problem.ts';
import { PLACE_OPTIONS, PLACE_USAGE, readPlaces } from './arguments.ts';

const USAGE = `usage: hawser shutdown-watcher
       waits for the request to shut the whole cluster down or to start it, and carries it out, until SIGTERM

${PLACE_USAGE}`;
const USAGE_CODE = 64;
const FAILED = 1;
const ALERT_MS = 20_000;

/** `hawser shutdown-watcher` (S0.14, S0.18): loads next to nothing until there is something to do. */
export async function shutdownWatcher(argv: readonly string[], version: string): Promise<number> {
  let places: ReturnType<typeof readPlaces>;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { ...PLACE_OPTIONS, help: { type: 'boolean', short: 'h', default: false } },
    });
    if (values.help) {
      process.stdout.write(`${USAGE}\n`);
      return 0;
    }
    places = readPlaces(values, process.env);
  } catch (error) {
    places = failureWords(error);
  }
  if (typeof places === 'string') {
    process.stderr.write(`hawser shutdown-watcher: ${places}\n${USAGE}\n`);
    return USAGE_CODE;
  }
  const { folders, inventory } = places;
  const watcher = new ShutdownWatcher({
    folders,
    boot: readBoot(),
    surroundings: async () => {
      const [{ THIS_MACHINE }, { askAt }] = await Promise.all([
        import('../../cluster-shutdown/run/open-run.ts'),
        import('./ask-daemon.ts'),
      ]);
      return { ...THIS_MACHINE, ask: askAt };
    },
    version,
    log: logLine,
    alert: (problem) => alert(problem, inventory),
  });
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
  try {
    await watcher.start();
  } catch (error) {
    logLine('error', failureWords(error));
    return FAILED;
  }
  await ended;
  await watcher.stop();
  return 0;
}

/** A hand-over that was refused says nothing of whom to tell: the inventory does. */
async function alert({ code, message, hint }: Problem, inventory: string): Promise<void> {
  const { readInventory } = await import('../../cluster-shutdown/inventory/read.ts');
  const read = await readInventory(inventory);
  if (!read.ok) return;
  const targets = read.value.notify;
  const { notify } = await import('../../notify/notify.ts');
  const subject = `[hawser] ${code}: a shutdown request was refused`;
  const told = await notify(
    targets,
    { subject, text: `${message}\n${hint}`, data: { code, message } },
    ALERT_MS,
  );
  for (const { problem } of told) if (problem !== null) logLine('warning', problem.message);
}

const PRIORITIES = { info: 6, warning: 4, error: 3 } as const;

/** journald takes time and priority from elsewhere; without it a line says both. */
function logLine(level: keyof typeof PRIORITIES, text: string): void {
  const begin =
    process.env.JOURNAL_STREAM === undefined
      ? `${new Date().toISOString()} ${level} `
      : `<${PRIORITIES[level]}>`;
  process.stdout.write(`${begin}${text}\n`);
}
