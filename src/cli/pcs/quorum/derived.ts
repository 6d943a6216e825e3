import { changeConfiguration } from '../../../corosync/conf/change-configuration.ts';
import type { ConfDocument, ConfSection } from '../../../corosync/conf/document.ts';
import {
  changeSection,
  findSection,
  findSetting,
  sectionsNamed,
  withSection,
} from '../../../corosync/conf/section.ts';

/**
 * Settings that follow from others: `two_node` holds for two nodes without another way to break a tie, and a device with
 * the algorithm ffsplit has one vote (votequorum(5), corosync-qdevice(8)). Sections that are left empty go.
 */
export function withDerivedSettings(document: ConfDocument): ConfDocument {
  const quorum = findSection(document, 'quorum');
  const device = findSection(quorum, 'device');
  const nodes = sectionsNamed(findSection(document, 'nodelist'), 'node').length;
  const breaksTies = findSetting(quorum, 'auto_tie_breaker')?.value === '1';
  const isTwoNode = nodes === 2 && !breaksTies && device === null;
  let result = document;
  if (quorum !== null) {
    const settings = { two_node: isTwoNode ? '1' : null };
    result = changeConfiguration(result, { kind: 'set-quorum', settings });
  }
  if (device === null) return result;
  const algorithm = findSetting(findSection(device, 'net'), 'algorithm')?.value;
  const votes = algorithm === 'ffsplit' ? '1' : null;
  result = changeConfiguration(result, { kind: 'set-device', settings: { votes }, net: {}, heuristics: {} });
  return changeSection(result, 'quorum', (section) => changeSection(section, 'device', withoutEmpty));
}

function withoutEmpty(device: ConfSection): ConfSection {
  const heuristics = findSection(device, 'heuristics');
  const isEmpty = heuristics?.items.every((item) => item.kind === 'note') === true;
  return isEmpty ? withSection(device, heuristics, null) : device;
}
