import { unlink } from 'node:fs/promises';
import { DISK } from '../store/file-system.ts';
import { runtimePath, type ShutdownFolders } from './folders.ts';
import { readOwnFile } from './own-file.ts';
import { writeWholeFile } from './whole-file.ts';

/** What an operator tells the watcher about a run: end it, or go on with it. */
export type RunWordKind = 'cancel' | 'resume';

export interface RunWord {
  readonly run: string;
  readonly by: string;
}

/** `refused`: something else lies there, which is to be set aside. */
export type FoundWord =
  | { readonly kind: 'none' }
  | { readonly kind: 'word'; readonly word: RunWord }
  | { readonly kind: 'refused'; readonly why: string };

const LARGEST = 64 * 1024;

/** Leaves word for the watcher. It stays until the run has ended. Rejects as file systems do. */
export async function leaveWord(folders: ShutdownFolders, kind: RunWordKind, word: RunWord): Promise<void> {
  await writeWholeFile(DISK, runtimePath(folders, kind), `${JSON.stringify(word)}\n`);
}

export async function readWord(folders: ShutdownFolders, kind: RunWordKind): Promise<FoundWord> {
  const found = await readOwnFile(runtimePath(folders, kind), LARGEST);
  switch (found.kind) {
    case 'none':
      return found;
    case 'unusable':
      return { kind: 'refused', why: found.why };
    case 'exposed':
      return { kind: 'refused', why: 'it could have been written by others' };
    case 'text': {
      const word = parseWord(found.text);
      return word === null ? { kind: 'refused', why: 'it is malformed' } : { kind: 'word', word };
    }
  }
}

/** Takes back what was said about a run; word about another one stays. */
export async function removeWord(folders: ShutdownFolders, kind: RunWordKind, run: string): Promise<void> {
  const found = await readWord(folders, kind);
  if (found.kind === 'word' && found.word.run === run)
    await unlink(runtimePath(folders, kind)).catch(() => undefined);
}

function parseWord(text: string): RunWord | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('run' in value) || !('by' in value)) return null;
    return typeof value.run === 'string' && typeof value.by === 'string'
      ? { run: value.run, by: value.by }
      : null;
  } catch {
    return null;
  }
}
