import * as z from 'zod/mini';
import {
  cibChange,
  cibCondition,
  cibText,
  dampening,
  key,
  lifetime,
  NOT_FOR_XML,
} from '../cluster/cib-change-shape.ts';
import type { Problem, Result } from '../result/problem.ts';
import { type DaemonRequest, daemonProblem } from './protocol.ts';

const someText = cibText.check(z.minLength(1));
const textOrNone = z.nullable(cibText);

/** What every request has to carry, by kind; whatever else it carries is left out. */
const SHAPES: { readonly [K in DaemonRequest['kind']]: z.ZodMiniType<Extract<DaemonRequest, { kind: K }>> } =
  {
    'read-cib': z.object({ kind: z.literal('read-cib') }),
    status: z.object({ kind: z.literal('status') }),
    about: z.object({ kind: z.literal('about') }),
    metrics: z.object({ kind: z.literal('metrics') }),
    transitions: z.object({ kind: z.literal('transitions') }),
    transition: z.object({ kind: z.literal('transition'), sequence: z.int() }),
    recheck: z.object({ kind: z.literal('recheck') }),
    'change-cib': z.object({
      kind: z.literal('change-cib'),
      changes: z.array(cibChange),
      condition: z.nullable(cibCondition),
    }),
    'set-attribute': z.object({
      kind: z.literal('set-attribute'),
      nodes: z.array(key),
      name: key,
      value: textOrNone,
      lifetime,
      dampeningMs: dampening,
    }),
    'read-attribute': z.object({ kind: z.literal('read-attribute'), node: textOrNone, name: key, lifetime }),
    'clear-history': z.object({
      kind: z.literal('clear-history'),
      mode: z.enum(['cleanup', 'refresh']),
      resource: textOrNone,
      node: textOrNone,
      operation: textOrNone,
    }),
    fence: z.object({
      kind: z.literal('fence'),
      node: someText,
      operation: z.enum(['off', 'on', 'reboot']),
      client: someText,
    }),
    'accept-configuration': z.object({ kind: z.literal('accept-configuration'), operator: someText }),
    'confirm-fenced': z.object({ kind: z.literal('confirm-fenced'), node: someText, operator: someText }),
    'shutdown-node': z.object({ kind: z.literal('shutdown-node'), node: someText }),
    'cancel-shutdown': z.object({ kind: z.literal('cancel-shutdown'), node: someText }),
  };

/** A request as it came over the socket, checked at every level before anybody acts on it. */
export function readRequest(value: unknown): Result<DaemonRequest> {
  if (typeof value !== 'object' || value === null || !('kind' in value))
    return refused(notUnderstood('a request without kind'));
  const { kind } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(SHAPES, kind))
    return refused(notUnderstood(`a request of the kind ${JSON.stringify(kind)?.slice(0, 60)}`));
  const read = SHAPES[kind as DaemonRequest['kind']].safeParse(value);
  if (read.success) return { ok: true, value: read.data, problems: [] };
  const issue = read.error.issues[0];
  const where = (issue?.path ?? []).map((step) => String(step).slice(0, 60)).join('.');
  if (issue?.message === NOT_FOR_XML) return refused(notForXml(where, kind));
  return refused(notUnderstood(`${where} of the request ${kind}: ${issue?.message ?? 'it is malformed'}`));
}

function refused(problem: Problem): Result<never> {
  return { ok: false, problems: [problem] };
}

function notUnderstood(what: string): Problem {
  return daemonProblem(
    'HWS-DMN-004',
    `The daemon does not understand ${what}`,
    'Use a command line of the same version as the daemon',
  );
}

function notForXml(where: string, kind: string): Problem {
  return daemonProblem(
    'HWS-DMN-012',
    `${where} of the request ${kind} ${NOT_FOR_XML}`,
    'Leave out control characters (colour codes of a terminal among them), and give text in UTF-8',
  );
}
