import { readFileSync, writeFileSync } from 'node:fs';
import { failureWords } from '../result/failure-words.ts';
import { ExitCode } from '../simulator/exit-code.ts';
import { problemLines } from '../simulator/problem-lines.ts';
import type { SimulateOptions } from '../simulator/request.ts';
import { simulate as play, type SimulationResult } from '../simulator/simulate.ts';
import { profile } from './profile.ts';
import { readSimulateArguments, type SimulateArguments, simulateHelp } from './simulate-arguments.ts';
import { localOffset, wallClock } from './wall-clock.ts';

type Format = SimulateOptions['format'];
const FORMATS: readonly string[] = ['text', 'xml', 'none'] satisfies Format[];
/** What crm_simulate answers to an output format it does not know. */
const UNKNOWN_FORMAT = 105;

/** `hawser simulate`: crm_simulate's job with crm_simulate's options. */
export async function simulate(argv: readonly string[]): Promise<number> {
  const given = readSimulateArguments(argv);
  if ('error' in given) return complain(given.error, ExitCode.Usage);
  if (given.has('help')) {
    process.stdout.write(simulateHelp());
    return ExitCode.Ok;
  }
  if (given.has('version')) {
    const { default: about } = await import('../../package.json', { with: { type: 'json' } });
    process.stdout.write(`Hawser ${about.version}\n`);
    return ExitCode.Ok;
  }
  const format = given.last('output-as') ?? 'text';
  if (!isFormat(format)) {
    return complain(`unknown output format ${format}; there are ${FORMATS.join(', ')}`, UNKNOWN_FORMAT);
  }
  const commandLine = ['hawser', 'simulate', ...argv].map(quoted).join(' ');
  const directory = given.last('profile');
  if (directory !== null) {
    const outcome = profile(directory, given.last('repeat'), format, commandLine);
    if ('error' in outcome) return complain(outcome.error, outcome.exitCode);
    for (const line of outcome.errors) process.stderr.write(`${line}\n`);
    return writeOutput(given.last('output-to'), outcome.output) ?? ExitCode.Ok;
  }
  const input = readInput(given);
  if ('error' in input) return complain(input.error, input.exitCode);
  if (given.has('in-place') && input.file === null) {
    return complain('--in-place needs an --xml-file to write back to', ExitCode.Usage);
  }
  const result = play({
    cib: input.text,
    options: optionsOf(given, format),
    now: wallClock(),
    localOffset,
    commandLine,
    inputName: input.file ?? 'standard input',
  });
  return deliver(result, given, input.file);
}

function isFormat(text: string): text is Format {
  return FORMATS.includes(text);
}

function complain(message: string, exitCode: number): number {
  process.stderr.write(`hawser simulate: ${message}\n`);
  if (exitCode === ExitCode.Usage) process.stderr.write('See hawser simulate --help.\n');
  return exitCode;
}

/** An argument as it would have to be typed. */
function quoted(argument: string): string {
  return /[\s'"]/.test(argument) ? `'${argument.replaceAll("'", "\\'")}'` : argument;
}

interface Input {
  readonly text: string;
  /** Where it was read from; `null` for standard input. */
  readonly file: string | null;
}

interface Failure {
  readonly error: string;
  readonly exitCode: number;
}

function readInput(given: SimulateArguments): Input | Failure {
  const file = given.last('xml-file');
  if (file === null && given.has('live-check')) {
    return { error: 'no cluster is running here; give a CIB file with -x', exitCode: ExitCode.NoInput };
  }
  if (file === null && !given.has('xml-pipe')) {
    return { error: 'no CIB given; name a file with -x, or pipe one in with -p', exitCode: ExitCode.NoInput };
  }
  try {
    return { text: readFileSync(file ?? 0, 'utf8'), file };
  } catch (error) {
    const reason = failureWords(error);
    return {
      error: `cannot read ${file ?? 'standard input'} (${reason}); give a readable CIB file with -x`,
      exitCode: ExitCode.NoInput,
    };
  }
}

function optionsOf(given: SimulateArguments, format: Format): SimulateOptions {
  const isInPlace = given.has('in-place');
  return {
    format,
    fancy: given.has('text-fancy'),
    run: given.has('run'),
    simulate: given.has('simulate') || isInPlace,
    showAttributes: given.has('show-attrs'),
    showFailCounts: given.has('show-failcounts'),
    showScores: given.has('show-scores'),
    showUtilization: given.has('show-utilization'),
    quiet: given.has('quiet'),
    verbosity: given.count('verbose'),
    allActions: given.has('all-actions'),
    dateTime: given.last('set-datetime'),
    events: {
      quorum: given.last('quorum'),
      watchdog: given.last('watchdog'),
      nodesUp: given.all('node-up'),
      nodesDown: given.all('node-down'),
      nodesFailed: given.all('node-fail'),
      operations: given.all('op-inject'),
      ticketsGranted: given.all('ticket-grant'),
      ticketsRevoked: given.all('ticket-revoke'),
      ticketsStandby: given.all('ticket-standby'),
      ticketsActivated: given.all('ticket-activate'),
    },
    failures: given.all('op-fail'),
    artefacts: {
      inputCib: given.has('save-input'),
      outputCib: given.has('save-output') || isInPlace,
      graph: given.has('save-graph'),
      dot: given.has('save-dotfile'),
    },
    keepReasons: given.has('keep-reasons'),
  };
}

/** Writes what came out where it was asked for. */
function deliver(result: SimulationResult, given: SimulateArguments, file: string | null): number {
  for (const line of result.errors) process.stderr.write(`${line}\n`);
  if (given.has('verbose')) {
    for (const line of problemLines(result.problems, file)) {
      if (!result.errors.includes(line)) process.stderr.write(`${line}\n`);
    }
  }
  const failed = writeOutput(given.last('output-to'), result.output);
  if (failed !== null) return failed;
  const { inputCib, outputCib, graph, dot } = result.artefacts;
  const documents: readonly (readonly [string | null, string | null])[] = [
    [given.last('save-input'), inputCib],
    [given.last('save-output'), outputCib],
    [given.has('in-place') ? file : null, outputCib],
    [given.last('save-graph'), graph],
    [given.last('save-dotfile'), dot],
  ];
  for (const [path, text] of documents) {
    if (path === null || text === null) continue;
    const failure = writeDocument(path, text);
    if (failure !== null) return failure;
  }
  return result.exitCode;
}

function writeOutput(path: string | null, text: string): number | null {
  if (path !== null && path !== '-') return writeDocument(path, text);
  process.stdout.write(text);
  return null;
}

/** Writes a file; an exit code when that was not possible. */
function writeDocument(path: string, text: string): number | null {
  try {
    writeFileSync(path, text);
    return null;
  } catch (error) {
    const reason = failureWords(error);
    return complain(`cannot write ${path} (${reason}); choose another place`, ExitCode.CannotCreate);
  }
}
