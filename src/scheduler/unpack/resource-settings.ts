import { isTrue } from '../../result/boolean.ts';
import { parseIntervalMs } from '../../result/interval.ts';
import { INFINITY_SCORE } from '../../result/score.ts';
import { parseScore } from '../../result/score-text.ts';
import type { Cluster } from '../model/cluster.ts';
import { type MultipleActive, type Primitive, type Resource, topResource } from '../model/resource.ts';
import { scoreWords } from './options.ts';
import { noteParameterRules, parametersOn } from './parameters.ts';
import { report } from './report.ts';
import { applyRequires } from './requires.ts';
import { applyTargetRole } from './target-role.ts';

/** Sets a resource's flags and numbers from its meta table (spec A7.2.3–A7.2.8, A3.6, B4.7). */
export function applyMeta(cluster: Cluster, resource: Resource): void {
  const { meta } = resource;
  const flag = (name: string) => isTrue(meta.get(name) ?? null);
  const score = (name: string) => parseScore(meta.get(name) ?? null, scoreWords(cluster.options));

  resource.priority = score('priority');
  resource.isCritical = !meta.has('critical') || flag('critical');
  resource.notifies = flag('notify');
  resource.isInternal = flag('internal_rsc');
  resource.allowsUnhealthyNodes = flag('allow-unhealthy-nodes');

  resource.isRemoteConnection = isConnectionAgent(resource);
  // Moving a remote node's connection is harmless; a guest's goes with its container.
  resource.allowsMigration = meta.has('allow-migrate')
    ? flag('allow-migrate')
    : resource.isRemoteConnection && !meta.has('container');

  applyManaged(cluster, resource);

  if (topResource(resource).kind === 'clone') {
    if (resource.kind === 'clone' && resource.definition.isLegacyPromotable) meta.set('promotable', 'true');
    resource.isUnique = flag('globally-unique');
    resource.isPromotable = flag('promotable');
  } else {
    resource.isUnique = true;
  }

  resource.restartsOnOptionalOrder = meta.get('restart-type')?.toLowerCase() === 'restart';
  resource.multipleActive = multipleActive(cluster, resource);
  if (isSet(meta.get('resource-stickiness'))) resource.stickiness = score('resource-stickiness');
  resource.migrationThreshold = INFINITY_SCORE;
  if (isSet(meta.get('migration-threshold'))) {
    const threshold = score('migration-threshold');
    resource.migrationThreshold = threshold < 0 ? 1 : threshold;
  }
  if (resource.kind === 'primitive' && resource.definition.class === 'stonith') {
    resource.isFenceDevice = true;
    cluster.hasFenceDevice = true;
  }
  applyRequires(cluster, resource);
  resource.failureTimeoutS = seconds(meta.get('failure-timeout') ?? null);
  if (resource.kind === 'primitive' && resource.isRemoteConnection && !meta.has('container')) {
    applyReconnectInterval(cluster, resource);
  }
  if (resource.kind === 'primitive') noteParameterRules(cluster, resource);
  applyTargetRole(cluster, resource);
}

/** Spec A3.6.2: what makes a resource unmanaged from the start. */
function applyManaged(cluster: Cluster, resource: Resource): void {
  const managed = resource.meta.get('is-managed');
  if (isSet(managed)) resource.isManaged = isTrue(managed);
  if (isTrue(resource.meta.get('maintenance') ?? null)) {
    resource.isManaged = false;
    resource.isMaintenance = true;
  }
  if (cluster.options.maintenanceMode) {
    resource.isManaged = false;
    resource.isMaintenance = true;
  }
}

/** The reconnect interval of a remote node's connection replaces its failure timeout (spec A5.12.7). */
function applyReconnectInterval(cluster: Cluster, connection: Primitive): void {
  const text = parametersOn(cluster, connection, null).get('reconnect_interval');
  if (text === undefined) return;
  connection.reconnectIntervalS = seconds(text);
  connection.failureTimeoutS = connection.reconnectIntervalS;
}

function multipleActive(cluster: Cluster, resource: Resource): MultipleActive {
  const text = resource.meta.get('multiple-active');
  const word = text?.toLowerCase() ?? 'stop_start';
  if (word === 'stop_start' || word === 'stop_only' || word === 'block' || word === 'stop_unexpected') {
    return word;
  }
  report(
    cluster,
    'warning',
    'HWS-SCH-012',
    resource.id,
    `Meta attribute multiple-active of ${resource.id} has the invalid value "${text}"; stop_start is used`,
    'Use stop_start, stop_only, stop_unexpected or block',
  );
  return 'stop_start';
}

/** An `ocf:pacemaker:remote` primitive. */
function isConnectionAgent(resource: Resource): boolean {
  if (resource.kind !== 'primitive') return false;
  const { class: agentClass, provider, type } = resource.definition;
  return agentClass === 'ocf' && provider === 'pacemaker' && type === 'remote';
}

/** Present and not the word `default`, which stands for absence (spec A3.6). */
function isSet(text: string | undefined): text is string {
  return text !== undefined && text.toLowerCase() !== 'default';
}

function seconds(text: string | null): number {
  return Math.floor(parseIntervalMs(text) / 1000);
}
