import { parseArgs } from 'node:util';
import { heartbeatKey } from '../../compute-ha/agents-settings.ts';
import { DEFAULT_COMPUTE_FILE, readComputeFile } from '../../compute-ha/compute-file.ts';
import { runAgent, thisMachine } from '../../compute-ha/host-agent/agent.ts';
import { DEFAULT_AGENT_FILE, readAgentFile } from '../../compute-ha/host-agent/agent-file.ts';
import { hostKey } from '../../compute-ha/host-agent/heartbeat.ts';
import { carryOut, HOST_REMEDIES, type HostRemedy, REMEDY_EXIT } from '../../compute-ha/host-agent/remedy.ts';
import { SYSTEM_TIME } from '../../consul/system-clock.ts';
import { failureWords } from '../../result/failure-words.ts';
import { complain } from '../live/connection.ts';

const USAGE = `usage: hawser compute agent run       on a compute host: tell the controllers how the compute service is, until SIGTERM
       hawser compute agent check     on a compute host: whether the file and the key can be used
       hawser compute agent remedy    on a compute host, by sshd: carry out what the controller asks for
       hawser compute agent key HOST  on a controller: the key of a host, for its key file
options: --file FILE (default ${DEFAULT_AGENT_FILE}; for key ${DEFAULT_COMPUTE_FILE})
exit: 0 done, 1 failed, 64 wrong words, 66 no such host, 69 refused, 78 wrong configuration
The files, and how sshd is set up: docs/reference/compute-agent.md`;

const EXIT = { done: 0, failed: 1, usage: 64, noHost: 66, configuration: 78 } as const;
const WORDS = ['run', 'check', 'remedy', 'key'] as const;

/** `hawser compute agent`. */
export async function agent(argv: readonly string[]): Promise<number> {
  const given = readArguments(argv);
  if (given === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.done;
  }
  if (typeof given === 'string') {
    process.stderr.write(`hawser compute agent: ${given}\n${USAGE}\n`);
    return EXIT.usage;
  }
  const { word, host, file } = given;
  if (word === 'key') return await showKey(host, file ?? DEFAULT_COMPUTE_FILE);
  const path = file ?? DEFAULT_AGENT_FILE;
  return word === 'remedy' ? await remedy(path) : await run(path, word === 'check');
}

async function run(path: string, isCheck: boolean): Promise<number> {
  const settings = await readAgentFile(path);
  const key = settings.ok ? await heartbeatKey(settings.value.key) : null;
  const problems = [settings, key].flatMap((part) => part?.problems ?? []);
  if (problems.length > 0) complain('compute agent', problems);
  if (!settings.ok || key?.ok !== true) return EXIT.configuration;
  if (isCheck) return EXIT.done;
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());
  const log = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  // The timer of the wait keeps no process alive; this does.
  const alive = setInterval(() => undefined, 2 ** 30);
  try {
    await runAgent(settings.value, key.value, { ...thisMachine(), wait: SYSTEM_TIME.wait, log }, stop.signal);
    return EXIT.done;
  } catch (error) {
    log(failureWords(error));
    return EXIT.failed;
  } finally {
    clearInterval(alive);
  }
}

/** What the controller asks for comes in the variable that sshd sets for a forced command (sshd(8)); one word, no more. */
async function remedy(path: string): Promise<number> {
  const asked = process.env.SSH_ORIGINAL_COMMAND ?? '';
  if (!isRemedy(asked)) {
    const words = asked === '' ? 'no remedy was asked for' : 'what was asked for is no remedy';
    process.stderr.write(`hawser compute agent remedy: ${words}; there are ${HOST_REMEDIES.join(', ')}\n`);
    return EXIT.usage;
  }
  // The connection may break meanwhile; what was begun is to be seen through.
  process.on('SIGHUP', () => undefined);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const settings = await readAgentFile(path);
  if (!settings.ok) {
    complain('compute agent remedy', settings.problems);
    return EXIT.configuration;
  }
  const { kind, words } = await carryOut(asked, settings.value);
  process.stdout.write(`${words}\n`);
  return REMEDY_EXIT[kind];
}

function isRemedy(word: string): word is HostRemedy {
  return (HOST_REMEDIES as readonly string[]).includes(word);
}

async function showKey(host: string, path: string): Promise<number> {
  const settings = await readComputeFile(path);
  if (!settings.ok) {
    complain('compute agent', settings.problems);
    return EXIT.configuration;
  }
  const { agents, hosts } = settings.value;
  if (agents === null || !hosts.some(({ name }) => name === host)) {
    const what = agents === null ? 'has no key agents' : `does not name ${host}`;
    process.stderr.write(`hawser compute agent key: ${path} ${what}\n`);
    return agents === null ? EXIT.configuration : EXIT.noHost;
  }
  const key = await heartbeatKey(agents.key);
  if (!key.ok) {
    complain('compute agent', key.problems);
    return EXIT.configuration;
  }
  process.stdout.write(`${hostKey(key.value, host)}\n`);
  return EXIT.done;
}

interface AgentArguments {
  readonly word: (typeof WORDS)[number];
  readonly host: string;
  readonly file: string | null;
}

function readArguments(argv: readonly string[]): AgentArguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { file: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    });
    if (values.help) return 'help';
    const [name, host = '', ...rest] = positionals;
    const word = WORDS.find((candidate) => candidate === name);
    if (word === undefined)
      return name === undefined ? 'name what to do' : `there is no ${name}; there are ${WORDS.join(', ')}`;
    if (rest.length > 0 || (word === 'key') !== (host !== ''))
      return word === 'key' ? 'key takes one host' : `${word} takes no further words`;
    return { word, host, file: values.file ?? null };
  } catch (error) {
    return failureWords(error);
  }
}
