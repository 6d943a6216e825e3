import { parseArgs } from 'node:util';
import type { ClusterChoice } from '../../cluster-shutdown/cluster-port/choose.ts';
import { DEFAULT_FOLDERS, type ShutdownFolders } from '../../cluster-shutdown/folders.ts';
import { DEFAULT_INVENTORY } from '../../cluster-shutdown/inventory/inventory.ts';
import { DEFAULT_SOCKET } from '../../daemon/protocol.ts';
import { failureWords } from '../../result/failure-words.ts';
import { nearMiss } from '../../result/near-miss.ts';

/** Where things are; common to all that has to do with the shutdown. */
export interface ShutdownPlaces {
  readonly inventory: string;
  readonly folders: ShutdownFolders;
  readonly cluster: ClusterChoice;
  readonly socket: string;
}

export type ShutdownWord = 'run' | 'status' | 'cancel' | 'resume' | 'report';

export interface ShutdownArguments extends ShutdownPlaces {
  readonly word: ShutdownWord;
  /** Only show what would happen. */
  readonly isPlan: boolean;
  /** Hash of the plan that is confirmed. */
  readonly confirm: string | null;
  /** Show progress until the end. */
  readonly isWatch: boolean;
  readonly isForced: boolean;
  /** Which report. */
  readonly run: string | null;
  readonly format: 'text' | 'json';
}

export const PLACE_OPTIONS = {
  inventory: { type: 'string' },
  'runtime-folder': { type: 'string' },
  'state-folder': { type: 'string' },
  cluster: { type: 'string' },
  socket: { type: 'string' },
} as const;

export const PLACE_USAGE = `      --inventory FILE           the machines and their BMCs (default ${DEFAULT_INVENTORY})
      --cluster auto|hawser|pacemaker
      --socket PATH              of Hawser's daemon (default ${DEFAULT_SOCKET})
      --runtime-folder FOLDER    default ${DEFAULT_FOLDERS.runtime}
      --state-folder FOLDER      default ${DEFAULT_FOLDERS.state}`;

const WORDS: readonly ShutdownWord[] = ['status', 'cancel', 'resume', 'report'];
const CHOICES: readonly ClusterChoice[] = ['auto', 'hawser', 'pacemaker'];

/** Places as given, else as the environment says, else where a package puts them. A text says what is wrong. */
export function readPlaces(
  values: Readonly<Record<string, string | boolean | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
): ShutdownPlaces | string {
  const text = (option: string, variable: string, otherwise: string): string => {
    const given = values[option];
    return typeof given === 'string' ? given : (environment[variable] ?? otherwise);
  };
  const choice = text('cluster', 'HAWSER_CLUSTER', 'auto');
  const cluster = CHOICES.find((candidate) => candidate === choice);
  if (cluster === undefined) return `--cluster is ${CHOICES.join(', ')}, not ${choice}`;
  return {
    inventory: text('inventory', 'HAWSER_INVENTORY', DEFAULT_INVENTORY),
    folders: {
      runtime: text('runtime-folder', 'HAWSER_RUNTIME_FOLDER', DEFAULT_FOLDERS.runtime),
      state: text('state-folder', 'HAWSER_SHUTDOWN_STATE_FOLDER', DEFAULT_FOLDERS.state),
    },
    cluster,
    socket: text('socket', 'HAWSER_SOCKET', DEFAULT_SOCKET),
  };
}

/** The command line of `hawser cluster shutdown` and `power-on`, or what is wrong with it. */
export function readShutdownArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ShutdownArguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...PLACE_OPTIONS,
        plan: { type: 'boolean', default: false },
        confirm: { type: 'string' },
        watch: { type: 'boolean', short: 'w', default: false },
        force: { type: 'boolean', default: false },
        'output-format': { type: 'string', default: 'text' },
      },
    });
    const places = readPlaces(values, environment);
    if (typeof places === 'string') return places;
    const [given, run, ...others] = positionals;
    const word = given === undefined ? 'run' : WORDS.find((candidate) => candidate === given);
    if (word === undefined) {
      const meant = nearMiss(given as string, WORDS);
      return `there is no ${given} here; ${meant === null ? `there are ${WORDS.join(', ')}` : `did you mean ${meant}?`}`;
    }
    if (others.length > 0 || (run !== undefined && word !== 'report')) return `${word} takes no more words`;
    const format = values['output-format'];
    if (format !== 'text' && format !== 'json') return `--output-format is text or json, not ${format}`;
    if (values.plan && values.confirm !== undefined)
      return '--plan only shows, --confirm acts: say one of them';
    if (values.force && word !== 'cancel') return '--force goes with cancel';
    return {
      ...places,
      word,
      isPlan: values.plan,
      confirm: values.confirm ?? null,
      isWatch: values.watch,
      isForced: values.force,
      run: run ?? null,
      format,
    };
  } catch (error) {
    return failureWords(error);
  }
}
