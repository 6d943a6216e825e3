import { error, type Report } from '../report.ts';

export const ROLE_VALUES = ['Master', 'Promoted', 'Slave', 'Started', 'Stopped', 'Unpromoted'];

/** Options of a resource set with the values they may have. */
export const SET_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  action: ['demote', 'promote', 'start', 'stop'],
  'require-all': ['false', 'true'],
  role: ROLE_VALUES,
  sequential: ['false', 'true'],
};

/** What is wrong with the value of an option that has only some; `null` when nothing is. */
export function checkValue(name: string, value: string, allowed: readonly string[]): Report | null {
  if (allowed.includes(value)) return null;
  const list = allowed.map((one) => `'${one}'`).join(', ');
  return error('HWS-CFG-103', `'${value}' is not a valid ${name} value, use ${list}`);
}
