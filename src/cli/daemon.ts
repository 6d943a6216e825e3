import { parseArgs } from 'node:util';
import { failureWords } from '../result/failure-words.ts';
import { complain } from './live/connection.ts';
import { EXIT } from './live/exit.ts';
import { localOffset } from './wall-clock.ts';

const USAGE = `usage: hawser daemon [--config FILE] [--check]
       runs this node of the cluster until SIGTERM, which hands its services over; a second one ends it at once
       --check: only say whether the configuration is right`;

const BAD_CONFIGURATION = 78;

/** `hawser daemon`: the cluster daemon of this node. */
export async function daemon(argv: readonly string[]): Promise<number> {
  let path: string | null;
  let isCheck: boolean;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: 'string', short: 'c' },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(`${USAGE}\n`);
      return EXIT.ok;
    }
    path = values.config ?? null;
    isCheck = values.check;
  } catch (error) {
    process.stderr.write(`hawser daemon: ${failureWords(error)}\n${USAGE}\n`);
    return EXIT.usage;
  }
  const { readDaemonConfig } = await import('../daemon/config.ts');
  const config = readDaemonConfig(path);
  if (!config.ok) {
    complain('daemon', config.problems);
    return BAD_CONFIGURATION;
  }
  if (isCheck) {
    process.stdout.write(`${path ?? 'The default configuration'} is right.\n`);
    return EXIT.ok;
  }
  const [{ Daemon }, { createLogger, logProblem }, { default: about }] = await Promise.all([
    import('../daemon/daemon.ts'),
    import('../daemon/logger.ts'),
    import('../../package.json', { with: { type: 'json' } }),
  ]);
  const { log } = config.value;
  const logger = createLogger(log.level, log.format);
  const running = new Daemon({ config: config.value, logger, version: about.version, localOffset });
  process.on('SIGTERM', () => running.stop('SIGTERM'));
  process.on('SIGINT', () => running.stop('SIGINT'));
  const problem = await running.start();
  if (problem !== null) {
    logProblem(logger, problem);
    // What was opened would keep the process alive.
    process.exit(EXIT.failed);
  }
  const { code, isHeldUp } = await running.ended;
  if (isHeldUp) {
    logger.error('Corosync does not answer: the process is ended by force, its services go on');
    process.kill(process.pid, 'SIGKILL');
  }
  process.exit(code);
}
