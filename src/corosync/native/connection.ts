import type { CallQueue } from './call-queue.ts';
import { CorosyncError, isTryAgain } from './corosync-error.ts';
import type { ForeignFunction } from './foreign.ts';
import type { CorosyncLibraries } from './libraries.ts';

/** The calls a library handle is driven by. */
interface HandleCalls {
  readonly descriptor: ForeignFunction;
  readonly dispatch: ForeignFunction;
  readonly finalize: ForeignFunction;
}

const DISPATCH_ONE_WITHOUT_WAITING = 4;
/** Events read in one turn of the event loop before timers and other sources have theirs. */
const EVENTS_PER_TURN = 256;

/**
 * One handle of a Corosync library in the event loop: the library's descriptor wakes us, each wake reads a bounded
 * number of events. C callbacks only note the event; it is handled in a turn of its own right after, for two reasons:
 * a handler may call the library, close the handle, or throw; and koffi calls us from outside of Node's callback
 * scope, where promises that were settled would not go on until something else happens (seen: for 30 s).
 */
export class Connection {
  readonly handle: bigint;
  readonly #libraries: CorosyncLibraries;
  readonly #queue: CallQueue;
  readonly #calls: HandleCalls;
  readonly #callbacks: readonly bigint[];
  readonly #noted: (() => void)[];
  readonly #ended: (call: string, code: number) => void;
  #poll: { close(): void } | null = null;
  #isOpen = true;
  #isTurnDue = false;
  #isPaused = false;

  constructor(
    libraries: CorosyncLibraries,
    queue: CallQueue,
    calls: HandleCalls,
    handle: bigint,
    callbacks: readonly bigint[],
    noted: (() => void)[],
    ended: (call: string, code: number) => void,
  ) {
    this.#libraries = libraries;
    this.#queue = queue;
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

  /** A call that Corosync answers. */
  call(call: ForeignFunction, ...values: readonly unknown[]): Promise<number> {
    return this.#queue.run(call, this.handle, ...values);
  }

  /** Events are kept until `resume`; the one that is being told is told to its end. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#scheduleTurn();
  }

  /** Poll handle first, then the library's (which closes the descriptor), callbacks when no frame can hold them. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#poll?.close();
    void this.call(this.#calls.finalize).then(() => {
      for (const callback of this.#callbacks) this.#libraries.foreign.unregister(callback);
    });
  }

  #read(): void {
    for (let i = 0; i < EVENTS_PER_TURN && this.#isOpen; i++) {
      const code = this.#calls.dispatch(this.handle, DISPATCH_ONE_WITHOUT_WAITING);
      if (code === CorosyncError.ok) continue;
      if (!isTryAgain(code)) {
        // A broken descriptor stays readable for ever.
        this.#poll?.close();
        this.#poll = null;
        this.#noted.push(() => this.#ended('dispatch', code));
      }
      break;
    }
    this.#scheduleTurn();
  }

  #scheduleTurn(): void {
    if (this.#isTurnDue || this.#isPaused || this.#noted.length === 0) return;
    this.#isTurnDue = true;
    setImmediate(() => {
      this.#isTurnDue = false;
      try {
        while (!this.#isPaused) {
          const event = this.#noted.shift();
          if (event === undefined) break;
          if (this.#isOpen) event();
        }
      } finally {
        // A handler threw: that surfaces, and the rest is told in another turn.
        this.#scheduleTurn();
      }
    });
  }
}
