import { existsSync } from 'node:fs';
import { parseCib } from '../../../cib/parse.ts';
import { writeXml } from '../../../cib/write.ts';
import { lint } from '../../../lint/lint.ts';
import type { Problem } from '../../../result/problem.ts';
import { DECISION_ONLY } from '../../../scheduler/model/schedule-options.ts';
import { schedule } from '../../../scheduler/schedule.ts';
import { localOffset, nowOf, wallClock } from '../../wall-clock.ts';
import { type Call, FAILED } from '../call.ts';

/** Something that is wrong, as it is told. */
interface Complaint {
  readonly severity: 'error' | 'warning';
  readonly text: string;
  /** What comes of it, or what to do. */
  readonly more: string;
}

/**
 * `pcs cluster verify [--full]`: whether a CIB is valid and can be scheduled, and whether it has mistakes that are known from
 * incidents. What is not valid fails; all else is told and does not (ClusterLabs/pacemaker#3933).
 */
export async function clusterVerify(call: Call): Promise<number> {
  if (call.words.length > 0) return call.wrong();
  const file = call.options.get('file');
  if (file !== undefined && !existsSync(file)) return call.fail(`invalid cib: there is no file '${file}'`);
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const complaints: Complaint[] = [];
  const cib = parseCib(writeXml(configuration.root));
  complaints.push(...cib.problems.map(complaintOf));
  if (cib.ok) {
    const now = nowOf(cib.value);
    const settings = { ...DECISION_ONLY, localOffset };
    complaints.push(...schedule(cib.value, now, settings).problems.map(complaintOf));
  }
  for (const { severity, message, code, reason } of lint({
    configuration,
    now: wallClock().epoch,
    agents: new Map(),
    bootUnits: new Map(),
  })) {
    // A mistake leaves the configuration valid: scripts that verify it go on, people are told.
    if (severity !== 'note')
      complaints.push({ severity: 'warning', text: `${message} [${code}]`, more: reason });
  }
  return tell(call, complaints);
}

function complaintOf({ severity, message, code, hint }: Problem): Complaint {
  return { severity: severity === 'error' ? 'error' : 'warning', text: `${message} [${code}]`, more: hint };
}

function tell(call: Call, complaints: readonly Complaint[]): number {
  const isFull = call.has('full');
  const lines = (severity: Complaint['severity'], prefix: string): readonly string[] =>
    complaints
      .filter((one) => one.severity === severity)
      .flatMap(({ text, more }) => [`${prefix}${text}`, ...(isFull && more !== '' ? [`  ${more}`] : [])]);
  for (const line of lines('warning', 'Warning: ')) call.output.err(`${line}\n`);
  const errors = lines('error', '');
  if (errors.length === 0) return 0;
  const hint = isFull ? '' : '\n\nUse --full for more details, hawser lint for commands that put it right.';
  return call.fail(`invalid cib:\n${errors.join('\n')}${hint}`);
}
