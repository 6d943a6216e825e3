import type { Cluster } from '../model/cluster.ts';
import type { Resource } from '../model/resource.ts';
import { report } from './report.ts';

type Requirement = 'nothing' | 'quorum' | 'fencing' | 'unfencing';

/** What starting a resource needs: sets the flags of meta `requires` or its default (spec A3.6.1). */
export function applyRequires(cluster: Cluster, resource: Resource): void {
  let requirement = configuredRequirement(cluster, resource) ?? defaultRequirement(cluster, resource);
  if (requirement === 'unfencing' && (resource.isFenceDevice || !cluster.options.fencingEnabled)) {
    requirement = 'quorum';
  }
  resource.needsQuorum = requirement === 'quorum';
  resource.needsFencing = requirement === 'fencing' || requirement === 'unfencing';
  resource.needsUnfencing = requirement === 'unfencing';
}

function configuredRequirement(cluster: Cluster, resource: Resource): Requirement | null {
  const text = resource.meta.get('requires');
  if (text === undefined) return null;
  const word = text.toLowerCase();
  if (word === 'nothing' || word === 'quorum' || word === 'fencing' || word === 'unfencing') return word;
  report(
    cluster,
    'error',
    'HWS-SCH-006',
    resource.id,
    `Meta attribute requires of ${resource.id} has the invalid value "${text}"; the default is used`,
    'Use nothing, quorum, fencing or unfencing',
  );
  return null;
}

function defaultRequirement(cluster: Cluster, resource: Resource): Requirement {
  if (resource.isFenceDevice || resource.isRemoteConnection) return 'quorum';
  if (cluster.usesUnfencing) return 'unfencing';
  if (cluster.options.fencingEnabled) return 'fencing';
  return cluster.options.noQuorumPolicy === 'ignore' ? 'nothing' : 'quorum';
}
