import type { XmlElement } from '../../cib/xml/element.ts';
import type { ClusterView } from '../../shutdown-plan/model/cluster-view.ts';

/** A value, or words of what kept it away. */
export type PortAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

/** What the shutdown needs of a cluster, whichever software it is. Every call ends within its own time limit; none rejects. */
export interface ClusterPort {
  readonly kind: 'hawser' | 'pacemaker';
  view(): Promise<PortAnswer<ClusterView>>;
  /** The `<crm_config>` of the configuration. */
  properties(): Promise<PortAnswer<XmlElement>>;
  /** Adds a property set; the cluster lets exactly one of several win. False: there is one of that id. */
  createPropertySet(xml: string): Promise<PortAnswer<boolean>>;
  /** Nothing happens when it is not there. */
  deletePropertySet(id: string): Promise<PortAnswer<null>>;
  /** `null` removes the property. */
  setProperty(name: string, value: string | null): Promise<PortAnswer<null>>;
  /** Waits until nothing runs, or nothing is left to do, or `signal` is aborted. */
  settle(deadlineMs: number, signal: AbortSignal): Promise<PortAnswer<null>>;
}

/** Value of a cluster property; `null` when it is not set. */
export function propertyOf(configuration: XmlElement, name: string): string | null {
  for (const set of configuration.elements('cluster_property_set'))
    for (const pair of set.elements('nvpair')) if (pair.get('name') === name) return pair.get('value');
  return null;
}
