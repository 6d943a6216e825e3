import type { Cib } from '../../../cib/model/cib.ts';
import { parseCib } from '../../../cib/parse.ts';
import { writeXml } from '../../../cib/write.ts';
import { Configuration } from '../../../configuration/configuration.ts';
import { error, hasErrors, type Report } from '../../../configuration/report.ts';
import { ban, prefer } from '../../../configuration/resources/preference.ts';
import { idOf, withInner } from '../../../configuration/resources/resource-tree.ts';
import type { BlastRadius } from '../../../preview/blast-radius.ts';
import { forecastMove, isMoved, type MovedResource } from '../../../preview/move.ts';
import { nodesOf } from '../../../preview/where.ts';
import { AS_LIVE } from '../../../scheduler/model/schedule-options.ts';
import { unpack } from '../../../scheduler/unpack/unpack.ts';
import { localOffset, nowOf, wallClock } from '../../wall-clock.ts';
import { type Call, FAILED } from '../call.ts';
import { tellReports } from '../reports.ts';
import type { Edit } from '../target/target.ts';
import { WrongWords } from '../words/pairs.ts';
import { carryOut, intentTimes, type WaitForRest } from './carry-out.ts';

/**
 * `pcs resource move`: a wish that ends by itself. The resource is moved by a constraint, which is withdrawn when it has
 * moved, when it has not, and when the command is interrupted. It is played through before: a resource that would not
 * move, or would go back, is not touched.
 */
export async function move(call: Call, wait?: WaitForRest): Promise<number> {
  const [resource, to = null, ...more] = call.words;
  if (resource === undefined) return call.fail('must specify a resource to move');
  if (more.length > 0) return call.wrong();
  const seconds = call.waitSeconds();
  if (seconds instanceof WrongWords) return call.wrong(seconds);
  const { waitMs, lifetime } = intentTimes(seconds);
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const cib = parseCib(writeXml(configuration.root));
  if (!cib.ok)
    return call.fail('the configuration cannot be scheduled; see hawser lint and pcs cluster verify');
  const isPromoted = call.has('promoted');
  const nodes = nodesNow(cib.value, resource, isPromoted);
  const from = nodes.length === 1 ? (nodes[0] ?? null) : null;
  if (to === null && from === null && isThere(configuration, resource)) {
    const where = nodes.length === 0 ? 'nowhere' : `on ${nodes.join(', ')}`;
    return call.fail(`'${resource}' runs ${where}; name the node it is to move to`);
  }
  if (to !== null && nodes.includes(to)) return call.fail(`'${resource}' runs on ${to} already`);
  const wanted: MovedResource = { resource, isPromoted, to, from };
  const constraint = to === null ? `cli-ban-${resource}-on-${from}` : `cli-prefer-${resource}`;
  const put: Edit = (edited) => {
    const place = { resource, node: to ?? from ?? '', isPromoted, lifetime };
    const reports = (to === null ? ban : prefer)(edited, place, wallClock());
    // What is said of constraints that stay is not true of this one.
    return reports.filter(({ severity }) => severity === 'error' || severity === 'deprecation');
  };
  const objections = await objectionsTo(configuration, put, constraint, wanted);
  if (tellReports(objections, call.output)) return FAILED;
  const code = await carryOut(
    call,
    {
      constraint,
      put,
      judge: call.has('strict')
        ? { judge: (radius) => othersTouched(radius, configuration, resource), lines: null }
        : null,
      isDone: (cluster) => isMoved(nodesOf(cluster, resource, isPromoted), wanted),
      isKept: (cluster) => isMoved(nodesOf(cluster, resource, isPromoted), wanted),
      failure: (cluster) => {
        const at = nodesOf(cluster, resource, isPromoted);
        return `'${resource}' did not move: it runs ${at.length === 0 ? 'nowhere' : `on ${at.join(', ')}`}; nothing is left of the move`;
      },
    },
    waitMs,
    wait,
  );
  if (code === 0 && !call.has('simulate'))
    call.output.err(`Resource '${resource}' has moved; nothing is left of the move\n`);
  return code;
}

function isThere(configuration: Configuration, resource: string): boolean {
  return configuration.byId(resource) !== null;
}

function nodesNow(cib: Cib, resource: string, isPromoted: boolean): readonly string[] {
  const now = nowOf(cib);
  return nodesOf(unpack(cib, now, { ...AS_LIVE, localOffset }), resource, isPromoted);
}

/** What speaks against a move: words, or what the scheduler makes of it. */
async function objectionsTo(
  configuration: Configuration,
  put: Edit,
  constraint: string,
  wanted: MovedResource,
): Promise<readonly Report[]> {
  const copy = parseCib(writeXml(configuration.root));
  if (!copy.ok) return [];
  const reports = await put(new Configuration(copy.value.root));
  if (hasErrors(reports)) return reports;
  const moved = parseCib(writeXml(copy.value.root));
  if (!moved.ok) return [];
  const moment = { now: nowOf(moved.value), localOffset };
  const forecast = forecastMove(moved.value, constraint, wanted, moment);
  const { resource, to } = wanted;
  const list = 'nodes' in forecast ? forecast.nodes.join(', ') || 'nowhere' : '';
  if (forecast.kind === 'stays') {
    const why = to === null ? `hawser explain ${resource}` : `hawser explain ${resource} --node ${to}`;
    const message = `'${resource}' would not move (it would run on: ${list}); why: ${why}`;
    return [error('HWS-CFG-027', message)];
  }
  if (forecast.kind === 'moves') return [];
  const message =
    `'${resource}' would move and go back at once (to: ${list}), because nothing keeps it there; ` +
    `let it stay where it is (pcs resource meta ${resource} resource-stickiness=1), or use 'pcs resource move-with-constraint'`;
  return [error('HWS-CFG-028', message)];
}

/** With --strict nothing but the resource may be touched. */
function othersTouched(
  radius: BlastRadius,
  configuration: Configuration,
  resource: string,
): readonly Report[] {
  const element = configuration.byId(resource);
  const own = new Set(element === null ? [resource] : withInner(element).map(idOf));
  const others = [
    ...new Set(radius.effects.filter((one) => !own.has(one.resource)).map((one) => one.resource)),
  ];
  if (others.length === 0) return [];
  return [
    error(
      'HWS-CFG-026',
      `Moving '${resource}' would have an effect on other resources: ${others.sort().join(', ')}`,
    ),
  ];
}
