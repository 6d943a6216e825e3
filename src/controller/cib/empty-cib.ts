import { XmlElement } from '../../cib/xml/element.ts';
import { FEATURE_SET } from '../../scheduler/graph/attributes.ts';

/** The CIB of a cluster in which nothing is configured: older than any other. */
export function emptyCib(): XmlElement {
  const sections = ['crm_config', 'nodes', 'resources', 'constraints'].map((name) => new XmlElement(name));
  return new XmlElement(
    'cib',
    [
      ['crm_feature_set', FEATURE_SET],
      ['validate-with', 'pacemaker-3.9'],
      ['admin_epoch', '0'],
      ['epoch', '0'],
      ['num_updates', '0'],
    ].flat(),
    [new XmlElement('configuration', [], sections), new XmlElement('status')],
  );
}
