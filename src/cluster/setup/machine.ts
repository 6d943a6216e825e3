import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';

/** What came of a program. */
export interface ProgramEnd {
  readonly code: number;
  readonly output: string;
}

/** The machine a cluster is set up on, as far as it matters for that; tests have one of paper. */
export interface Machine {
  /** Before every path: empty on the real machine. */
  readonly root: string;
  /** Name of this machine, `uname -n`. */
  readonly name: string;
  /** Whether systemd is its first process. */
  readonly hasSystemd: boolean;
  /** Addresses of a name; empty when it has none. */
  addressesOf(name: string): Promise<readonly string[]>;
  random(bytes: number): Uint8Array;
  /** Now, epoch milliseconds. */
  now(): number;
  /** Runs a program to its end, however long it takes. */
  run(program: string, argv: readonly string[]): Promise<ProgramEnd>;
}

/** This machine. */
export function thisMachine(): Machine {
  return {
    root: '',
    name: hostname(),
    hasSystemd: existsSync('/run/systemd/system'),
    addressesOf: async (name) => {
      try {
        return (await lookup(name, { all: true })).map(({ address }) => address);
      } catch {
        return [];
      }
    },
    random: randomBytes,
    now: Date.now,
    run: (program, argv) =>
      new Promise((resolve) => {
        let output = '';
        const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
        for (const stream of [child.stdout, child.stderr]) {
          stream.on('data', (text: Buffer) => {
            output = (output + text.toString()).slice(-4096);
          });
        }
        child.once('error', (error) => resolve({ code: 127, output: error.message }));
        child.once('close', (code) => resolve({ code: code ?? 128, output }));
      }),
  };
}
