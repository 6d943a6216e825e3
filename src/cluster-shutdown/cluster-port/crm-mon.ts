import type { XmlElement } from '../../cib/xml/element.ts';
import { parseDocument } from '../../cib/xml/parse-document.ts';
import type {
  ClusterNodeView,
  ClusterView,
  RunningResource,
} from '../../shutdown-plan/model/cluster-view.ts';
import type { PortAnswer } from './port.ts';

/** Reads what `crm_mon --output-as=xml` (or `pcs status xml`) prints. `self` and `name` are not part of it. */
export function readMonitorXml(text: string, self: string, name: string | null): PortAnswer<ClusterView> {
  const parsed = parseDocument(text);
  if (!parsed.ok) return { ok: false, why: parsed.problems[0]?.message ?? 'malformed output' };
  const { root } = parsed.value;
  const code = root.first('status')?.get('code') ?? '0';
  const dc = root.first('summary')?.first('current_dc') ?? null;
  const nodes = root.first('nodes');
  if (code !== '0' || dc === null || nodes === null)
    return { ok: false, why: root.first('status')?.get('message') ?? 'not the output of crm_mon' };
  const resources = root.first('resources');
  const view: ClusterView = {
    kind: 'pacemaker',
    name,
    self,
    isQuorate: dc.get('with_quorum') === 'true',
    dc: dc.get('present') === 'true' ? dc.get('name') : null,
    nodes: [...nodes.elements('node')].flatMap(nodeView),
    running: resources === null ? [] : [...running(resources)],
  };
  return { ok: true, value: view };
}

/** Guests are no machines: what carries them goes off. */
function nodeView(node: XmlElement): ClusterNodeView[] {
  const kind = node.get('type');
  const name = node.get('name');
  if (name === null || (kind !== 'member' && kind !== 'remote') || node.get('id_as_resource') !== null)
    return [];
  return [{ name, kind, isOnline: node.get('online') === 'true' }];
}

/** Resources in groups, clones and bundles stand below them. */
function* running(parent: XmlElement): Generator<RunningResource> {
  for (const child of parent.elements()) {
    if (child.name !== 'resource') {
      yield* running(child);
      continue;
    }
    const id = child.get('id');
    if (id === null || child.get('active') !== 'true') continue;
    for (const node of child.elements('node')) yield { id, node: node.get('name') ?? '' };
  }
}
