import type { FileSystem, FileWriter } from './file-system.ts';

/** Thrown by every call from the moment of the crash on. */
export class MachineDied extends Error {}

/** Bytes of a file: those that were synced, and those a running system sees. */
interface SimulatedFile {
  synced: Uint8Array;
  content: Uint8Array;
}

/** A change of names that is not on the disk yet. */
type NameChange =
  | { readonly kind: 'link'; readonly path: string; readonly file: SimulatedFile }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly path: string };

/** Chooses between 0 and `below - 1`. */
export type Chooser = (below: number) => number;

/**
 * A file system in memory that forgets what was not synced: for tests of what survives a power cut. At a crash each
 * change of names that was not synced happened or did not, independently of the others, and a file's content that was not
 * synced is any beginning of it, or the old one.
 */
export class SimulatedDisk implements FileSystem {
  /** Names on the disk. */
  #durable = new Map<string, SimulatedFile>();
  /** Names a running system sees. */
  #names = new Map<string, SimulatedFile>();
  #changes: NameChange[] = [];
  #calls = 0;
  #diesAt = Number.POSITIVE_INFINITY;
  /** Calls that fail with this error, by name of the method; for full disks and the like. */
  readonly failing = new Map<string, Error>();

  /** Calls that were made since the last crash. */
  get calls(): number {
    return this.#calls;
  }

  /** Lets the machine die in place of the call of this number (0-based), counted from now. */
  dieAt(call: number): void {
    this.#diesAt = call;
    this.#calls = 0;
  }

  /** What a restarted machine finds. */
  crash(choose: Chooser): void {
    const survivors = new Map(this.#durable);
    for (const change of this.#changes) {
      if (choose(2) === 0) continue;
      applyChange(survivors, change);
    }
    for (const file of new Set([...this.#durable.values(), ...this.#names.values()])) {
      if (file.content === file.synced) continue;
      file.content = choose(2) === 0 ? file.synced : file.content.slice(0, choose(file.content.length + 1));
      file.synced = file.content;
    }
    this.#durable = survivors;
    this.#names = new Map(survivors);
    this.#changes = [];
    this.dieAt(Number.POSITIVE_INFINITY);
  }

  /** Content as text, without counting as a call. */
  peek(path: string): string | null {
    const file = this.#names.get(path);
    return file === undefined ? null : Buffer.from(file.content).toString('utf8');
  }

  /** Puts a durable file there, without counting as a call. */
  plant(path: string, text: string): void {
    const bytes = Buffer.from(text);
    const file = { synced: bytes, content: bytes };
    this.#durable.set(path, file);
    this.#names.set(path, file);
  }

  /** All names. */
  names(): readonly string[] {
    return [...this.#names.keys()].sort();
  }

  async makeFolder(): Promise<void> {
    this.#call('makeFolder');
  }

  async list(path: string): Promise<readonly string[]> {
    this.#call('list');
    const prefix = `${path}/`;
    return [...this.#names.keys()]
      .filter((name) => name.startsWith(prefix) && !name.slice(prefix.length).includes('/'))
      .map((name) => name.slice(prefix.length));
  }

  async read(path: string): Promise<Uint8Array | null> {
    this.#call('read');
    return this.#names.get(path)?.content ?? null;
  }

  async size(path: string): Promise<number> {
    this.#call('size');
    return this.#names.get(path)?.content.length ?? 0;
  }

  async create(path: string): Promise<FileWriter> {
    this.#call('create');
    const existing = this.#names.get(path);
    if (existing !== undefined) {
      existing.content = new Uint8Array();
      return this.#writer(existing);
    }
    return this.#writer(this.#link(path));
  }

  async append(path: string): Promise<FileWriter> {
    this.#call('append');
    return this.#writer(this.#names.get(path) ?? this.#link(path));
  }

  async rename(from: string, to: string): Promise<void> {
    this.#call('rename');
    if (!this.#names.has(from)) throw new Error(`ENOENT: rename ${from}`);
    this.#change({ kind: 'rename', from, to });
  }

  async remove(path: string): Promise<void> {
    this.#call('remove');
    if (this.#names.has(path)) this.#change({ kind: 'remove', path });
  }

  async syncFolder(path: string): Promise<void> {
    this.#call('syncFolder');
    const isHere = (name: string) => name.slice(0, name.lastIndexOf('/')) === path;
    this.#changes = this.#changes.filter((change) => {
      if (!isHere(change.kind === 'rename' ? change.to : change.path)) return true;
      applyChange(this.#durable, change);
      return false;
    });
  }

  #link(path: string): SimulatedFile {
    const nothing = new Uint8Array();
    const file = { synced: nothing, content: nothing };
    this.#change({ kind: 'link', path, file });
    return file;
  }

  #change(change: NameChange): void {
    applyChange(this.#names, change);
    this.#changes.push(change);
  }

  #writer(file: SimulatedFile): FileWriter {
    return {
      write: async (bytes) => {
        this.#call('write');
        const longer = new Uint8Array(file.content.length + bytes.length);
        longer.set(file.content);
        longer.set(bytes, file.content.length);
        file.content = longer;
      },
      sync: async () => {
        this.#call('sync');
        file.synced = file.content;
      },
      close: async () => this.#call('close'),
    };
  }

  #call(name: string): void {
    if (this.#calls >= this.#diesAt) throw new MachineDied(`died at ${name}`);
    this.#calls++;
    const failure = this.failing.get(name);
    if (failure !== undefined) throw failure;
  }
}

function applyChange(names: Map<string, SimulatedFile>, change: NameChange): void {
  if (change.kind === 'link') names.set(change.path, change.file);
  else if (change.kind === 'remove') names.delete(change.path);
  else {
    const file = names.get(change.from);
    // The file's own name never reached the disk: there is nothing to rename.
    if (file === undefined) return;
    names.delete(change.from);
    names.set(change.to, file);
  }
}
