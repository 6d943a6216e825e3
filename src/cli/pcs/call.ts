import type { Configuration } from '../../configuration/configuration.ts';
import { readSeconds } from '../../configuration/seconds.ts';
import type { Command, CommandGroup } from './grammar/command.ts';
import { usageHelp } from './grammar/help.ts';
import type { Output } from './output.ts';
import type { Judge } from './preview/gate.ts';
import type { Question } from './question.ts';
import { tellProblems, tellReports } from './reports.ts';
import type { Edit, Gate, Target } from './target/target.ts';
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
  /** Asks the operator; `null` when nobody is there to answer. */
  readonly question: Question | null;

  constructor(
    parts: Pick<Call, 'group' | 'command' | 'words' | 'options' | 'target' | 'output' | 'question'>,
  ) {
    this.group = parts.group;
    this.command = parts.command;
    this.words = parts.words;
    this.options = parts.options;
    this.target = parts.target;
    this.output = parts.output;
    this.question = parts.question;
  }

  has(option: string): boolean {
    return this.options.has(option);
  }

  /** Where the live cluster is asked; `null` for this node's daemon. */
  get socket(): string | null {
    return this.options.get('socket') ?? null;
  }

  /** Milliseconds that a request to the cluster may take. */
  get requestMs(): number | undefined {
    const seconds = this.options.get('request-timeout');
    return seconds === undefined ? undefined : Number(seconds) * 1000;
  }

  get isForced(): boolean {
    return this.has('force');
  }

  /** The same words for another command, for forms that stand for each other. */
  withWords(words: readonly string[], command: Command = this.command): Call {
    const { group, options, target, output, question } = this;
    return new Call({ group, command, words, options, target, output, question });
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
   * the live cluster has nothing more to do. With `--simulate` it shows what would come of it and changes nothing; on a
   * terminal it asks before something that runs stops. `judge` may object to what would come of it.
   */
  async edit(edit: Edit, judge: Judge | null = null): Promise<number> {
    const seconds = this.waitSeconds();
    if (seconds instanceof WrongWords) return this.wrong(seconds);
    const outcome = await this.target.edit(edit, this.isForced, await this.#gate(judge));
    if (outcome.kind === 'failed') {
      tellProblems(outcome.problems, this.output);
      return FAILED;
    }
    if (tellReports(outcome.reports, this.output)) return FAILED;
    if (outcome.kind === 'kept') return this.has('simulate') ? 0 : FAILED;
    return this.command.waitsItself === true ? 0 : await this.waited();
  }

  /** With `--wait` answers when the live cluster has nothing more to do; with the exit code. */
  async waited(): Promise<number> {
    const seconds = this.waitSeconds();
    if (seconds instanceof WrongWords) return this.wrong(seconds);
    if (seconds === null) return 0;
    const { settled } = await import('../live/settled.ts');
    return (await settled(this.socket, seconds * 1000)) === 0 ? 0 : FAILED;
  }

  /** What looks at changes before they are made; `null` when nobody wants to know. */
  async #gate(judge: Judge | null): Promise<Gate | null> {
    if (judge === null && !this.has('simulate') && !this.asksFirst) return null;
    const { gateOf } = await import('./preview/gate.ts');
    return gateOf(this, judge);
  }

  /** Whether the operator is asked before something that runs stops. */
  get asksFirst(): boolean {
    return this.question !== null && this.target.kind === 'live' && !this.isForced && !this.has('yes');
  }

  /** How long `--wait` lets the cluster work, in seconds; `null` when it is not given. */
  waitSeconds(): number | null | WrongWords {
    const given = this.options.get('wait');
    if (given === undefined) return null;
    const seconds = given === '' ? WAIT_SECONDS : readSeconds(given);
    if (seconds === null) return new WrongWords(`'${given}' is not a valid number of seconds to wait`);
    if (this.target.kind === 'file') return new WrongWords("Cannot use '-f' together with '--wait'");
    return seconds;
  }
}
