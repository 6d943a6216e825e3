import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { type ForeignFunction, loadForeign } from '../../corosync/native/foreign.ts';

/** `O_CLOEXEC`, alike on all Linux architectures this runs on. */
const CLOSE_ON_EXEC = 0o2000000;

/** `pipe2` of the C library; `null` where it cannot be called, `undefined` before the first use. */
let pipe2: ForeignFunction | null | undefined;

/**
 * A pipe for the output of a child. Node itself gives children a pair of sockets, and those cannot be opened by name: an
 * agent that writes to `/dev/stderr`, or a service it starts that logs there, would fail.
 */
export class OutputPipe {
  /** To be handed to a child, then closed. */
  readonly writeEnd: number;
  readonly stream: Readable;
  #isOpen = true;

  private constructor(readEnd: number, writeEnd: number) {
    this.writeEnd = writeEnd;
    this.stream = new Socket({ fd: readEnd, readable: true, writable: false });
  }

  /** A new pipe; `null` where there is none to be had. */
  static open(): OutputPipe | null {
    if (pipe2 === undefined) pipe2 = findPipe2();
    if (pipe2 === null) return null;
    const ends = new Int32Array(2);
    if (pipe2(ends, CLOSE_ON_EXEC) !== 0) return null;
    return new OutputPipe(ends[0] as number, ends[1] as number);
  }

  /** Closes our copy of the child's end: the stream ends when the child's copies are closed, too. */
  closeWriteEnd(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.writeEnd);
  }
}

function findPipe2(): ForeignFunction | null {
  const foreign = loadForeign();
  if ('code' in foreign) return null;
  try {
    return foreign.load(null).func('pipe2', 'int', [foreign.pointer('int'), 'int']);
  } catch {
    // Another C library; children get sockets then.
    return null;
  }
}
