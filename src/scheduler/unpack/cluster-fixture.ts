import { readUnchecked } from '../../cib/unchecked.fixture.ts';
import type { Cluster } from '../model/cluster.ts';
import { unpackConfiguration } from './unpack.ts';

/** Parts of a small CIB for tests, as XML text; what is left out is empty. */
export interface CibParts {
  readonly cib?: string;
  /** Cluster options as name → value. */
  readonly options?: Readonly<Record<string, string>>;
  /** Further option sets after the bootstrap one. */
  readonly propertySets?: string;
  readonly nodes?: string;
  readonly resources?: string;
  readonly constraints?: string;
  readonly resourceDefaults?: string;
  readonly operationDefaults?: string;
  readonly tags?: string;
  readonly status?: string;
  readonly keepReasons?: boolean;
  /** Epoch seconds. */
  readonly now?: number;
}

/** Node elements `n1` … `nN` with ids 1 … N. */
export function nodeElements(count: number): string {
  return Array.from({ length: count }, (_, i) => `<node id="${i + 1}" uname="n${i + 1}"/>`).join('');
}

/** A whole CIB document from its parts; quorate, with two nodes unless said otherwise. */
export function cibText(parts: CibParts): string {
  const options = Object.entries(parts.options ?? {})
    .map(([name, value]) => `<nvpair id="o-${name}" name="${name}" value="${value}"/>`)
    .join('');
  return `<cib validate-with="pacemaker-3.9" ${parts.cib ?? `have-quorum="1" dc-uuid="1" crm_feature_set="3.16.1"`}>
  <configuration>
    <crm_config><cluster_property_set id="cib-bootstrap-options">${options}</cluster_property_set>${parts.propertySets ?? ''}</crm_config>
    <nodes>${parts.nodes ?? nodeElements(2)}</nodes>
    <resources>${parts.resources ?? ''}</resources>
    <constraints>${parts.constraints ?? ''}</constraints>
    <rsc_defaults>${parts.resourceDefaults ?? ''}</rsc_defaults>
    <op_defaults>${parts.operationDefaults ?? ''}</op_defaults>
    <tags>${parts.tags ?? ''}</tags>
  </configuration>
  <status>${parts.status ?? ''}</status>
</cib>`;
}

/** The cluster a small CIB describes, without its status. */
export function configuredCluster(parts: CibParts): Cluster {
  return unpackConfiguration(
    readUnchecked(cibText(parts)),
    { epoch: parts.now ?? 1_700_000_000, offset: 0 },
    { keepReasons: parts.keepReasons ?? false, recordScores: false, recordUtilization: false },
  );
}
