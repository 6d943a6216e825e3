import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import type { CredentialReference } from '../power/credential.ts';
import {
  checkConnection,
  DEFAULT_ANSWER_SECONDS,
  DEFAULT_CIPHER,
  type IpmiConnection,
  type IpmiInterface,
  type IpmiPrivilege,
} from '../power/ipmitool-arguments.ts';
import { type PowerAction, RMCP_PORT } from '../power/power.ts';
import { nearMiss } from '../result/near-miss.ts';

export const POWER_USAGE = `usage: hawser power status|on|off|soft|reset|cycle HOST -U USER [OPTION…]
       hawser power status|on|off|soft|reset|cycle NODE [--inventory FILE] [OPTION…]
       hawser power check [NODE…]

Asks one BMC, or has it switch its machine; a command counts as done when the power status says so. Where neither
options nor environment say how the BMC is reached, the machine is looked up in the inventory (default
/etc/hawser/inventory.yaml).

  -I, --interface lan|lanplus    IPMI 1.5 (default), or 2.0 with encryption
  -U, --user USER                user of the BMC
  -f, --password-file FILE       file with the password, readable by its owner alone
  -E, --password-env[=NAME]      environment variable with the password (default IPMI_PASSWORD)
      --password-credential NAME name of a systemd credential with the password
  -H, --host HOST                the BMC, if not given behind the action
  -p, --port PORT                UDP port (default ${RMCP_PORT})
  -C, --cipher N                 cipher suite of lanplus (default ${DEFAULT_CIPHER}; 17 on newer BMCs)
  -L, --privilege LEVEL          USER, OPERATOR or ADMINISTRATOR
      --deadline SECONDS         how long to wait for the wanted power status (default 60; soft 300; 0: do not wait)
      --answer-time SECONDS      how long a BMC may take for one answer (default ${DEFAULT_ANSWER_SECONDS})
      --soft-first SECONDS       with off: ask the operating system first and wait that long
      --direct                   with reset or cycle: the BMC's own command, sent once; nothing can confirm it
      --output-format text|json

A password is never taken from the command line: every user of the machine could read it there.

exit codes: 0 confirmed; 3 taken by the BMC, not confirmed; 4 refused; 5 wrong user or password; 6 nothing answers;
            7 the name has no address; 8 anything else that failed; 64 wrong usage`;

/** What `hawser power` is asked to do. */
export interface PowerRequest extends PowerWish {
  readonly connection: IpmiConnection;
}

/** The same for a machine that the inventory knows by name. */
export interface NamedPowerRequest extends PowerWish {
  readonly machine: string;
  /** `null` for where it usually is. */
  readonly inventory: string | null;
}

/** What is to be done, whoever it is done to. */
interface PowerWish {
  readonly action: PowerAction;
  readonly deadlineMs: number;
  /** Only with `off`. */
  readonly softFirstMs: number | null;
  /** Only with `reset` and `cycle`. */
  readonly isDirect: boolean;
  readonly format: 'text' | 'json';
}

const ACTIONS: readonly PowerAction[] = ['status', 'on', 'off', 'soft', 'reset', 'cycle'];
const INTERFACES: readonly IpmiInterface[] = ['lan', 'lanplus'];
const PRIVILEGES: readonly IpmiPrivilege[] = ['USER', 'OPERATOR', 'ADMINISTRATOR'];
const DEFAULT_DEADLINE_S = 60;
const DEFAULT_SOFT_DEADLINE_S = 300;
const PASSWORD_VARIABLES = ['IPMI_PASSWORD', 'IPMITOOL_PASSWORD'] as const;

const OPTIONS = {
  interface: { type: 'string', short: 'I' },
  user: { type: 'string', short: 'U' },
  'password-file': { type: 'string', short: 'f' },
  'password-env': { type: 'string' },
  'password-credential': { type: 'string' },
  password: { type: 'string', short: 'P' },
  host: { type: 'string', short: 'H' },
  inventory: { type: 'string' },
  port: { type: 'string', short: 'p' },
  cipher: { type: 'string', short: 'C' },
  privilege: { type: 'string', short: 'L' },
  deadline: { type: 'string' },
  'answer-time': { type: 'string' },
  'soft-first': { type: 'string' },
  direct: { type: 'boolean' },
  'output-format': { type: 'string' },
} as const;

/** Thrown and caught in this file: the first thing that is wrong with a command line. */
class Misuse extends Error {}

/** The request, or what is wrong with the command line, without the secret somebody may have put there. */
export function readPowerArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): PowerRequest | NamedPowerRequest | string {
  try {
    return readRequest(argv, environment);
  } catch (error) {
    if (error instanceof Misuse) return error.message;
    // Words of parseArgs: they name options, never values.
    if (error instanceof TypeError && 'code' in error) return error.message.split('. ')[0] as string;
    throw error;
  }
}

function readRequest(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): PowerRequest | NamedPowerRequest {
  if (argv.some((word) => /^(?:-P|--password(?:=|$))/.test(word)))
    throw new Misuse(
      'a password on the command line can be read by every user of this machine; use -f FILE or -E, and change that password',
    );
  // ipmitool's -E has no value, which parseArgs cannot express for an option that may have one.
  const words = argv.map((word) =>
    word === '-E' || word === '--password-env' ? `--password-env=${PASSWORD_VARIABLES[0]}` : word,
  );
  const { values, positionals } = parseArgs({ args: words, allowPositionals: true, options: OPTIONS });
  const [first, ...others] = positionals[0] === 'power' ? positionals.slice(1) : positionals;
  const action = ACTIONS.find((candidate) => candidate === first);
  if (action === undefined) throw new Misuse(unknownAction(first));
  const hosts = values.host === undefined ? others : [...others, values.host];
  if (hosts.length !== 1) throw new Misuse(`name one BMC, not ${hosts.length}`);
  const wish = readWish(action, values);
  const host = hosts[0] as string;
  const isBare =
    CONNECTION_OPTIONS.every((name) => values[name] === undefined) &&
    PASSWORD_VARIABLES.every((name) => environment[name] === undefined) &&
    isIP(host) === 0;
  const isNamed = values.inventory !== undefined || isBare;
  if (isNamed && values.host === undefined) {
    const stray = CONNECTION_OPTIONS.find((name) => values[name] !== undefined);
    if (stray !== undefined) throw new Misuse(`--${stray} and --inventory do not go together`);
    return { ...wish, machine: host, inventory: values.inventory ?? environment.HAWSER_INVENTORY ?? null };
  }
  const connection: IpmiConnection = {
    address: { host, port: wholeNumber('--port', values.port, RMCP_PORT) },
    interface: oneOf('--interface', values.interface, INTERFACES) ?? 'lan',
    user: values.user ?? '',
    credential: readCredential(values, environment),
    cipher: wholeNumber('--cipher', values.cipher, DEFAULT_CIPHER),
    privilege: oneOf('--privilege', values.privilege, PRIVILEGES),
    answerSeconds: wholeNumber('--answer-time', values['answer-time'], DEFAULT_ANSWER_SECONDS),
  };
  const wrong = checkConnection(connection);
  if (wrong !== null) throw new Misuse(wrong.message);
  return { ...wish, connection };
}

/** Options that say how a BMC is reached; without any of them the inventory does. */
const CONNECTION_OPTIONS = [
  'interface',
  'user',
  'password-file',
  'password-env',
  'password-credential',
  'port',
  'cipher',
  'privilege',
  'answer-time',
] as const;

function readWish(
  action: PowerAction,
  values: Readonly<Record<string, string | boolean | undefined>>,
): PowerWish {
  const text = (name: string) => values[name] as string | undefined;
  const softFirst = text('soft-first');
  const isDirect = values.direct === true;
  if (softFirst !== undefined && action !== 'off') throw new Misuse('--soft-first goes with off');
  if (isDirect && action !== 'reset' && action !== 'cycle')
    throw new Misuse('--direct goes with reset and cycle');
  const deadline = action === 'soft' ? DEFAULT_SOFT_DEADLINE_S : DEFAULT_DEADLINE_S;
  return {
    action,
    deadlineMs: wholeNumber('--deadline', text('deadline'), deadline) * 1000,
    softFirstMs: softFirst === undefined ? null : wholeNumber('--soft-first', softFirst, 0) * 1000,
    isDirect,
    format: oneOf('--output-format', text('output-format'), ['text', 'json'] as const) ?? 'text',
  };
}

function readCredential(
  values: Readonly<Record<string, string | boolean | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
): CredentialReference {
  const given: CredentialReference[] = [];
  const { 'password-file': path, 'password-env': variable, 'password-credential': name } = values;
  if (typeof path === 'string') given.push({ kind: 'file', path });
  if (typeof variable === 'string') given.push({ kind: 'environment', variable });
  if (typeof name === 'string') given.push({ kind: 'systemd', name });
  if (given.length > 1) throw new Misuse('name one place of the password, not several');
  if (given[0] !== undefined) return given[0];
  const present = PASSWORD_VARIABLES.find((candidate) => environment[candidate] !== undefined);
  if (present === undefined)
    throw new Misuse('say where the password is: -f FILE, -E or --password-credential');
  return { kind: 'environment', variable: present };
}

function unknownAction(word: string | undefined): string {
  if (word === undefined) return `name an action: ${ACTIONS.join(', ')}`;
  // A host name in the action's place is told as what it is.
  const meant = isIP(word) === 0 ? nearMiss(word, ACTIONS) : null;
  return `there is no action ${word}${meant === null ? `; actions are ${ACTIONS.join(', ')}` : `; did you mean ${meant}?`}`;
}

function wholeNumber(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,6}$/.test(text)) throw new Misuse(`${option} needs a whole number, not ${text}`);
  return Number(text);
}

function oneOf<T extends string>(option: string, text: string | undefined, known: readonly T[]): T | null {
  if (text === undefined) return null;
  const found = known.find((candidate) => candidate === text);
  if (found === undefined) throw new Misuse(`${option} is ${known.join(' or ')}, not ${text}`);
  return found;
}
