import { spawn } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { failureWords } from '../../result/failure-words.ts';
import { parseIntervalMs } from '../../result/interval.ts';
import { DEFAULT_OPTIONS } from '../../simulator/request.ts';
import { simulate } from '../../simulator/simulate.ts';
import { liveStatus, liveStatusText } from '../live/status-report.ts';
import { localOffset, wallClock } from '../wall-clock.ts';
import { askStatus, openDoor } from './door.ts';
import { type ToolArguments, toolOptions } from './options.ts';
import { type AgentTool, complain, TOOL_EXIT, toolProblems } from './tool.ts';

const INTERVAL_MS = 5000;
type Format = 'text' | 'xml' | 'html';

/** `crm_mon`: the status, once or again and again; as text, XML, or a page in a file. */
export const crmMon: AgentTool = {
  options: toolOptions(
    '1,one-shot',
    'X,as-xml',
    'h,as-html=',
    ',output-as=',
    ',output-to=',
    'i,interval=',
    'd,daemonize',
    'p,pid-file=',
    'E,external-agent=',
    'e,external-recipient=',
    'W,watch-fencing',
    'n,group-by-node',
    'r,inactive',
    'o,operations',
    't,timing-details',
    'c,tickets',
    'm,fence-history?',
    'L,neg-locations?',
    'R,show-detail',
    'b,brief',
    'D,hide-headers-2',
    'I,include=',
    'U,exclude=',
    ',node=',
    ',resource=',
    'A,show-node-attributes',
    'f,failcounts',
    'N,hide-headers',
    'Q,quiet',
    'V,verbose',
    's,simple-status',
  ),
  run: async (given, argv) => {
    const { values } = given;
    if (values.has('external-agent')) {
      return complain(
        TOOL_EXIT.usage,
        'crm_mon: --external-agent is not served; have the program called by an alert (<alerts> in the configuration)',
      );
    }
    const format = formatOf(given);
    if (format === null) {
      return complain(TOOL_EXIT.usage, `crm_mon: --output-as ${values.get('output-as')} is not served`);
    }
    const path = values.get('as-html') ?? values.get('output-to') ?? '-';
    if (values.has('daemonize')) {
      if (path === '-') return complain(TOOL_EXIT.usage, 'crm_mon: --daemonize needs --output-to=FILE');
      return intoBackground(argv, values.get('pid-file') ?? null);
    }
    const intervalMs = parseIntervalMs(values.get('interval') ?? '') || INTERVAL_MS;
    const isOnce = path === '-' || values.has('one-shot') || values.has('as-xml');
    if (isOnce) return await show(given, format, path, intervalMs);
    const pidFile = values.get('pid-file') ?? null;
    process.once('SIGTERM', () => {
      if (pidFile !== null) rmSync(pidFile, { force: true });
      process.exit(TOOL_EXIT.ok);
    });
    for (;;) {
      // A cluster that does not answer now may later: the page says since when it stands.
      await show(given, format, path, intervalMs);
      await pause(intervalMs);
    }
  },
};

function formatOf({ values }: ToolArguments): Format | null {
  if (values.has('as-html')) return 'html';
  if (values.has('as-xml')) return 'xml';
  const wanted = values.get('output-as') ?? 'text';
  if (wanted === 'console') return 'text';
  return wanted === 'text' || wanted === 'xml' || wanted === 'html' ? wanted : null;
}

/** Runs the same again without a terminal; its id goes to the file by which it will be looked for. */
function intoBackground(argv: readonly string[], pidFile: string | null): number {
  const rest = argv.flatMap((word) => {
    if (word === '--daemonize') return [];
    // Letters may stand together: -rd.
    const letters = /^-[A-Za-z1]+$/.test(word) ? word.replace('d', '') : word;
    return letters === '-' ? [] : [letters];
  });
  const program = [...process.execArgv, process.argv[1] ?? '', 'agent-tool', 'crm_mon', ...rest];
  const child = spawn(process.execPath, program, { detached: true, stdio: 'ignore' });
  if (child.pid === undefined)
    return complain(TOOL_EXIT.error, 'crm_mon: the background process did not start');
  if (pidFile !== null) writeFileSync(pidFile, `${child.pid}\n`);
  child.unref();
  return TOOL_EXIT.ok;
}

async function show(given: ToolArguments, format: Format, path: string, intervalMs: number): Promise<number> {
  const text = await statusOf(given, format, intervalMs);
  if (typeof text === 'number') return text;
  if (path === '-') {
    process.stdout.write(text);
    return TOOL_EXIT.ok;
  }
  try {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
    return TOOL_EXIT.ok;
  } catch (error) {
    const why = failureWords(error);
    return complain(TOOL_EXIT.error, `crm_mon: ${path} cannot be written: ${why}`);
  }
}

async function statusOf(given: ToolArguments, format: Format, intervalMs: number): Promise<string | number> {
  const { values } = given;
  const read = await openDoor().read();
  if (!read.ok) return toolProblems(read.problems);
  const showAttributes = values.has('show-node-attributes');
  const isOfFile = (process.env.CIB_file ?? '') !== '';
  if (format === 'xml' || isOfFile) {
    const result = simulate({
      cib: read.value.xml,
      options: {
        ...DEFAULT_OPTIONS,
        format: format === 'xml' ? 'xml' : 'text',
        showAttributes: format === 'xml' || showAttributes,
        showFailCounts: true,
      },
      now: wallClock(),
      localOffset,
      commandLine: 'crm_mon --output-as=xml',
    });
    return result.exitCode === 0 ? result.output : complain(result.exitCode, result.errors.join('\n'));
  }
  const report = await askStatus();
  if (!report.ok) return toolProblems(report.problems);
  const wants = { attributes: showAttributes, failures: true };
  const shown = liveStatus(read.value.cib, report.value.status, null, wallClock(), localOffset, wants);
  const text = liveStatusText(shown);
  return format === 'html' ? page(text, intervalMs) : text;
}

function page(text: string, intervalMs: number): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const seconds = Math.max(1, Math.round(intervalMs / 1000));
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="${seconds}">
<title>Cluster Status</title></head><body><pre>
${escaped}</pre></body></html>
`;
}
