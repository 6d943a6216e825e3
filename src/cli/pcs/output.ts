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
