import { compareVersions } from '../../result/version.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Primitive } from '../model/resource.ts';
import { type ActionParameters, countingParameters } from './action-parameters.ts';
import { parametersDigest } from './canonical-digest.ts';

/** Feature set when neither the entry nor the CIB carries one (spec A0.2). */
const BUILT_IN_FEATURE_SET = '3.16.1';

/** From this feature set on the secure digest is made from the full list (spec A5.11.4). */
const FULL_LIST_FEATURE_SET = '3.16.0';

/** Parameters of fencing devices that the cluster itself reads (spec A5.11.4). */
const FENCING_PARAMETERS = new Set([
  'provides',
  'stonith-timeout',
  'pcmk_action_limit',
  'pcmk_delay_base',
  'pcmk_delay_max',
  'pcmk_host_argument',
  'pcmk_host_check',
  'pcmk_host_list',
  'pcmk_host_map',
]);
const FENCING_ACTION_PARAMETER = /^pcmk_.+_(action|timeout|retries)$/;

/** Digest without private parameters (spec A5.11.4). `secureParams` is the list as written, ` a  b `. */
export function secureDigest(
  cluster: Cluster,
  primitive: Primitive,
  parameters: ActionParameters,
  secureParams: string | null,
  featureSet: string | null,
): string {
  const version = featureSet ?? cluster.cib.featureSet ?? BUILT_IN_FEATURE_SET;
  const isOld = compareVersions(version, FULL_LIST_FEATURE_SET) < 0;
  // The timeout of a recurring operation is part of no secure digest, whatever the feature set.
  const kept = countingParameters(isOld ? parameters.resourceOnly : parameters.all);
  for (const name of kept.keys()) {
    if (secureParams?.includes(` ${name} `)) kept.delete(name);
    else if (isOld && primitive.isFenceDevice && isFencingParameter(name)) kept.delete(name);
  }
  return parametersDigest(kept);
}

function isFencingParameter(name: string): boolean {
  return FENCING_PARAMETERS.has(name) || FENCING_ACTION_PARAMETER.test(name);
}
