import { failureWords } from '../../result/failure-words.ts';
import { type EngineProblem, libraryMissing } from '../problem.ts';
import { type Foreign, type ForeignFunction, type ForeignType, loadForeign } from './foreign.ts';

/** Corosync's client libraries, their functions declared. Each returns a corotypes error number. */
export interface CorosyncLibraries {
  readonly foreign: Foreign;
  readonly cpg: {
    readonly initialize: ForeignFunction;
    readonly descriptor: ForeignFunction;
    readonly join: ForeignFunction;
    readonly leave: ForeignFunction;
    readonly multicast: ForeignFunction;
    readonly dispatch: ForeignFunction;
    readonly localNodeId: ForeignFunction;
    readonly largestAtomicMessage: ForeignFunction;
    readonly finalize: ForeignFunction;
  };
  readonly quorum: {
    readonly initialize: ForeignFunction;
    readonly descriptor: ForeignFunction;
    readonly startTracking: ForeignFunction;
    readonly dispatch: ForeignFunction;
    readonly finalize: ForeignFunction;
  };
  readonly cmap: {
    readonly initialize: ForeignFunction;
    readonly getString: ForeignFunction;
    readonly getUint32: ForeignFunction;
    readonly startIteration: ForeignFunction;
    readonly nextKey: ForeignFunction;
    readonly endIteration: ForeignFunction;
    readonly finalize: ForeignFunction;
  };
  readonly free: ForeignFunction;
  readonly types: {
    readonly address: ForeignType;
    readonly deliver: ForeignType;
    readonly configurationChange: ForeignType;
    readonly totemChange: ForeignType;
    readonly quorumChange: ForeignType;
    readonly nodelistChange: ForeignType;
  };
}

/** Runtime sonames, never the names of the development packages. */
const LIBRARIES = {
  cpg: { file: 'libcpg.so.4', debianPackage: 'apt-get install libcpg4' },
  quorum: { file: 'libquorum.so.5', debianPackage: 'apt-get install libquorum5' },
  cmap: { file: 'libcmap.so.4', debianPackage: 'apt-get install libcmap4' },
} as const;

let cached: CorosyncLibraries | null = null;

/** Loads and declares the libraries once a process; a failure is not kept, they may be installed meanwhile. */
export function loadLibraries(
  libraries: Readonly<Record<string, { readonly file: string; readonly debianPackage: string }>> = LIBRARIES,
):
  | { readonly ok: true; readonly libraries: CorosyncLibraries }
  | { readonly ok: false; readonly problem: EngineProblem } {
  if (cached !== null && libraries === LIBRARIES) return { ok: true, libraries: cached };
  const foreign = loadForeign();
  if ('code' in foreign) return { ok: false, problem: foreign };
  for (const { file, debianPackage } of Object.values(libraries)) {
    try {
      foreign.load(file);
    } catch (error) {
      const why = failureWords(error);
      return { ok: false, problem: libraryMissing(file, debianPackage, why) };
    }
  }
  cached ??= declare(foreign);
  return { ok: true, libraries: cached };
}

function declare(foreign: Foreign): CorosyncLibraries {
  // koffi keeps types by name for the life of the process and confuses nameless ones: each has a name of its own,
  // also when this module is loaded a second time.
  const suffix = process.hrtime.bigint();
  const name = (type: string) => `hawser_${type}_${suffix}`;
  const handle = 'uint64';
  const bytes = 'const void *';
  const outHandle = foreign.out(foreign.pointer(handle));
  const outInt = foreign.out(foreign.pointer('int'));
  const outUint32 = foreign.out(foreign.pointer('uint32'));
  const groupName = foreign.struct(name('groupName'), {
    length: 'uint32',
    value: foreign.array('char', 128),
  });
  const namePointer = foreign.pointer(groupName);
  const address = foreign.struct(name('address'), { nodeId: 'uint32', pid: 'uint32', reason: 'uint32' });
  const ring = foreign.struct(name('ring'), { nodeId: 'uint32', sequence: 'uint64' });
  const slice = foreign.struct(name('slice'), { base: bytes, length: 'size_t' });
  const deliver = foreign.proto(name('deliver'), 'void', [
    handle,
    namePointer,
    'uint32',
    'uint32',
    'void *',
    'size_t',
  ]);
  const list = [bytes, 'size_t'];
  const configurationChange = foreign.proto(name('configurationChange'), 'void', [
    handle,
    namePointer,
    ...list,
    ...list,
    ...list,
  ]);
  const totemChange = foreign.proto(name('totemChange'), 'void', [handle, ring, 'uint32', bytes]);
  const groupModel = foreign.struct(name('groupModel'), {
    model: 'int',
    deliver: foreign.pointer(deliver),
    configurationChange: foreign.pointer(configurationChange),
    totemChange: foreign.pointer(totemChange),
    flags: 'uint32',
  });
  const quorumChange = foreign.proto(name('quorumChange'), 'void', [handle, 'uint32', ring, 'uint32', bytes]);
  const nodelistChange = foreign.proto(name('nodelistChange'), 'void', [
    handle,
    ring,
    'uint32',
    bytes,
    'uint32',
    bytes,
    'uint32',
    bytes,
  ]);
  const quorumModel = foreign.struct(name('quorumModel'), {
    model: 'int',
    quorumChange: foreign.pointer(quorumChange),
    nodelistChange: foreign.pointer(nodelistChange),
  });
  const cpg = foreign.load(LIBRARIES.cpg.file);
  const quorum = foreign.load(LIBRARIES.quorum.file);
  const cmap = foreign.load(LIBRARIES.cmap.file);
  return {
    foreign,
    cpg: {
      initialize: cpg.func('cpg_model_initialize', 'int', [
        outHandle,
        'int',
        foreign.pointer(groupModel),
        'void *',
      ]),
      descriptor: cpg.func('cpg_fd_get', 'int', [handle, outInt]),
      join: cpg.func('cpg_join', 'int', [handle, namePointer]),
      leave: cpg.func('cpg_leave', 'int', [handle, namePointer]),
      multicast: cpg.func('cpg_mcast_joined', 'int', [handle, 'int', foreign.pointer(slice), 'uint32']),
      dispatch: cpg.func('cpg_dispatch', 'int', [handle, 'int']),
      localNodeId: cpg.func('cpg_local_get', 'int', [handle, outUint32]),
      largestAtomicMessage: cpg.func('cpg_max_atomic_msgsize_get', 'int', [handle, outUint32]),
      finalize: cpg.func('cpg_finalize', 'int', [handle]),
    },
    quorum: {
      initialize: quorum.func('quorum_model_initialize', 'int', [
        outHandle,
        'int',
        foreign.pointer(quorumModel),
        outUint32,
        'void *',
      ]),
      descriptor: quorum.func('quorum_fd_get', 'int', [handle, outInt]),
      startTracking: quorum.func('quorum_trackstart', 'int', [handle, 'uint32']),
      dispatch: quorum.func('quorum_dispatch', 'int', [handle, 'int']),
      finalize: quorum.func('quorum_finalize', 'int', [handle]),
    },
    cmap: {
      initialize: cmap.func('cmap_initialize', 'int', [outHandle]),
      getString: cmap.func('cmap_get_string', 'int', [
        handle,
        'str',
        foreign.out(foreign.pointer(foreign.pointer('void'))),
      ]),
      getUint32: cmap.func('cmap_get_uint32', 'int', [handle, 'str', outUint32]),
      startIteration: cmap.func('cmap_iter_init', 'int', [handle, 'str', outHandle]),
      nextKey: cmap.func('cmap_iter_next', 'int', [handle, handle, 'void *', 'void *', 'void *']),
      endIteration: cmap.func('cmap_iter_finalize', 'int', [handle, handle]),
      finalize: cmap.func('cmap_finalize', 'int', [handle]),
    },
    free: foreign.load(null).func('free', 'void', ['void *']),
    types: { address, deliver, configurationChange, totemChange, quorumChange, nodelistChange },
  };
}
