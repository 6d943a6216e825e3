import type { MemberReason } from '../engine.ts';
import type { CallQueue } from './call-queue.ts';
import { Connection } from './connection.ts';
import { CorosyncError } from './corosync-error.ts';
import type { Pointer } from './foreign.ts';
import type { CorosyncLibraries } from './libraries.ts';

/** A member as Corosync names it. */
export interface GroupAddress {
  readonly nodeId: number;
  readonly pid: number;
}

export interface GroupChange {
  readonly members: readonly GroupAddress[];
  readonly left: readonly (GroupAddress & { readonly reason: MemberReason })[];
  readonly joined: readonly (GroupAddress & { readonly reason: MemberReason })[];
}

export interface GroupHandlers {
  delivered(from: GroupAddress, frame: Uint8Array): void;
  changed(change: GroupChange): void;
  ended(call: string, code: number): void;
}

interface RawAddress {
  readonly nodeId: number;
  readonly pid: number;
  readonly reason: number;
}

const REASONS: readonly MemberReason[] = ['join', 'join', 'leave', 'node-down', 'node-up', 'process-down'];
const MODEL_V1 = 1;
const AGREED_ORDER = 2;

/** A closed process group of Corosync: members, frames in agreed order. */
export class Group {
  readonly #libraries: CorosyncLibraries;
  readonly #connection: Connection;
  readonly #name: { readonly length: number; readonly value: string };

  private constructor(libraries: CorosyncLibraries, connection: Connection, name: string) {
    this.#libraries = libraries;
    this.#connection = connection;
    this.#name = { length: Buffer.byteLength(name), value: name };
  }

  /** Connects without joining. Returns the group, or the call that failed with its error number. */
  static async open(
    libraries: CorosyncLibraries,
    queue: CallQueue,
    name: string,
    handlers: GroupHandlers,
  ): Promise<Group | { call: string; code: number }> {
    const { foreign, cpg, types } = libraries;
    const noted: (() => void)[] = [];
    const addresses = (pointer: Pointer, count: number | bigint): RawAddress[] =>
      Number(count) === 0 ? [] : (foreign.decode(pointer, types.address, Number(count)) as RawAddress[]);
    const deliver = foreign.register(
      (_handle, _group, nodeId: number, pid: number, bytes: Pointer, length: number | bigint) => {
        // The library's memory dies with this call.
        const frame = Number(length) === 0 ? new Uint8Array(0) : copyOf(foreign.view(bytes, Number(length)));
        noted.push(() => handlers.delivered({ nodeId, pid }, frame));
      },
      foreign.pointer(types.deliver),
    );
    const change = foreign.register(
      (_handle, _group, members, memberCount, left, leftCount, joined, joinedCount) => {
        const value: GroupChange = {
          members: addresses(members, memberCount).map(({ nodeId, pid }) => ({ nodeId, pid })),
          left: addresses(left, leftCount).map(withReason),
          joined: addresses(joined, joinedCount).map(withReason),
        };
        noted.push(() => handlers.changed(value));
      },
      foreign.pointer(types.configurationChange),
    );
    const handle = [0n];
    const callbacks = [deliver, change];
    const code = await queue.run(
      cpg.initialize,
      handle,
      MODEL_V1,
      { model: MODEL_V1, deliver, configurationChange: change, totemChange: null, flags: 0 },
      null,
    );
    if (code !== CorosyncError.ok) {
      for (const callback of callbacks) foreign.unregister(callback);
      return { call: 'cpg_model_initialize', code };
    }
    const connection = new Connection(
      libraries,
      queue,
      cpg,
      BigInt(handle[0] as bigint),
      callbacks,
      noted,
      (call, error) => handlers.ended(`cpg_${call}`, error),
    );
    const listening = connection.listen();
    if (listening !== CorosyncError.ok) {
      connection.close();
      return { call: 'cpg_fd_get', code: listening };
    }
    return new Group(libraries, connection, name);
  }

  join(): Promise<number> {
    return this.#connection.call(this.#libraries.cpg.join, this.#name);
  }

  leave(): Promise<number> {
    return this.#connection.call(this.#libraries.cpg.leave, this.#name);
  }

  /** This node's id; null when Corosync does not tell. */
  async localNodeId(): Promise<number | null> {
    const nodeId = [0];
    const code = await this.#connection.call(this.#libraries.cpg.localNodeId, nodeId);
    return code === CorosyncError.ok ? (nodeId[0] as number) : null;
  }

  /** Bytes one frame may have so that Corosync takes it as a whole; null when it does not tell. */
  async largestFrame(): Promise<number | null> {
    const size = [0];
    const code = await this.#connection.call(this.#libraries.cpg.largestAtomicMessage, size);
    return code === CorosyncError.ok ? (size[0] as number) : null;
  }

  /** Hands one frame to the cluster, header and body; both stay as they are until the error number comes. */
  multicast(header: Uint8Array, body: Uint8Array): Promise<number> {
    const slices =
      body.length === 0
        ? [{ base: header, length: header.length }]
        : [
            { base: header, length: header.length },
            { base: body, length: body.length },
          ];
    return this.#connection.call(this.#libraries.cpg.multicast, AGREED_ORDER, slices, slices.length);
  }

  /** Tells nothing more until `resume`. */
  pause(): void {
    this.#connection.pause();
  }

  resume(): void {
    this.#connection.resume();
  }

  close(): void {
    this.#connection.close();
  }
}

function copyOf(memory: ArrayBuffer): Uint8Array {
  return new Uint8Array(new Uint8Array(memory));
}

function withReason({ nodeId, pid, reason }: RawAddress): GroupAddress & { reason: MemberReason } {
  return { nodeId, pid, reason: REASONS[reason] ?? 'join' };
}
