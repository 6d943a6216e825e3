import { cibVersion } from '../../cib/version.ts';
import type { XmlElement } from '../../cib/xml/element.ts';

/** What a change touched, as far as versions go. */
export type ChangeExtent = 'nothing' | 'status' | 'configuration';

/** Counts a change: `epoch` for the configuration, `num_updates` for anything else. */
export function countChange(root: XmlElement, extent: ChangeExtent): void {
  const version = cibVersion(root);
  if (extent === 'configuration') {
    root.set('epoch', String(version.epoch + 1));
    root.set('num_updates', '0');
  } else if (extent === 'status') root.set('num_updates', String(version.numUpdates + 1));
}

/** The larger of two extents. */
export function largerExtent(a: ChangeExtent, b: ChangeExtent): ChangeExtent {
  if (a === 'configuration' || b === 'configuration') return 'configuration';
  return a === 'status' || b === 'status' ? 'status' : 'nothing';
}

/** `admin_epoch.epoch`: names a configuration. */
export function configurationName(root: XmlElement): string {
  const { adminEpoch, epoch } = cibVersion(root);
  return `${adminEpoch}.${epoch}`;
}
