import { isIP } from 'node:net';
import { runChild } from '../../power/child.ts';
import { type EchoAnswer, readFping } from './fping-answer.ts';

/** How addresses are asked. Times in milliseconds. */
export interface EchoPace {
  /** Requests to an address that does not answer, and how long each waits. */
  readonly requests: number;
  readonly waitMs: number;
  /** Between any two requests of one process. */
  readonly intervalMs: number;
  readonly addressesPerProcess: number;
  readonly processes: number;
}

export const DEFAULT_ECHO_PACE: EchoPace = {
  requests: 3,
  waitMs: 500,
  intervalMs: 1,
  addressesPerProcess: 1_000,
  processes: 4,
};

/** Answers when this machine and fping work at all. */
const CONTROL = '127.0.0.1';
/** Room for starting fping on a busy machine. */
const MARGIN_MS = 5_000;
/** Enough for the result and all complaints of one address. */
const OUTPUT_PER_ADDRESS = 1_024;

/**
 * Sends echo requests to many addresses by few processes of fping (S2.17). Each address is asked once however often it
 * is named; what is no IP address is not asked. Never rejects.
 */
export async function askEcho(
  addresses: Iterable<string>,
  pace: EchoPace = DEFAULT_ECHO_PACE,
  program = 'fping',
): Promise<ReadonlyMap<string, EchoAnswer>> {
  const answers = new Map<string, EchoAnswer>();
  const wanted: string[] = [];
  for (const address of new Set(addresses)) {
    if (isIP(address) === 0) answers.set(address, { kind: 'unknown', words: 'it is no IP address' });
    else wanted.push(address);
  }
  const parts = Array.from({ length: Math.ceil(wanted.length / pace.addressesPerProcess) }, (_, i) =>
    wanted.slice(i * pace.addressesPerProcess, (i + 1) * pace.addressesPerProcess),
  );
  const work = async (): Promise<void> => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      for (const [address, answer] of await askPart(part, pace, program)) answers.set(address, answer);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, pace.processes) }, work));
  return answers;
}

async function askPart(
  addresses: readonly string[],
  { requests, waitMs, intervalMs }: EchoPace,
  program: string,
): Promise<ReadonlyMap<string, EchoAnswer>> {
  const list = [`--retry=${requests - 1}`, `--timeout=${waitMs}`, '--backoff=1', `--interval=${intervalMs}`];
  const deadlineMs = requests * (waitMs + addresses.length * intervalMs) + MARGIN_MS;
  const environment = { PATH: process.env.PATH ?? '', LC_ALL: 'C' };
  const run = await runChild(program, list, environment, deadlineMs, {
    input: `${[CONTROL, ...addresses].join('\n')}\n`,
    mostOutput: (addresses.length + 1) * OUTPUT_PER_ADDRESS,
  });
  const failure =
    run.spawnError !== null
      ? `fping cannot be run: ${run.spawnError}`
      : run.isOverdue
        ? `fping did not end within ${deadlineMs / 1000} s`
        : run.exitCode === null
          ? 'fping was ended from outside'
          : run.isCut
            ? 'fping wrote more than is read'
            : null;
  const { exitCode, standardOutput: output, standardError: errors } = run;
  return readFping({ exitCode, output, errors, failure }, addresses, CONTROL);
}
