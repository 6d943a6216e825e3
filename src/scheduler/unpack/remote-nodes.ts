import type { PrimitiveDefinition, ResourceDefinition } from '../../cib/model/resource-definition.ts';
import { findSections } from '../../cib/read/sections.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Primitive, Resource } from '../model/resource.ts';
import { findNodeByName, findResource } from './find.ts';
import { impliedConnection } from './implied-connection.ts';
import { applyStartupFencing, createNode } from './nodes.ts';
import { report } from './report.ts';

/**
 * Makes the nodes that resources imply (spec A4.6) and returns the resources to unpack: the configured ones, then the
 * connections of guest nodes.
 */
export function discoverRemoteNodes(cluster: Cluster): ResourceDefinition[] {
  const definitions: ResourceDefinition[] = [...cluster.cib.resources];
  nodesOfTemplates(cluster);
  // Connections are appended while the list is walked, and walked like the rest.
  for (let i = 0; i < definitions.length; i++) {
    const definition = definitions[i] as ResourceDefinition;
    if (definition.kind === 'primitive') {
      if (isWrittenAsConnection(definition)) ensureRemoteNode(cluster, definition.id);
      else implyGuest(cluster, definition, definitions);
    } else if (definition.kind === 'group') {
      for (const member of definition.members) implyGuest(cluster, member, definitions);
    }
  }
  return definitions;
}

/** Links containers and connections of one top-level resource (spec A4.6.2). */
export function linkTopLevel(cluster: Cluster, resource: Resource): void {
  linkContainers(cluster, resource);
  if (resource.kind === 'primitive' && resource.isRemoteConnection) linkConnection(cluster, resource);
}

/** Gives the node of the same name its connection resource (spec A4.6.2); also for orphaned connections (A5.4.3). */
export function linkConnection(cluster: Cluster, connection: Primitive): void {
  const node = findNodeByName(cluster, connection.id);
  if (node === null) return;
  node.connection = connection;
  if (connection.container === null) applyStartupFencing(cluster, node);
  else node.attributes.set('#kind', 'container');
}

function linkContainers(cluster: Cluster, resource: Resource): void {
  if (resource.kind !== 'primitive') {
    for (const child of resource.children) linkContainers(cluster, child);
    return;
  }
  const id = resource.meta.get('container');
  if (id === undefined || id === resource.id) return;
  const container = findResource(cluster, id);
  if (container === null) {
    report(
      cluster,
      'error',
      'HWS-SCH-013',
      resource.id,
      `Resource ${resource.id} names the unknown container ${id}`,
      'Set meta attribute container to the id of a resource, or remove it',
    );
    return;
  }
  resource.container = container;
  container.fillers.push(resource);
}

function ensureRemoteNode(cluster: Cluster, name: string): void {
  if (findNodeByName(cluster, name) === null) {
    createNode(cluster, { id: name, name, kind: 'remote', score: 0 });
  }
}

function implyGuest(cluster: Cluster, host: PrimitiveDefinition, definitions: ResourceDefinition[]): void {
  const meta = writtenMeta(host);
  const name = meta.get('remote-node');
  if (name === undefined) return;
  definitions.push(
    impliedConnection({
      name,
      container: host.id,
      allowsMigration: meta.get('remote-allow-migrate') ?? null,
      isManaged: meta.get('is-managed') ?? null,
      startTimeout: meta.get('remote-connect-timeout') ?? '60s',
      address: meta.get('remote-addr') ?? null,
      port: meta.get('remote-port') ?? null,
    }),
  );
  ensureRemoteNode(cluster, name);
}

/**
 * A template of a connection is taken for one itself (observed): its node has no connection and stays offline. It is
 * one more node to be counted.
 */
function nodesOfTemplates(cluster: Cluster): void {
  if (cluster.cib.templates.size === 0) return;
  for (const element of findSections(cluster.cib.root).get('resources')?.elements('template') ?? []) {
    const id = element.get('id');
    if (id !== null && isConnectionAgent((name) => element.get(name))) ensureRemoteNode(cluster, id);
  }
}

/** What a template adds does not count here (spec A4.6); connections appended by ourselves do. */
function isWrittenAsConnection(definition: PrimitiveDefinition): boolean {
  const { written } = definition;
  return isConnectionAgent((name) => (written === null ? definition[name] : written.get(name)));
}

function isConnectionAgent(of: (name: 'class' | 'provider' | 'type') => string | null): boolean {
  return of('class') === 'ocf' && of('provider') === 'pacemaker' && of('type') === 'remote';
}

/** Meta attributes as written: no rules, no templates, the last one of a name (spec A4.6.2). */
function writtenMeta(definition: PrimitiveDefinition): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  for (const set of definition.written?.elements('meta_attributes') ?? []) {
    for (const pair of set.elements('nvpair')) {
      const name = pair.get('name');
      const value = pair.get('value');
      if (name !== null && value !== null) table.set(name, value);
    }
  }
  return table;
}
