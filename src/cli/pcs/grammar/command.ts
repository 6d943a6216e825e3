import type { Call } from '../call.ts';

/** What stands at a place of a command, for completion. */
export type ArgumentKind =
  | 'resource'
  | 'stonith'
  | 'group'
  | 'node'
  | 'tag'
  | 'constraint'
  | 'role'
  | 'alert'
  | 'agent'
  | 'fence-agent'
  | 'property'
  | 'parameter'
  | 'file'
  | 'any';

/** Carries out a command and answers with the exit code. */
export type Run = (call: Call) => Promise<number> | number;

/**
 * One command: the only source of what parser, help, completion and manual page know about it. Its code is loaded when
 * it is called.
 */
export interface Command {
  /** Group and words that name it: `['resource', 'group', 'add']`. */
  readonly path: readonly string[];
  /** What follows the path, as help shows it: each entry is one form the command has. */
  readonly forms: readonly string[];
  /** What it does, in one paragraph or several, unbroken. */
  readonly help: string;
  /** Options it takes besides those that all take. */
  readonly options: readonly string[];
  /** What its positionals are; the last kind holds for all that follow. */
  readonly arguments: readonly ArgumentKind[];
  /** Words that part what follows (`then`, `op`), for completion. */
  readonly keywords?: readonly string[];
  /** `edits` the configuration, only `shows` something, or `acts` on the running cluster or this machine. */
  readonly effect: 'edits' | 'shows' | 'acts';
  /** An older form that still works and says what to write instead: kept out of help. */
  readonly isOld?: boolean;
  /** Whether it does with `--wait` what it needs by itself, instead of waiting for the cluster at its end. */
  readonly waitsItself?: boolean;
  readonly run: () => Promise<Run>;
}

/** A group of commands: the first word. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  /** Path of the command that a lone group name stands for; `null` when it needs a word. */
  readonly whenAlone: readonly string[] | null;
  readonly commands: readonly Command[];
}

/** A group by name; its table is loaded when it is called. */
export interface GroupEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandGroup>;
}
