import { writeSync } from 'node:fs';

/** Where a command writes: the streams of the process, or texts of a test. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export const STREAMS: Output = {
  out: (text) => {
    process.stdout.write(text);
  },
  err: (text) => {
    process.stderr.write(text);
  },
};

/** Writes to a file of the process at once, past its streams: loading these takes longer than a short command. */
function writeAtOnce(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Nobody reads any more: what is left is for nobody.
      if (code === 'EPIPE') return;
      // The reader of a pipe that does not block is behind.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BEHIND_MS);
    }
  }
}

const BEHIND_MS = 5;

/** The output and the error output of the process, for a program that writes nothing to its streams. */
export const AT_ONCE: Output = {
  out: (text) => writeAtOnce(1, text),
  err: (text) => writeAtOnce(2, text),
};
