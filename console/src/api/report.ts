import { RunReport } from '../../../src/api/schema/plan.ts';
import { type Answer, ask } from './request.ts';

/** GET /v1/maintenance/reports: a run with all its commands and readings. */
export function report(run: string, token: string, signal: AbortSignal): Promise<Answer<RunReport>> {
  return ask({ method: 'GET', path: `/v1/maintenance/reports/${run}`, token, signal }, RunReport);
}
