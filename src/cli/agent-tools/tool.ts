import { hostname } from 'node:os';
import type { Problem } from '../../result/problem.ts';
import { askFor } from '../live/connection.ts';
import type { ToolArguments, ToolOption } from './options.ts';

/** Exit codes that agents look at. */
export const TOOL_EXIT = {
  ok: 0,
  error: 1,
  insufficientRights: 4,
  usage: 64,
  disconnected: 102,
  noSuch: 105,
} as const;

/** One of the tools that agents call. */
export interface AgentTool {
  /** `null`: it reads its command line itself. */
  readonly options: readonly ToolOption[] | null;
  /** Takes the options as read, and the command line as it was. */
  readonly run: (given: ToolArguments, argv: readonly string[]) => Promise<number>;
}

/** Says what is wrong on standard error; the exit code tells an unreachable cluster from a refusal. */
export function toolProblems(problems: readonly Problem[]): number {
  for (const { message, hint } of problems) process.stderr.write(`${message}; ${hint}\n`);
  return problems.some(({ code }) => code === 'HWS-DMN-001') ? TOOL_EXIT.disconnected : TOOL_EXIT.error;
}

/** Node a tool is about: as given, the one an agent runs for, or the one this daemon is of. */
export async function localNode(given: string | null): Promise<string | null> {
  if (given !== null && given !== '' && given !== 'auto' && given !== 'localhost') return given;
  const fromAgent = process.env.OCF_RESKEY_CRM_meta_on_node;
  if (fromAgent !== undefined && fromAgent !== '') return fromAgent;
  const ofFile = process.env.CIB_file ?? '';
  if (ofFile !== '') return hostname();
  const about = await askFor('about', { kind: 'about' }, null);
  return about.ok && about.value.node !== '' ? about.value.node : null;
}

/** Says on standard error what is wrong, and answers with the exit code. */
export function complain(code: number, text: string): number {
  process.stderr.write(`${text}\n`);
  return code;
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
