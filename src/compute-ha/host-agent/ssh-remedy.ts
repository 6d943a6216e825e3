import type { CallOutcome } from '../../evacuation/run/event.ts';
import type { Remedy } from '../../evidence/policy/policy.ts';
import { runChild } from '../../power/child.ts';
import { HOST_REMEDIES, REMEDY_EXIT } from './remedy.ts';

/** How the agents’ remedies are reached. */
export interface SshSettings {
  readonly user: string;
  readonly port: number;
  /** A private key that on the hosts allows the forced command and nothing else. */
  readonly keyFile: string;
  readonly knownHostsFile: string;
  /** For the whole, ms: longer than a host’s own time for a remedy. */
  readonly deadlineMs: number;
}

export interface RemedyOutcome {
  readonly outcome: CallOutcome;
  readonly words: string;
}

const CONNECT_SECONDS = 5;
const SSH_FAILED = 255;
/** ssh says this before it has spoken with anybody. */
const NOT_CONNECTED =
  /^ssh: (connect to host|Could not resolve)|^Host key verification failed|Permission denied/m;

/**
 * Asks a host for a remedy by ssh. Another address is tried only where nothing can have begun; when the connection breaks
 * later, as it does when the network is restarted, what came of it is unknown.
 */
export async function askRemedy(
  addresses: readonly string[],
  remedy: Remedy,
  settings: SshSettings,
  program = 'ssh',
): Promise<RemedyOutcome> {
  if (!(HOST_REMEDIES as readonly string[]).includes(remedy))
    return { outcome: 'refused', words: `a host’s agent cannot ${remedy}` };
  let last: RemedyOutcome = { outcome: 'refused', words: 'the host has no address' };
  for (const address of addresses) {
    last = await askAt(address, remedy, settings, program);
    if (last.outcome !== 'failed' || !NOT_CONNECTED.test(last.words)) break;
  }
  return last;
}

async function askAt(
  address: string,
  remedy: Remedy,
  { user, port, keyFile, knownHostsFile, deadlineMs }: SshSettings,
  program: string,
): Promise<RemedyOutcome> {
  const options = {
    BatchMode: 'yes',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: knownHostsFile,
    IdentitiesOnly: 'yes',
    PasswordAuthentication: 'no',
    ControlMaster: 'no',
    ConnectTimeout: CONNECT_SECONDS,
    ServerAliveInterval: CONNECT_SECONDS,
    ServerAliveCountMax: 2,
  };
  const list = [
    // Whatever the configuration of this machine’s user says.
    ...['-F', 'none', '-T', '-p', `${port}`, '-i', keyFile, '-l', user],
    ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    '--',
    address,
    remedy,
  ];
  const environment = { PATH: process.env.PATH ?? '', LC_ALL: 'C' };
  const run = await runChild(program, list, environment, deadlineMs);
  const words = run.output.trim();
  if (run.spawnError !== null) return { outcome: 'failed', words: `ssh cannot be run: ${run.spawnError}` };
  if (run.isOverdue) return { outcome: 'unknown', words: `no answer within ${deadlineMs / 1000} s` };
  if (run.exitCode === REMEDY_EXIT.done) return { outcome: 'done', words };
  if (run.exitCode === REMEDY_EXIT.failed) return { outcome: 'failed', words };
  if (run.exitCode === SSH_FAILED)
    return { outcome: NOT_CONNECTED.test(words) ? 'failed' : 'unknown', words };
  return {
    outcome: 'refused',
    words: words === '' ? `the host’s command ended with ${run.exitCode}` : words,
  };
}
