import { existsSync } from 'node:fs';
import type { ClientAnswer } from '../../controller/model/request.ts';
import { labFolder, labNodeSocket } from '../../daemon/lab/lab-protocol.ts';
import { askLine } from '../../daemon/line-client.ts';
import { type DaemonAnswer, type DaemonRequest, DEFAULT_SOCKET } from '../../daemon/protocol.ts';
import type { Problem, Result } from '../../result/problem.ts';

/** Time a node is given for what needs the whole cluster: fencing, say. */
export const DEFAULT_TIMEOUT_MS = 60_000;

/** Most nodes a demonstration has. */
const LAB_NODES = 16;

/** Where the cluster is asked: as told, as the environment says, this node's daemon, or a demonstration that runs. */
export function socketPaths(given: string | null): readonly string[] {
  if (given !== null) return [given];
  const fromEnvironment = process.env.HAWSER_SOCKET;
  if (fromEnvironment !== undefined && fromEnvironment !== '') return [fromEnvironment];
  if (existsSync(DEFAULT_SOCKET)) return [DEFAULT_SOCKET];
  const folder = labFolder();
  const lab = Array.from({ length: LAB_NODES }, (_, i) => labNodeSocket(`node${i + 1}`, folder)).filter(
    existsSync,
  );
  return lab.length > 0 ? lab : [DEFAULT_SOCKET];
}

/** Asks the cluster; of several nodes of a demonstration the first that answers. */
export async function ask(
  request: DaemonRequest,
  socket: string | null,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<Result<DaemonAnswer>> {
  let last: Result<unknown> | null = null;
  for (const path of socketPaths(socket)) {
    last = await askLine(path, request, timeoutMs);
    if (last.ok) return judge(last.value);
  }
  return { ok: false, problems: last?.problems ?? [] };
}

function judge(value: unknown): Result<DaemonAnswer> {
  const answer = value as DaemonAnswer;
  if (answer.kind === 'refused') return { ok: false, problems: answer.problems };
  return { ok: true, value: answer, problems: [] };
}

/** Asks for one kind of answer; another one is a fault of ours. */
export async function askFor<Kind extends Exclude<DaemonAnswer['kind'], 'refused'>>(
  kind: Kind,
  request: DaemonRequest,
  socket: string | null,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<Result<Extract<DaemonAnswer, { kind: Kind }>>> {
  const answer = await ask(request, socket, timeoutMs);
  if (!answer.ok) return answer;
  if (answer.value.kind !== kind) throw new Error(`${request.kind} was answered by ${answer.value.kind}`);
  return { ok: true, value: answer.value as Extract<DaemonAnswer, { kind: Kind }>, problems: [] };
}

/** Says what is wrong, where, and what to do. */
export function complain(verb: string, problems: readonly Problem[]): void {
  for (const { code, message, hint } of problems)
    process.stderr.write(`hawser ${verb}: ${message} [${code}]\n  ${hint}\n`);
}

export type { ClientAnswer };
