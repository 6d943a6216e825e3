import type { ConfiguredNode } from '../engine.ts';
import type { ConfDocument, ConfSection } from './document.ts';
import {
  changeSection,
  findSection,
  findSetting,
  makeSection,
  sectionsNamed,
  withSection,
  withSettings,
} from './section.ts';

/** Settings to write; null takes a key out. */
export type SettingChanges = Readonly<Record<string, string | null>>;

/** One change of a corosync.conf; all else in the file, comments and unknown keys included, stays as it is. */
export type ConfChange =
  | { readonly kind: 'set-totem' | 'set-quorum' | 'set-logging'; readonly settings: SettingChanges }
  | { readonly kind: 'put-node'; readonly node: ConfiguredNode }
  | { readonly kind: 'remove-node'; readonly nodeId: number }
  | { readonly kind: 'set-link'; readonly linkNumber: number; readonly settings: SettingChanges }
  /** Takes the link's options and every node's address on it out. */
  | { readonly kind: 'remove-link'; readonly linkNumber: number }
  | {
      readonly kind: 'set-device';
      readonly settings: SettingChanges;
      readonly net: SettingChanges;
      readonly heuristics: SettingChanges;
    }
  | { readonly kind: 'remove-device' };

/** The document with the change made. What it asks for may be wrong: readConfiguration tells. */
export function changeConfiguration(document: ConfDocument, change: ConfChange): ConfDocument {
  switch (change.kind) {
    case 'set-totem':
    case 'set-quorum':
    case 'set-logging':
      return changeSection(document, change.kind.slice(4), (section) =>
        withSettings(section, change.settings),
      );
    case 'put-node':
      return changeSection(document, 'nodelist', (nodelist) => putNode(nodelist, change.node));
    case 'remove-node':
      return changeSection(document, 'nodelist', (nodelist) =>
        withSection(nodelist, findNode(nodelist, change.nodeId), null),
      );
    case 'set-link':
      return changeSection(document, 'totem', (totem) => setLink(totem, change.linkNumber, change.settings));
    case 'remove-link':
      return removeLink(document, change.linkNumber);
    case 'set-device':
      return changeSection(document, 'quorum', (quorum) =>
        changeSection(quorum, 'device', (device) => {
          let result = withSettings(device, change.settings);
          if (Object.keys(change.net).length > 0) {
            result = changeSection(result, 'net', (net) => withSettings(net, change.net));
          }
          if (Object.keys(change.heuristics).length > 0) {
            result = changeSection(result, 'heuristics', (section) =>
              withSettings(section, change.heuristics),
            );
          }
          return result;
        }),
      );
    case 'remove-device':
      return changeSection(document, 'quorum', (quorum) =>
        withSection(quorum, findSection(quorum, 'device'), null),
      );
  }
}

/** What a new cluster's corosync.conf begins with. */
export interface NewCluster {
  readonly name: string;
  readonly nodes: readonly ConfiguredNode[];
  /** Settings over the defaults, of the sections totem and quorum. */
  readonly totem?: SettingChanges;
  readonly quorum?: SettingChanges;
}

/** A document for a new cluster: knet, encrypted, votequorum, two_node when there are two; log to file and syslog. */
export function newConfiguration({ name, nodes, totem, quorum }: NewCluster): ConfDocument {
  const crypto = { crypto_cipher: 'aes256', crypto_hash: 'sha256' };
  const logging = {
    to_logfile: 'yes',
    logfile: '/var/log/corosync/corosync.log',
    to_syslog: 'yes',
    timestamp: 'on',
  };
  const document: ConfDocument = {
    items: [
      makeSection('totem', { version: '2', cluster_name: name, transport: 'knet', ...crypto, ...totem }),
      nodes.reduce(putNode, makeSection('nodelist', {})),
      makeSection('quorum', {
        provider: 'corosync_votequorum',
        two_node: nodes.length === 2 ? '1' : null,
        ...quorum,
      }),
      makeSection('logging', logging),
    ],
  };
  return {
    items: document.items.flatMap((item, index) =>
      index === 0 ? [item] : [{ kind: 'note', text: '' }, item],
    ),
  };
}

function findNode(nodelist: ConfSection, nodeId: number): ConfSection | null {
  const id = String(nodeId);
  return sectionsNamed(nodelist, 'node').find((node) => findSetting(node, 'nodeid')?.value === id) ?? null;
}

function putNode(nodelist: ConfSection, { nodeId, name, addresses }: ConfiguredNode): ConfSection {
  const settings: Record<string, string | null> = {};
  for (const [link, address] of addresses.entries())
    if (address !== '') settings[`ring${link}_addr`] = address;
  settings.name = name;
  settings.nodeid = String(nodeId);
  const current = findNode(nodelist, nodeId);
  if (current === null) return withSection(nodelist, null, makeSection('node', settings));
  for (const item of current.items) {
    if (item.kind === 'setting' && /^ring\d+_addr$/.test(item.key)) settings[item.key] ??= null;
  }
  return withSection(nodelist, current, withSettings(current, settings));
}

function findLink(totem: ConfSection, linkNumber: number): ConfSection | null {
  const numberOf = (section: ConfSection) =>
    Number((findSetting(section, 'linknumber') ?? findSetting(section, 'ringnumber'))?.value ?? 0);
  return sectionsNamed(totem, 'interface').find((section) => numberOf(section) === linkNumber) ?? null;
}

function setLink(totem: ConfSection, linkNumber: number, settings: SettingChanges): ConfSection {
  const current = findLink(totem, linkNumber);
  const section = current ?? makeSection('interface', { linknumber: String(linkNumber) });
  return withSection(totem, current, withSettings(section, settings));
}

function removeLink(document: ConfDocument, linkNumber: number): ConfDocument {
  const key = `ring${linkNumber}_addr`;
  const withoutOptions = changeSection(document, 'totem', (totem) =>
    withSection(totem, findLink(totem, linkNumber), null),
  );
  return changeSection(withoutOptions, 'nodelist', (nodelist) =>
    sectionsNamed(nodelist, 'node').reduce(
      (list, node) => withSection(list, node, withSettings(node, { [key]: null })),
      nodelist,
    ),
  );
}
