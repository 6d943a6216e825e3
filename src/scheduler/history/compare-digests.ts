import type { OperationHistory } from '../../cib/model/status-entry.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive } from '../model/resource.ts';
import { type ActionParameters, actionParameters } from './action-parameters.ts';
import { parametersDigest } from './canonical-digest.ts';
import { secureDigest } from './secure-digest.ts';

/** What the digests of an entry tell about the parameters it ran with (spec A5.11.5). */
export type DigestComparison = 'match' | 'restart' | 'all' | 'unknown';

/** Restart digest that stands for "run it again": set where a failure has expired (spec A5.6.3.7). */
const EXPIRED_FAILURE = 'calculated-failure-timeout';

/** Digests of one key on one node, calculated once with the lists of the first entry that asked (spec A5.11.5). */
interface CalculatedDigests {
  readonly all: string;
  /** `null` when the first entry had no restart digest. */
  readonly restart: string | null;
  readonly parameters: ActionParameters;
  readonly secureParams: string | null;
  readonly featureSet: string | null;
  secure: string | null;
  /** Result of the last comparison; a preset before the first. */
  remembered: DigestComparison;
}

/** Compares the digests of a history entry with those of today's configuration (spec A5.11.5). */
export function compareDigests(
  cluster: Cluster,
  entry: OperationHistory,
  primitive: Primitive,
  node: ClusterNode,
): DigestComparison {
  const digests = calculatedDigests(cluster, entry, primitive, node);
  const restart = restartDigestOf(cluster, entry);
  if (digests.restart !== null && restart !== null && digests.restart !== restart) {
    digests.remembered = 'restart';
  } else if (entry.digest === null) {
    digests.remembered = 'unknown';
  } else if (entry.digest === digests.all) {
    digests.remembered = 'match';
  } else if (digests.remembered !== 'restart') {
    digests.remembered = 'all';
  }
  return digests.remembered;
}

/** Whether an entry ran with the same parameters apart from private ones (spec A5.11.6.6). */
export function hasSameSecureDigest(
  cluster: Cluster,
  entry: OperationHistory,
  primitive: Primitive,
  node: ClusterNode,
): boolean {
  if (entry.secureDigest === null) return false;
  const digests = calculatedDigests(cluster, entry, primitive, node);
  digests.secure ??= secureDigest(
    cluster,
    primitive,
    digests.parameters,
    digests.secureParams,
    digests.featureSet,
  );
  return digests.secure === entry.secureDigest;
}

/** The entry's restart digest, or the mark that its failure has expired (spec A5.6.3.7). */
export function restartDigestOf(cluster: Cluster, entry: OperationHistory): string | null {
  return cluster.expiredEntries.has(entry) ? EXPIRED_FAILURE : entry.restartDigest;
}

function calculatedDigests(
  cluster: Cluster,
  entry: OperationHistory,
  primitive: Primitive,
  node: ClusterNode,
): CalculatedDigests {
  const task = entry.task ?? '';
  const key = `${primitive.id}_${task}_${entry.intervalMs}`;
  const known = node.digests.get(key) as CalculatedDigests | undefined;
  if (known !== undefined) return known;
  const parameters = actionParameters(cluster, primitive, task, entry.intervalMs, node);
  const calculated: CalculatedDigests = {
    all: parametersDigest(parameters.all),
    restart: restartDigestOf(cluster, entry) === null ? null : restartDigest(parameters, entry.forceRestart),
    parameters,
    secureParams: entry.secureParams,
    featureSet: entry.featureSet,
    secure: null,
    remembered: entry.intervalMs === 0 && parameters.hasExtras ? 'restart' : 'match',
  };
  node.digests.set(key, calculated);
  return calculated;
}

/** Digest of the parameters whose change demands a restart (spec A5.11.3). */
function restartDigest(parameters: ActionParameters, forceRestart: string | null): string {
  if (forceRestart === null) return parametersDigest(parameters.all);
  const kept = new Map(parameters.all);
  for (const name of kept.keys()) if (!forceRestart.includes(` ${name} `)) kept.delete(name);
  return parametersDigest(kept);
}
