import { olderForm, withoutAccepted } from './accepted.ts';
import { confDifference } from './canonical-conf.ts';
import { xmlDifference } from './canonical-xml.ts';
import { settled } from './chance.ts';
import type { Files, Outcome } from './play.ts';

/** How the two programs differ on one command. */
export interface Difference {
  readonly what: 'status' | 'configuration' | 'output' | 'errors';
  readonly text: string;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** Ids of the accepted differences that were needed. */
  readonly accepted: readonly string[];
  /** Ids of what chance decided in the texts of pcs. */
  readonly chances: readonly string[];
}

/**
 * Compares exit status, files left behind, and both texts; white space is ignored in texts. Of a CIB's version it counts
 * only whether it was raised: pcs raises it once for every step it takes on the way, ours once for a change.
 */
export function compare(command: string, before: Files, pcs: Outcome, hawser: Outcome): Comparison {
  const older = olderForm(command, withoutSpace(pcs.errors), withoutSpace(hawser.errors));
  if (older !== null && pcs.status !== 0 && hawser.status === 0)
    return { differences: [], accepted: [older.id], chances: [] };
  const differences: Difference[] = [];
  const accepted: string[] = [];
  const chances: string[] = [];
  if (pcs.status !== hawser.status || pcs.signal !== hawser.signal) {
    const told = ({ status, signal }: Outcome): string => signal ?? String(status);
    differences.push({ what: 'status', text: `pcs ${told(pcs)}, hawser ${told(hawser)}` });
  }
  for (const name of new Set([...pcs.files.keys(), ...hawser.files.keys()])) {
    const difference = fileDifference(before.get(name), pcs.files.get(name), hawser.files.get(name));
    if (difference !== null) differences.push({ what: 'configuration', text: `${name}: ${difference}` });
  }
  for (const stream of ['output', 'errors'] as const) {
    if (/^\s*</.test(pcs[stream])) {
      const difference = xmlDifference(pcs[stream], hawser[stream]);
      if (difference !== null) differences.push({ what: stream, text: difference });
      continue;
    }
    const theirs = settled(stream, pcs[stream]);
    const ours = settled(stream, hawser[stream]);
    chances.push(...theirs.ids);
    const rest = withoutAccepted(stream, withoutSpace(theirs.text), withoutSpace(ours.text));
    accepted.push(...rest.used);
    if (rest.expected !== rest.got) {
      differences.push({ what: stream, text: firstDifferentWords(rest.expected, rest.got) });
    }
  }
  return { differences, accepted, chances };
}

function fileDifference(
  before: string | undefined,
  pcs: string | undefined,
  hawser: string | undefined,
): string | null {
  if (pcs === undefined) return 'only hawser has written it';
  if (hawser === undefined) return 'only pcs has written it';
  if (/^\s*</.test(pcs)) return xmlDifference(withoutVersion(before, pcs), withoutVersion(before, hawser));
  if (pcs.includes('totem {')) return confDifference(pcs, hawser);
  return pcs === hawser ? null : firstDifferentWords(withoutSpace(pcs), withoutSpace(hawser)) || null;
}

const VERSION = /<cib\b[^>]*>/;

/** A CIB that tells of its version only whether it is another one than before. */
function withoutVersion(before: string | undefined, text: string): string {
  const numbers = (tag: string): string =>
    ['admin_epoch', 'epoch'].map((name) => new RegExp(`\\b${name}="(\\d+)"`).exec(tag)?.[1]).join('.');
  const old = VERSION.exec(before ?? '')?.[0] ?? '';
  return text.replace(VERSION, (tag) => {
    const isSame = numbers(tag) === numbers(old);
    return tag
      .replace(/\bnum_updates="\d+"/, '')
      .replace(/\badmin_epoch="\d+"/, '')
      .replace(/\bepoch="\d+"/, `epoch="${isSame ? 'same' : 'raised'}"`);
  });
}

/** JSON is spaced in one way, and runs of white space are one blank. */
function withoutSpace(text: string): string {
  const shown = /^\s*\{"/.test(text) ? spacedJson(text) : text;
  return shown.split(/\s+/).filter(Boolean).join(' ');
}

function spacedJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text;
  }
}

function firstDifferentWords(pcs: string, hawser: string): string {
  const left = pcs.split(' ');
  const right = hawser.split(' ');
  let at = 0;
  while (at < left.length && left[at] === right[at]) at++;
  if (at === left.length && at === right.length) return '';
  const around = (words: string[]): string =>
    `${at > 6 ? '… ' : ''}${words.slice(Math.max(0, at - 6), at).join(' ')} ▸${words.slice(at, at + 30).join(' ')}`;
  return `\n      pcs    ${around(left)}\n      hawser ${around(right)}`;
}
