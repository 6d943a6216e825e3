import { parseArgs } from 'node:util';
import { parseCib } from '../cib/parse.ts';
import { failureWords } from '../result/failure-words.ts';
import type { Problem } from '../result/problem.ts';
import { askFor, complain } from './live/connection.ts';
import { EXIT, exitCodeOf } from './live/exit.ts';
import { type LiveStatus, liveStatus, liveStatusText, needsOperator } from './live/status-report.ts';
import { localOffset, wallClock } from './wall-clock.ts';

const USAGE = `usage: hawser status [--watch] [--output-format text|json] [--attributes] [--no-failures] [--socket PATH]`;
const WATCH_MS = 1000;

interface StatusArguments {
  readonly socket: string | null;
  readonly format: 'text' | 'json';
  readonly watch: boolean;
  readonly attributes: boolean;
  readonly failures: boolean;
}

/** `hawser status`: the state of the live cluster. */
export async function status(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  const given = readArguments(argv);
  if (typeof given === 'string') {
    process.stderr.write(`hawser status: ${given}\n${USAGE}\n`);
    return EXIT.usage;
  }
  if (!given.watch) return await show(given, false);
  for (;;) {
    await show(given, true);
    await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
  }
}

async function show(given: StatusArguments, clears: boolean): Promise<number> {
  const read = await readStatus(given);
  if (clears) process.stdout.write('\x1b[H\x1b[2J');
  if (!read.ok) {
    complain('status', read.problems);
    return exitCodeOf(read.problems);
  }
  process.stdout.write(
    given.format === 'json'
      ? `${JSON.stringify(statusJson(read.value), null, 2)}\n`
      : liveStatusText(read.value),
  );
  return EXIT.ok;
}

type Read =
  | { readonly ok: true; readonly value: LiveStatus }
  | { readonly ok: false; readonly problems: readonly Problem[] };

async function readStatus({ socket, attributes, failures }: StatusArguments): Promise<Read> {
  const report = await askFor('status', { kind: 'status' }, socket);
  if (!report.ok) return report;
  const about = await askFor('about', { kind: 'about' }, socket);
  if (!about.ok) return about;
  const text = await askFor('cib', { kind: 'read-cib' }, socket);
  if (!text.ok) return text;
  const cib = parseCib(text.value.xml);
  if (!cib.ok) return cib;
  const wants = { attributes, failures };
  const { wait } = about.value.engine;
  return {
    ok: true,
    value: liveStatus(cib.value, report.value.status, wait, wallClock(), localOffset, wants),
  };
}

/** For programs: everything the text shows, by stable names. */
function statusJson({ report, cluster, engineWait, status: shown, now }: LiveStatus): unknown {
  return {
    updated: new Date(now.epoch * 1000).toISOString(),
    seenBy: report.self.name,
    phase: report.phase,
    dc: report.dc,
    isQuorate: report.isQuorate,
    version: report.version,
    digest: report.digest,
    membershipWait: engineWait,
    members: report.members,
    nodes: shown.nodes,
    resources: shown.resources,
    attributes: shown.attributes,
    failures: shown.failures,
    needsOperator: needsOperator(report, cluster),
    transition: report.transition,
    standing: report.standing,
    standingReason: report.standingReason,
    acceptance: report.acceptance,
    holdReason: report.holdReason,
    waits: report.waits,
    fencing: report.fencing,
    runningFencing: report.runningFencing,
  };
}

function readArguments(argv: readonly string[]): StatusArguments | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        socket: { type: 'string' },
        'output-format': { type: 'string', default: 'text' },
        watch: { type: 'boolean', short: 'w', default: false },
        attributes: { type: 'boolean', short: 'A', default: false },
        'no-failures': { type: 'boolean', default: false },
      },
    });
    const format = values['output-format'];
    if (format !== 'text' && format !== 'json') return `--output-format is text or json, not ${format}`;
    return {
      socket: values.socket ?? null,
      format,
      watch: values.watch,
      attributes: values.attributes,
      failures: !values['no-failures'],
    };
  } catch (error) {
    return failureWords(error);
  }
}
