import { pause, pauseId } from '../../../configuration/resources/pause.ts';
import { findResource, isClone } from '../../../configuration/resources/resource-tree.ts';
import { nodesOf } from '../../../preview/where.ts';
import type { Cluster } from '../../../scheduler/model/cluster.ts';
import { wallClock } from '../../wall-clock.ts';
import { type Call, FAILED } from '../call.ts';
import { WrongWords } from '../words/pairs.ts';
import { carryOut, intentTimes, type WaitForRest } from './carry-out.ts';

/**
 * `pcs resource restart`: keeps a resource down until it has stopped, and lets it run again. Its target role stays what it
 * is; the constraint that keeps it down is withdrawn whatever happens, and ends by itself.
 */
export async function restart(call: Call, wait?: WaitForRest): Promise<number> {
  const [resource, node = null, ...more] = call.words;
  if (resource === undefined) return call.fail('You must specify a resource to restart');
  if (more.length > 0) return call.wrong();
  const seconds = call.waitSeconds();
  if (seconds instanceof WrongWords) return call.wrong(seconds);
  const { waitMs, lifetime } = intentTimes(seconds);
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const element = findResource(configuration, resource);
  if (node !== null && element !== null && !isClone(element) && element.name !== 'bundle') {
    return call.fail('can only restart on a specific node if the resource is a clone or bundle');
  }
  const isUp = (cluster: Cluster): boolean => {
    const nodes = nodesOf(cluster, resource, false);
    return node === null ? nodes.length > 0 : nodes.includes(node);
  };
  let hasStopped = false;
  const code = await carryOut(
    call,
    {
      constraint: pauseId(resource),
      put: (edited) => pause(edited, { resource, node, lifetime }, wallClock()),
      judge: null,
      isDone: (cluster) => {
        hasStopped = !isUp(cluster);
        return hasStopped;
      },
      isKept: isUp,
      failure: () =>
        hasStopped
          ? `'${resource}' did not start again; see hawser explain ${resource}`
          : `'${resource}' did not stop`,
    },
    waitMs,
    wait,
  );
  if (code === 0 && !call.has('simulate')) call.print(`${resource} successfully restarted`);
  return code;
}
