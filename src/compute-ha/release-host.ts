import type { Nova } from '../openstack/nova.ts';
import type { Outcome } from '../openstack/outcome.ts';
import { noComputeService } from './problem.ts';

/**
 * Gives a host back to Nova: not forced down any more, then enabled. Nova refuses the first until the compute service of
 * the host has restarted and is done with what was evacuated; nothing has been changed then.
 */
export async function releaseHost(
  host: string,
  nova: Pick<Nova, 'computeServices' | 'forceDown' | 'enable'>,
): Promise<Outcome<null>> {
  const found = await nova.computeServices(host);
  if (found.kind !== 'done') return found;
  const own = found.value.find((service) => service.host === host);
  if (own === undefined) return { kind: 'refused', problem: noComputeService(host) };
  if (own.isForcedDown) {
    const raised = await nova.forceDown(own.id, false);
    if (raised.kind !== 'done') return raised;
  }
  const enabled = await nova.enable(own.id);
  return enabled.kind === 'done' ? { kind: 'done', value: null } : enabled;
}
