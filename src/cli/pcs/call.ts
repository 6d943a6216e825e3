import type { Configuration } from '../../configuration/configuration.ts';
import { readSeconds } from '../../configuration/seconds.ts';
import type { Command, CommandGroup } from './grammar/command.ts';
import { usageHelp } from './grammar/help.ts';
import type { Output } from './output.ts';
import { tellProblems, tellReports } from './reports.ts';
import type { Edit, Target } from './target/target.ts';
import { WrongWords } from './words/pairs.ts';

/** Exit code of every command that did not do what was asked. */
export const FAILED = 1;

/** How long `--wait` without a number waits. */
const WAIT_SECONDS = 3600;

/** A command as it was called: its words and options, the CIB it works on, and where it writes. */
export class Call {
  readonly group: CommandGroup;
  readonly command: Command;
  /** Words behind the command's path. */
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  readonly target: Target;
  readonly output: Output;

  constructor(parts: Pick<Call, 'group' | 'command' | 'words' | 'options' | 'target' | 'output'>) {
    this.group = parts.group;
    this.command = parts.command;
    this.words = parts.words;
    this.options = parts.options;
    this.target = parts.target;
    this.output = parts.output;
  }

  has(option: string): boolean {
    return this.options.has(option);
  }

  get isForced(): boolean {
    return this.has('force');
  }

  /** The same words for another command, for forms that stand for each other. */
  withWords(words: readonly string[], command: Command = this.command): Call {
    const { group, options, target, output } = this;
    return new Call({ group, command, words, options, target, output });
  }

  /** Writes lines to the standard output. */
  print(...lines: readonly string[]): number {
    if (lines.length > 0) this.output.out(`${lines.join('\n')}\n`);
    return 0;
  }

  /** Tells an error that stands alone, and what to do instead. */
  fail(message: string, hint: string | null = null): number {
    this.output.err(`Error: ${message}\n${hint === null ? '' : `Hint: ${hint}\n`}`);
    return FAILED;
  }

  /** Words that make no command: with a message that, otherwise how the command is used. */
  wrong(words: WrongWords = new WrongWords()): number {
    if (words.message !== null) return this.fail(words.message, words.hint);
    this.output.err(usageHelp(this.command.path, [this.command]));
    return FAILED;
  }

  /** The configuration to show; `null` when it cannot be read, which has been told then. */
  async read(): Promise<Configuration | null> {
    const read = await this.target.read();
    if (read.ok) return read.value;
    tellProblems(read.problems, this.output);
    return null;
  }

  /**
   * Edits the configuration, tells what there is to say, and answers with the exit code. With `--wait` it answers when
   * the live cluster has nothing more to do.
   */
  async edit(edit: Edit): Promise<number> {
    const waitMs = this.#waitMs();
    if (waitMs instanceof WrongWords) return this.wrong(waitMs);
    const outcome = await this.target.edit(edit, this.isForced);
    if (outcome.kind === 'failed') {
      tellProblems(outcome.problems, this.output);
      return FAILED;
    }
    if (tellReports(outcome.reports, this.output)) return FAILED;
    if (waitMs === null) return 0;
    const { settled } = await import('../live/settled.ts');
    return (await settled(null, waitMs)) === 0 ? 0 : FAILED;
  }

  /** How long `--wait` lets the cluster work; `null` when there is nothing to wait for. */
  #waitMs(): number | null | WrongWords {
    const given = this.options.get('wait');
    if (given === undefined) return null;
    const seconds = given === '' ? WAIT_SECONDS : readSeconds(given);
    if (seconds === null) return new WrongWords(`'${given}' is not a valid number of seconds to wait`);
    if (this.target.kind === 'file') return new WrongWords("Cannot use '-f' together with '--wait'");
    return seconds * 1000;
  }
}
