import { runChild } from '../../power/child.ts';
import type { AgentSettings } from './agent-file.ts';
import { askService } from './service-state.ts';

/** What can be tried on a compute host itself (S3.9, S3.14). */
export const HOST_REMEDIES = ['restart-network', 'restart-service'] as const;
export type HostRemedy = (typeof HOST_REMEDIES)[number];

/** What came of it on the host; also the exit code by which the controller learns of it. */
export const REMEDY_EXIT = { done: 0, failed: 1, refused: 69 } as const;

export interface RemedyReport {
  readonly kind: keyof typeof REMEDY_EXIT;
  readonly words: string;
}

/** Beside the remedy’s own time, for systemd. */
const MARGIN_MS = 5_000;

/**
 * Carries a remedy out as a unit of systemd: it goes on when the connection is cut that asked for it, as a restart of the
 * network does; never runs twice at the same time; and is ended when its time is up. Never rejects.
 */
export async function carryOut(
  remedy: HostRemedy,
  { restartNetwork, service, remedyMs }: AgentSettings,
  programs = { run: 'systemd-run', control: 'systemctl' },
): Promise<RemedyReport> {
  const command =
    remedy === 'restart-service' ? [programs.control, 'restart', '--', service] : restartNetwork;
  if (command === null)
    return { kind: 'refused', words: 'restartNetwork is not set in the file of the agent' };
  const list = [
    '--quiet',
    '--collect',
    '--wait',
    `--unit=hawser-${remedy}`,
    `--property=RuntimeMaxSec=${remedyMs / 1000}`,
    '--',
    ...command,
  ];
  const environment = { PATH: process.env.PATH ?? '', LC_ALL: 'C' };
  const run = await runChild(programs.run, list, environment, remedyMs + MARGIN_MS);
  const words = run.output.trim();
  if (run.spawnError !== null)
    return { kind: 'failed', words: `${programs.run} cannot be run: ${run.spawnError}` };
  if (run.isOverdue || run.exitCode !== 0)
    return {
      kind: 'failed',
      words: `${command.join(' ')} ${run.isOverdue ? 'did not end' : `ended with ${run.exitCode}`}${words === '' ? '' : `: ${words}`}`,
    };
  if (remedy === 'restart-network') return { kind: 'done', words: `${command.join(' ')} has been run` };
  const after = await askService(service, programs.control);
  return { kind: after.service === 'running' ? 'done' : 'failed', words: after.words };
}
