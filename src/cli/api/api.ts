import { hostname } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readApiConfig } from '../../api/config.ts';
import { failureWords } from '../../result/failure-words.ts';
import { complain } from '../live/connection.ts';
import { EXIT } from '../live/exit.ts';
import { PLACE_OPTIONS, PLACE_USAGE, readPlaces, type ShutdownPlaces } from '../shutdown/arguments.ts';

const USAGE = `usage: hawser api serve     the REST interface and the page of this controller, until SIGTERM
       hawser api setup     makes the key of tokens and a certificate, where there are none
                            [--name NAME]… names and addresses under which this machine is reached
       hawser api check     says whether the configuration is right
       hawser api openapi   prints the description of the interface (OpenAPI 3.1)
   -c, --config FILE              default: /etc/hawser/api.json if it is there, else the defaults
${PLACE_USAGE}`;

const WORDS = ['serve', 'setup', 'check', 'openapi'] as const;
const BAD_CONFIGURATION = 78;

/** `hawser api`: the REST interface and the page. */
export async function api(argv: readonly string[]): Promise<number> {
  const usage = (why: string): number => {
    process.stderr.write(`hawser api: ${why}\n${USAGE}\n`);
    return EXIT.usage;
  };
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    return usage(failureWords(error));
  }
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  const word = WORDS.find((one) => one === positionals[0]);
  if (word === undefined || positionals.length > 1) return usage(`say one of ${WORDS.join(', ')}`);
  const { name: names, ...single } = values;
  const places = readPlaces(single, process.env);
  if (typeof places === 'string') return usage(places);
  if (word === 'openapi') return openapi();
  const config = readApiConfig(values.config ?? null);
  if (!config.ok) {
    complain('api', config.problems);
    return BAD_CONFIGURATION;
  }
  switch (word) {
    case 'check':
      process.stdout.write('The configuration of the API is right.\n');
      return EXIT.ok;
    case 'setup':
      return setup(config.value, names ?? []);
    case 'serve':
      return serve(config.value, places);
  }
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      ...PLACE_OPTIONS,
      config: { type: 'string', short: 'c' },
      name: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

type Config = Extract<ReturnType<typeof readApiConfig>, { ok: true }>['value'];

async function setup(config: Config, names: readonly string[]): Promise<number> {
  const { ownNames, setUp } = await import('../../api/setup/setup.ts');
  const { made, kept, problem } = await setUp(config, names.length > 0 ? names : ownNames(), Date.now());
  for (const path of made) process.stdout.write(`made   ${path}\n`);
  for (const path of kept) process.stdout.write(`kept   ${path}\n`);
  if (problem === null) return EXIT.ok;
  complain('api', [problem]);
  return EXIT.failed;
}

async function serve(config: Config, places: ShutdownPlaces): Promise<number> {
  const [{ startApi }, { createLogger, logProblem }, { openJob }, { homeFolder }] = await Promise.all([
    import('../../api/api-service.ts'),
    import('../../daemon/logger.ts'),
    import('../shutdown/open-job.ts'),
    import('../../daemon/home.ts'),
  ]);
  const logger = createLogger(config.log.level, config.log.format);
  const started = await startApi({
    config,
    job: openJob(places),
    logger,
    server: hostname(),
    pageFolder: join(homeFolder(), 'console', 'dist'),
    now: Date.now,
  });
  if (!started.ok) {
    for (const problem of started.problems) logProblem(logger, problem);
    return EXIT.failed;
  }
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  await started.value.close();
  return EXIT.ok;
}

async function openapi(): Promise<number> {
  const { describeApi } = await import('../../api/description.ts');
  process.stdout.write(`${JSON.stringify(await describeApi(), null, 2)}\n`);
  return EXIT.ok;
}
