import { runEngine } from '../../compute-ha/engine/run-engine.ts';
import { shutdownIntents } from '../../compute-ha/shutdown-intent.ts';
import { createLogger, logProblem } from '../../daemon/logger.ts';
import { ServiceManager } from '../../daemon/service-manager.ts';
import { complain } from '../live/connection.ts';
import { accessOf, hostRemedies, lookWish } from './access.ts';
import { argumentsOf, COMMON_OPTIONS_TEXT, EXIT } from './arguments.ts';

const USAGE = `usage: hawser compute engine [--check]
       watches all hosts and responds until SIGTERM; what is under way then is gone on with by the next start
       --check: only say whether the files are right
${COMMON_OPTIONS_TEXT}
exit: 0 ended as told, 1 it cannot work here, 64 wrong words, 78 wrong configuration`;

/** `hawser compute engine`: the service. */
export async function engine(argv: readonly string[]): Promise<number> {
  const options = { check: { type: 'boolean' }, 'log-format': { type: 'string' } } as const;
  const given = argumentsOf('engine', USAGE, argv, options, ({ words, own }) => {
    if (words.length > 0) return 'it takes no words: the hosts are in the file';
    const format = own['log-format'] ?? 'text';
    return format === 'text' || format === 'json' ? null : `--log-format is text or json, not ${format}`;
  });
  if (typeof given === 'number') return given;
  const access = await accessOf('engine', given);
  if (typeof access === 'number') return access;
  complain('compute engine', access.unfit);
  if (access.unfit.some(({ severity }) => severity === 'error')) return EXIT.configuration;
  const { settings, nova, bmcOf, look, receiver, intervalMs } = access;
  if (given.own.check === true) {
    process.stdout.write(
      `${given.file} is right: ${settings.hosts.length} hosts, every ${intervalMs / 1000} s.\n`,
    );
    return EXIT.well;
  }
  const logger = createLogger('info', given.own['log-format'] === 'json' ? 'json' : 'text');
  const levels = { info: 'info', warning: 'warn', error: 'error' } as const;
  const log = (level: keyof typeof levels, text: string): void => logger[levels[level]](text);
  const { depth: _, ...wish } = lookWish(access, 'needed');
  await receiver?.open();
  const running = runEngine(
    { ...wish, intervalMs, settings: settings.engine, cloud: access.cloud },
    { look, nova, bmcOf, remedies: hostRemedies(settings), log, intents: shutdownIntents },
  );
  if (!running.ok) {
    for (const problem of running.problems) logProblem(logger, problem);
    await receiver?.close();
    return EXIT.notWell;
  }
  const manager = new ServiceManager();
  const ended = Promise.withResolvers<string>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ended.resolve(signal));
  const status = `watches ${settings.hosts.length} hosts by ${access.policy.name} every ${intervalMs / 1000} s`;
  log('info', status);
  manager.ready(status);
  log('info', `ends: ${await ended.promise}`);
  manager.stopping('ends', STOP_MS);
  await running.value.stop();
  await receiver?.close();
  manager.close();
  return EXIT.well;
}

/** A round that is under way waits for its witnesses. */
const STOP_MS = 60_000;
