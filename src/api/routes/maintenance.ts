import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { dispatchAction } from '../../cluster-shutdown/dispatch.ts';
import type { ClusterShutdown } from '../../cluster-shutdown/job.ts';
import type { PlanAction } from '../../shutdown-plan/model/plan.ts';
import { plainAddress } from '../access/address.ts';
import { apiProblem, Refusal } from '../problem.ts';
import { Accepted, ActionQuery, Confirmation, MaintenanceAnswer } from '../schema/maintenance.ts';
import { RunReport } from '../schema/plan.ts';
import { ProblemDetails } from '../schema/refusal.ts';
import { toWrite } from '../schema/same-shape.ts';
import type { Person, Role } from '../schema/token.ts';
import { jobRefusal } from './job-refusal.ts';
import { refuseOtherMethods } from './resource.ts';
import { ShownPlans } from './shown-plans.ts';

export const NODES = '/v1/maintenance/devices/nodes';
/** As an older description of the interface spells it. */
const MISSPELLED = '/v1/maintainance/devices/nodes';
const REPORTS = '/v1/maintenance/reports/:run';

const tags = ['Maintenance'];
const security = [{ token: [] }];
/** Every refusal has the same shape. */
function refusals<Status extends number>(...all: readonly Status[]): Record<Status, typeof ProblemDetails> {
  const pairs = all.map((status) => [status, ProblemDetails] as const);
  return Object.fromEntries(pairs) as Record<Status, typeof ProblemDetails>;
}

const REFUSALS = refusals(400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429, 503);
const REPORT_REFUSALS = refusals(401, 403, 404, 422, 429, 503);

/** What only looks needs less than what switches machines. */
function neededRole(query: unknown): Role {
  const action = typeof query === 'object' && query !== null && 'action' in query ? query.action : null;
  return action === 'plan' || action === 'status' ? 'viewer' : 'operator';
}

/** The whole cluster, down and up: one address, and what is to be done in its query. */
export function maintenanceRoutes(
  job: ClusterShutdown,
  server: string,
  now: () => number,
): FastifyPluginAsyncZod {
  const shown = new ShownPlans(now);
  const sharing = sharePlans(job);
  return async (app) => {
    app.route({
      method: ['PUT', 'POST'],
      url: NODES,
      config: { needs: (request) => neededRole(request.query) },
      schema: {
        tags,
        summary: '一键关闭集群 / Shut the whole cluster down; also plan, start, status, cancel',
        description:
          'shutdown and start answer 202 when the request is on disk and the watcher takes over. The role viewer is needed for plan and status, operator for the rest.',
        security,
        querystring: ActionQuery,
        body: Confirmation.nullable(),
        response: { 200: MaintenanceAnswer, 202: Accepted, ...REFUSALS },
      },
      handler: async (request, reply) => {
        const { action, of } = request.query;
        const { body } = request;
        const requester = requesterName(request.person, request.ip);
        const confirmed = action === 'shutdown' || action === 'start' ? body : null;
        if (body !== null) await refuseOtherCluster(job, body.cluster);
        if (confirmed !== null) shown.use(confirmed);
        const planHash = body?.planHash ?? null;
        const answer = await dispatchAction(sharing, action, { requester, planHash, of });
        switch (answer.kind) {
          case 'refused':
            if (confirmed !== null) shown.giveBack(confirmed);
            if (answer.refusal.plan !== null) shown.show(answer.refusal.plan);
            throw jobRefusal(answer.refusal);
          case 'status': {
            const name = await job.clusterName();
            return toWrite<MaintenanceAnswer>({ ...answer, cluster: name.ok ? name.value : '', server });
          }
          case 'plan':
            shown.show(answer.plan);
            return toWrite<MaintenanceAnswer>(answer);
          case 'cancelled':
            request.log.warn(`${request.id} ${requester} has cancelled the run ${answer.run}`);
            return answer;
          case 'accepted':
            request.log.warn(`${request.id} ${requester} has begun ${action}: run ${answer.accepted.run}`);
            return reply.status(202).send(answer);
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
        response: { 200: RunReport, ...REPORT_REFUSALS },
      },
      handler: async (request) => {
        const { run } = request.params;
        const report = await job.report(run === 'latest' ? null : run);
        if (!report.ok) throw jobRefusal({ problems: report.problems, differences: [], plan: null });
        return toWrite<RunReport>(report.value);
      },
    });
    refuseOtherMethods(app, REPORTS, ['GET', 'HEAD']);
  };
}

/** For the report: who asked, vouched for by whom, from where. */
function requesterName({ user, source }: Person, address: string): string {
  return `${user}${source === 'keystone' ? ' (Keystone)' : ''} from ${plainAddress(address)}`;
}

/** Those who ask for a plan while the BMCs are being asked for another get the same one. */
function sharePlans(job: ClusterShutdown): ClusterShutdown {
  const asked = new Map<PlanAction, ReturnType<ClusterShutdown['plan']>>();
  const plan: ClusterShutdown['plan'] = (action) => {
    const known = asked.get(action);
    if (known !== undefined) return known;
    const fresh = job.plan(action).finally(() => asked.delete(action));
    asked.set(action, fresh);
    return fresh;
  };
  return {
    clusterName: () => job.clusterName(),
    plan,
    run: (action, planHash, requester) => job.run(action, planHash, requester),
    status: () => job.status(),
    watch: (listener, signal) => job.watch(listener, signal),
    cancel: (requester) => job.cancel(requester),
    runs: () => job.runs(),
    report: (run) => job.report(run),
  };
}

/** The operator has typed a name: another one means that another cluster is meant. */
async function refuseOtherCluster(job: ClusterShutdown, typed: string): Promise<void> {
  const name = await job.clusterName();
  if (!name.ok) throw jobRefusal({ problems: name.problems, differences: [], plan: null });
  if (name.value === typed) return;
  throw new Refusal(
    422,
    apiProblem(
      'HWS-API-029',
      'The name given for confirmation is not that of this cluster',
      `This cluster is called ${name.value}: make sure that it is the one you mean`,
    ),
  );
}
