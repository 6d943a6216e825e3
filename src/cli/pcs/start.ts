import { AT_ONCE } from './output.ts';
import { pcs } from './pcs.ts';

/** Exit code after a fault of our own. */
const INTERNAL = 70;

/** The program that is called as pcs: one file, so that little has to be read before a short command is done. */
pcs(process.argv.slice(2), AT_ONCE).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    AT_ONCE.err(`pcs: internal fault, please report it with the input that caused it\n${trace}\n`);
    process.exitCode = INTERNAL;
  },
);
