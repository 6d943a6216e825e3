import { CorosyncError, isTryAgain } from './corosync-error.ts';
import type { CorosyncLibraries } from './libraries.ts';

/** The calls a library handle is driven by. */
interface HandleCalls {
  readonly descriptor: (...values: unknown[]) => number;
  readonly dispatch: (...values: unknown[]) => number;
  readonly finalize: (...values: unknown[]) => number;
}

const DISPATCH_ONE_WITHOUT_WAITING = 4;
/** Events read in one turn of the event loop before timers and other sources have theirs. */
const EVENTS_PER_TURN = 256;

/**
 * One handle of a Corosync library in the event loop: the library's descriptor wakes us, each wake reads a bounded
 * number of events. C callbacks only note the event; it is handled when the library has returned, so that a handler
 * may call the library, close the handle, or throw.
 */
export class Connection {
  readonly handle: bigint;
  readonly #libraries: CorosyncLibraries;
  readonly #calls: HandleCalls;
  readonly #callbacks: readonly bigint[];
  readonly #noted: (() => void)[];
  readonly #ended: (call: string, code: number) => void;
  #poll: { close(): void } | null = null;
  #isOpen = true;

  constructor(
    libraries: CorosyncLibraries,
    calls: HandleCalls,
    handle: bigint,
    callbacks: readonly bigint[],
    noted: (() => void)[],
    ended: (call: string, code: number) => void,
  ) {
    this.#libraries = libraries;
    this.#calls = calls;
    this.handle = handle;
    this.#callbacks = callbacks;
    this.#noted = noted;
    this.#ended = ended;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Begins to read. Returns the library's error number. */
  listen(): number {
    const descriptor = [0];
    const code = this.#calls.descriptor(this.handle, descriptor);
    if (code !== CorosyncError.ok) return code;
    this.#poll = this.#libraries.foreign.node.poll(
      descriptor[0] as number,
      { readable: true, disconnect: true },
      () => this.#read(),
    );
    return code;
  }

  /** Poll handle first, then the library's (which closes the descriptor), callbacks when no frame can hold them. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#poll?.close();
    this.#calls.finalize(this.handle);
    setImmediate(() => {
      for (const callback of this.#callbacks) this.#libraries.foreign.unregister(callback);
    });
  }

  #read(): void {
    for (let i = 0; i < EVENTS_PER_TURN && this.#isOpen; i++) {
      const code = this.#calls.dispatch(this.handle, DISPATCH_ONE_WITHOUT_WAITING);
      for (let event = this.#noted.shift(); event !== undefined; event = this.#noted.shift()) {
        if (this.#isOpen) event();
      }
      if (isTryAgain(code)) return;
      if (code !== CorosyncError.ok) {
        if (this.#isOpen) this.#ended('dispatch', code);
        return;
      }
    }
  }
}
