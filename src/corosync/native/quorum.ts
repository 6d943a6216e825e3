import type { QuorumState } from '../engine.ts';
import type { CallQueue } from './call-queue.ts';
import { Connection } from './connection.ts';
import { CorosyncError } from './corosync-error.ts';
import type { Pointer } from './foreign.ts';
import type { CorosyncLibraries } from './libraries.ts';

export interface QuorumHandlers {
  changed(state: QuorumState): void;
  ended(call: string, code: number): void;
}

const MODEL_V1 = 1;
const TRACK_CURRENT = 1;
const TRACK_CHANGES = 2;

/** Follows Corosync's quorum: the state now, then every change. Not ordered with the group's messages. */
export async function openQuorum(
  libraries: CorosyncLibraries,
  queue: CallQueue,
  handlers: QuorumHandlers,
): Promise<Connection | { call: string; code: number }> {
  const { foreign, quorum, types } = libraries;
  const noted: (() => void)[] = [];
  const quorumChange = foreign.register(
    (_handle, isQuorate: number, _ring, count: number, nodes: Pointer) => {
      const nodeIds =
        count === 0 ? [] : Array.from(foreign.decode(nodes, 'uint32', count) as Iterable<number>);
      nodeIds.sort((a, b) => a - b);
      noted.push(() => handlers.changed({ isQuorate: isQuorate === 1, nodeIds }));
    },
    foreign.pointer(types.quorumChange),
  );
  const handle = [0n];
  const code = await queue.run(
    quorum.initialize,
    handle,
    MODEL_V1,
    { model: MODEL_V1, quorumChange, nodelistChange: null },
    [0],
    null,
  );
  if (code !== CorosyncError.ok) {
    foreign.unregister(quorumChange);
    return { call: 'quorum_model_initialize', code };
  }
  const connection = new Connection(
    libraries,
    queue,
    quorum,
    BigInt(handle[0] as bigint),
    [quorumChange],
    noted,
    (call, error) => handlers.ended(`quorum_${call}`, error),
  );
  const tracking = await connection.call(quorum.startTracking, TRACK_CURRENT | TRACK_CHANGES);
  const failed = tracking === CorosyncError.ok ? connection.listen() : tracking;
  if (failed === CorosyncError.ok) return connection;
  connection.close();
  return { call: 'quorum_trackstart', code: failed };
}
