import type { PlanAction } from '../../shutdown-plan/model/plan.ts';
import { type ClusterPort, type PortAnswer, propertyOf } from './port.ts';

/**
 * What is written into the cluster while it is shut down or started as a whole. Anything that powers machines on by itself
 * (recovery of compute nodes, say) looks for the property `hawser-intent` and keeps its hands off.
 */
export interface ClusterIntent {
  readonly action: PlanAction;
  readonly run: string;
  readonly acceptor: string;
}

const SET = 'hawser-intent';
const INTENT = 'hawser-intent';
const RESTORE = 'hawser-intent-restore';

/** Properties that are changed for the time being. In the order in which they are given back. */
export const CHANGED_PROPERTIES = ['stop-all-resources', 'stonith-action', 'maintenance-mode'] as const;

/** The intent on record; `null` when there is none. */
export async function readIntent(port: ClusterPort): Promise<PortAnswer<ClusterIntent | null>> {
  const properties = await port.properties();
  if (!properties.ok) return properties;
  const [action, run, acceptor] = (propertyOf(properties.value, INTENT) ?? '').split(' ');
  if ((action !== 'shutdown' && action !== 'start') || run === undefined || acceptor === undefined)
    return { ok: true, value: null };
  return { ok: true, value: { action, run, acceptor } };
}

/**
 * Puts an intent on record unless there is one: of several controllers exactly one succeeds (S0.16). What the properties
 * were is recorded with it, so that any controller can give it back after the next start.
 */
export async function claimCluster(port: ClusterPort, intent: ClusterIntent): Promise<PortAnswer<boolean>> {
  const properties = await port.properties();
  if (!properties.ok) return properties;
  const before = Object.fromEntries(
    CHANGED_PROPERTIES.map((name) => [name, propertyOf(properties.value, name)]),
  );
  const { action, run, acceptor } = intent;
  return await port.createPropertySet(
    `<cluster_property_set id="${SET}">${[
      pair(INTENT, `${action} ${run} ${acceptor}`),
      pair(RESTORE, JSON.stringify(before)),
    ].join('')}</cluster_property_set>`,
  );
}

/** Puts a later run in the place of one that is dead. What the properties were stays on record. */
export async function takeOverClaim(
  port: ClusterPort,
  { action, run, acceptor }: ClusterIntent,
): Promise<PortAnswer<null>> {
  return await port.setProperty(INTENT, `${action} ${run} ${acceptor}`);
}

/** What the properties were before the claim; `null` when there is no claim. */
export async function readRestore(
  port: ClusterPort,
): Promise<PortAnswer<Readonly<Record<string, string | null>> | null>> {
  const properties = await port.properties();
  if (!properties.ok) return properties;
  const text = propertyOf(properties.value, RESTORE);
  if (text === null) return { ok: true, value: null };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null)
      return {
        ok: true,
        value: Object.fromEntries(
          Object.entries(value).filter(
            (entry): entry is [string, string | null] => entry[1] === null || typeof entry[1] === 'string',
          ),
        ),
      };
  } catch {
    // Told below.
  }
  return { ok: false, why: `the property ${RESTORE} is not what was written` };
}

export async function releaseCluster(port: ClusterPort): Promise<PortAnswer<null>> {
  return await port.deletePropertySet(SET);
}

function pair(name: string, value: string): string {
  const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return `<nvpair id="${name}-value" name="${name}" value="${escaped}"/>`;
}
