import {
  type BundleChange,
  createBundle,
  resetBundle,
  updateBundle,
  type WantedBundle,
} from '../../../configuration/resources/bundle-edit.ts';
import type { Call } from '../call.ts';
import { type KeywordParts, splitAtKeywords } from '../words/keywords.ts';
import { type Pairs, readPairs, WrongWords } from '../words/pairs.ts';

const KEYWORDS = ['container', 'network', 'port-map', 'storage-map', 'meta'];

/** `pcs resource bundle create`. */
export async function bundleCreate(call: Call): Promise<number> {
  const parts = splitAtKeywords(call.words, KEYWORDS);
  const words = parts.of('container') ?? [];
  const hasType = words[0] !== undefined && !words[0].includes('=');
  const wanted = readBundle(call, parts, hasType ? words.slice(1) : words);
  if (wanted instanceof WrongWords) return call.wrong(wanted);
  const type = hasType ? (words[0] ?? '') : '';
  return await call.edit((configuration) => createBundle(configuration, wanted, type, call.isForced));
}

/** `pcs resource bundle reset`. */
export async function bundleReset(call: Call): Promise<number> {
  const parts = splitAtKeywords(call.words, KEYWORDS);
  const wanted = readBundle(call, parts, parts.of('container') ?? []);
  if (wanted instanceof WrongWords) return call.wrong(wanted);
  return await call.edit((configuration) => resetBundle(configuration, wanted, call.isForced));
}

/** `pcs resource bundle update`. */
export async function bundleUpdate(call: Call): Promise<number> {
  const change = readChange(splitAtKeywords(call.words, KEYWORDS));
  if (change instanceof WrongWords) return call.wrong(change);
  return await call.edit((configuration) => updateBundle(configuration, change, call.isForced));
}

function readBundle(
  call: Call,
  parts: KeywordParts,
  containerWords: readonly string[],
): WantedBundle | WrongWords {
  const [id, ...more] = parts.first;
  if (id === undefined || more.length > 0) return new WrongWords();
  const container = readPairs(containerWords);
  const network = readPairs(parts.of('network') ?? []);
  const portMaps = readMaps('port-map', parts.each('port-map'));
  const storageMaps = readMaps('storage-map', parts.each('storage-map'));
  const meta = readPairs(parts.of('meta') ?? []);
  for (const one of [container, network, portMaps, storageMaps, meta]) {
    if (one instanceof WrongWords) return one;
  }
  return {
    id,
    container: container as Pairs,
    network: network as Pairs,
    portMaps: portMaps as readonly Pairs[],
    storageMaps: storageMaps as readonly Pairs[],
    meta: meta as Pairs,
    isDisabled: call.has('disabled'),
  };
}

function readMaps(keyword: string, each: readonly (readonly string[])[]): readonly Pairs[] | WrongWords {
  const maps: Pairs[] = [];
  for (const words of each) {
    if (words.length === 0) return new WrongWords(`No ${keyword} options specified`);
    const pairs = readPairs(words);
    if (pairs instanceof WrongWords) return pairs;
    maps.push(pairs);
  }
  return maps;
}

function readChange(parts: KeywordParts): BundleChange | WrongWords {
  const [id, ...more] = parts.first;
  if (id === undefined || more.length > 0) return new WrongWords();
  const container = readPairs(parts.of('container') ?? []);
  if (container instanceof WrongWords) return container;
  const network = readPairs(parts.of('network') ?? []);
  if (network instanceof WrongWords) return network;
  const ports = readMapChanges('port-map', parts.each('port-map'));
  if (ports instanceof WrongWords) return ports;
  const storage = readMapChanges('storage-map', parts.each('storage-map'));
  if (storage instanceof WrongWords) return storage;
  const meta = readPairs(parts.of('meta') ?? []);
  if (meta instanceof WrongWords) return meta;
  const [portMaps, removedPortMaps] = ports;
  const [storageMaps, removedStorageMaps] = storage;
  return {
    id,
    container,
    network,
    portMaps,
    storageMaps,
    meta,
    isDisabled: false,
    removedPortMaps,
    removedStorageMaps,
  };
}

function readMapChanges(
  keyword: string,
  each: readonly (readonly string[])[],
): readonly [readonly Pairs[], readonly string[]] | WrongWords {
  const added: Pairs[] = [];
  const removed: string[] = [];
  for (const [way, ...rest] of each) {
    if (way === undefined) return new WrongWords(`No ${keyword} options specified`);
    if (way === 'add' && rest.length > 0) {
      const pairs = readPairs(rest);
      if (pairs instanceof WrongWords) return pairs;
      added.push(pairs);
    } else if ((way === 'delete' || way === 'remove') && rest.length > 0) removed.push(...rest);
    else {
      const message = `When using '${keyword}' you must specify either 'add' and options or either of 'delete' or 'remove' and id(s)`;
      return new WrongWords(message);
    }
  }
  return [added, removed];
}
