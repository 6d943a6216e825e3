import type { LiveLab } from './live-lab.ts';

export type SideName = 'hawser' | 'pacemaker';

/** A command of an operator, and the one that takes it back. */
export interface OperatorCommand {
  /** As an operator would type it, for the table. */
  readonly name: string;
  readonly command: readonly string[];
  readonly undo: readonly string[];
}

/** A cluster manager to be measured, on the hosts of a lab where Corosync runs. */
export interface Side {
  readonly name: SideName;
  /** Of the installed program. */
  version(): string;
  /** Makes the host ready, before anything runs. */
  prepare(lab: LiveLab, host: number): void;
  /** Starts the manager on the host and does not wait for it. */
  start(lab: LiveLab, host: number): void;
  /** How many nodes the host's manager calls online and ready. */
  online(lab: LiveLab, host: number): Promise<number>;
  /** Name of the node that decides, as the host's manager sees it; empty when there is none. */
  decider(lab: LiveLab, host: number): Promise<string>;
  /** Gives the cluster its configuration. */
  load(lab: LiveLab, host: number): void;
  /** Waits until there is nothing more to do. */
  settled(lab: LiveLab, host: number): Promise<void>;
  /** Whether the process is one of the manager's own: agents it runs are not. */
  isOwn(command: readonly string[]): boolean;
  /** Forgets failures. */
  readonly cleanup: readonly string[];
  moves(resource: string, node: string): readonly OperatorCommand[];
  standbys(node: string): readonly OperatorCommand[];
}
