import { runChild } from '../../power/child.ts';
import type { Heartbeat } from './heartbeat.ts';

/** A service as this machine’s systemd sees it. */
export interface ServiceState {
  readonly service: Heartbeat['service'];
  readonly words: string;
}

const DEADLINE_MS = 3_000;
const PROPERTIES = ['LoadState', 'ActiveState', 'SubState', 'Result'] as const;
type Property = (typeof PROPERTIES)[number];

/** Asks systemd for the state of a unit. Never rejects; what systemd does not say is unknown, not failed. */
export async function askService(unit: string, program = 'systemctl'): Promise<ServiceState> {
  const list = ['show', `--property=${PROPERTIES.join(',')}`, '--', unit];
  const environment = { PATH: process.env.PATH ?? '', LC_ALL: 'C' };
  const run = await runChild(program, list, environment, DEADLINE_MS);
  if (run.spawnError !== null) return unknown(`systemctl cannot be run: ${run.spawnError}`);
  if (run.isOverdue) return unknown(`systemd did not answer within ${DEADLINE_MS / 1000} s`);
  if (run.exitCode !== 0) return unknown(`systemctl ended with ${run.exitCode}: ${run.standardError.trim()}`);
  return readUnit(unit, run.standardOutput);
}

/** Reads what `systemctl show` writes of a unit (org.freedesktop.systemd1(5): LoadState, ActiveState). */
export function readUnit(unit: string, output: string): ServiceState {
  const said = new Map(
    output.split('\n').map((line) => {
      const [name, ...value] = line.split('=');
      return [name, value.join('=')] as const;
    }),
  );
  const of = (property: Property): string => said.get(property) ?? '';
  const state = of('ActiveState');
  const sub = of('SubState');
  if (of('LoadState') === 'not-found') return unknown(`there is no unit ${unit}`);
  const words = `${unit} is ${state} (${sub})`;
  if (state === 'active' || state === 'reloading' || state === 'refreshing')
    return { service: 'running', words };
  if (state === 'failed') return { service: 'failed', words: `${unit} has failed: ${of('Result')}` };
  // A service that ended and waits for its next start does not run.
  if (state === 'inactive' || sub === 'auto-restart') return { service: 'failed', words };
  return unknown(state === '' ? `systemd does not say how ${unit} is` : words);
}

function unknown(words: string): ServiceState {
  return { service: 'unknown', words };
}
