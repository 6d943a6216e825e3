import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ClusterShutdown, RunAnswer } from '../../cluster-shutdown/job.ts';
import type { PlanAction } from '../../shutdown-plan/model/plan.ts';
import { apiProblem, Refusal } from '../problem.ts';
import { ActionQuery, Confirmation, MaintenanceAnswer } from '../schema/maintenance.ts';
import { RunReport } from '../schema/plan.ts';
import { ProblemDetails } from '../schema/problem.ts';
import type { Person, Role } from '../schema/token.ts';
import { jobRefusal } from './job-refusal.ts';
import { refuseOtherMethods } from './resource.ts';

export const NODES = '/v1/maintenance/devices/nodes';
/** As an older description of the interface spells it. */
const MISSPELLED = '/v1/maintainance/devices/nodes';
const REPORTS = '/v1/maintenance/reports/:run';

const tags = ['Maintenance'];
const security = [{ token: [] }];
const REFUSALS = Object.fromEntries(
  [400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 503].map((status) => [status, ProblemDetails]),
) as Record<
  400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 428 | 429 | 503,
  typeof ProblemDetails
>;

/** What only looks needs less than what switches machines. */
function neededRole(query: unknown): Role {
  const action = typeof query === 'object' && query !== null && 'action' in query ? query.action : null;
  return action === 'plan' || action === 'status' ? 'viewer' : 'operator';
}

/** The whole cluster, down and up: one address, and what is to be done in its query. */
export function maintenanceRoutes(job: ClusterShutdown, server: string): FastifyPluginAsyncZod {
  const planning = new Map<PlanAction, ReturnType<ClusterShutdown['plan']>>();

  /** Those who ask while the BMCs are being asked get the same plan. */
  function plan(action: PlanAction): ReturnType<ClusterShutdown['plan']> {
    const known = planning.get(action);
    if (known !== undefined) return known;
    const asked = job.plan(action).finally(() => planning.delete(action));
    planning.set(action, asked);
    return asked;
  }

  async function confirmedHash(
    action: PlanAction,
    confirmation: z.infer<typeof Confirmation> | null,
  ): Promise<string> {
    if (confirmation === null) {
      const made = await plan(action);
      if (!made.ok) throw jobRefusal(made.problems);
      if (made.value.warnings.length === 0 && made.value.unreadable.length === 0) return made.value.hash;
      const problem = apiProblem(
        'HWS-API-029',
        'The plan has warnings that have to be looked at',
        'Ask for action=plan, and confirm it by planHash and cluster in the body',
      );
      throw new Refusal(428, [problem, ...made.value.warnings]);
    }
    const name = await job.clusterName();
    if (!name.ok) throw jobRefusal(name.problems);
    if (name.value !== confirmation.cluster) {
      throw new Refusal(
        422,
        apiProblem(
          'HWS-API-030',
          `The name given for confirmation is not that of this cluster`,
          `This cluster is called ${name.value}: make sure that it is the one you mean`,
        ),
      );
    }
    return confirmation.planHash;
  }

  return async (app) => {
    app.route({
      method: ['PUT', 'POST'],
      url: NODES,
      config: { needs: (request) => neededRole(request.query) },
      schema: {
        tags,
        summary: '一键关闭集群 / Shut the whole cluster down; also plan, start, status, cancel',
        description:
          'shutdown and start answer 202 when the request is on disk and the watcher takes over. Which role is needed: viewer for plan and status, operator for the rest.',
        security,
        querystring: ActionQuery,
        body: Confirmation.nullable(),
        response: { 200: MaintenanceAnswer, 202: MaintenanceAnswer, ...REFUSALS },
      },
      handler: async (request, reply) => {
        const { action, of } = request.query;
        const requester = requesterName(request.person, request.ip);
        switch (action) {
          case 'plan': {
            const made = await plan(of);
            if (!made.ok) throw jobRefusal(made.problems);
            return answer({ kind: 'plan', plan: made.value });
          }
          case 'status': {
            const name = await job.clusterName();
            return answer({
              kind: 'status',
              cluster: name.ok ? name.value : '',
              server,
              status: await job.status(),
            });
          }
          case 'cancel': {
            const cancelled = await job.cancel(requester);
            if (!cancelled.ok) throw jobRefusal(cancelled.problems);
            request.log.warn(`${request.id} ${requester} has cancelled the run ${cancelled.value.run}`);
            return answer({ kind: 'cancelled', run: cancelled.value.run });
          }
          case 'shutdown':
          case 'start': {
            const hash = await confirmedHash(action, request.body);
            const taken: RunAnswer = await job.run(action, hash, requester);
            if (!taken.ok) throw jobRefusal(taken.refusal.problems, taken.refusal.differences);
            request.log.warn(`${request.id} ${requester} has begun ${action}: run ${taken.value.run}`);
            return reply.status(202).send(answer({ kind: 'accepted', accepted: taken.value }));
          }
        }
      },
    });
    refuseOtherMethods(app, NODES, ['PUT', 'POST']);

    app.all(MISSPELLED, {
      schema: { hide: true },
      onRequest: async (request, reply) =>
        reply.redirect(`${NODES}${request.url.slice(MISSPELLED.length)}`, 308),
      handler: () => null,
    });

    app.get(REPORTS, {
      config: { needs: 'viewer' },
      schema: {
        tags,
        summary: 'The report of a run; of the last one by the name latest',
        security,
        params: z.strictObject({ run: z.string().regex(/^[\w-]{1,128}$/) }),
        response: { 200: RunReport, ...REFUSALS },
      },
      handler: async (request) => {
        const { run } = request.params;
        const report = await job.report(run === 'latest' ? null : run);
        if (!report.ok) throw jobRefusal(report.problems);
        return report.value as z.infer<typeof RunReport>;
      },
    });
    refuseOtherMethods(app, REPORTS, ['GET', 'HEAD']);
  };
}

/** For the report: who asked, vouched for by whom, from where. */
function requesterName({ user, source }: Person, address: string): string {
  return `${user}${source === 'keystone' ? ' (Keystone)' : ''} from ${address}`;
}

/** The job's values are read-only, the schema's are not; see schema/same-shape.ts for the proof that they agree. */
function answer(value: unknown): MaintenanceAnswer {
  return value as MaintenanceAnswer;
}
