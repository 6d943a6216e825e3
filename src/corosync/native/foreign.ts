import { createRequire } from 'node:module';
import { type EngineProblem, libraryMissing } from '../problem.ts';

/** A pointer as the foreign-function part hands it out. */
export type Pointer = bigint | object | null;

/** A C type of the foreign-function part. */
export interface ForeignType {
  readonly size: number;
}

/** A function of a library: called at once, or on a thread of its own (the last value takes error and result). */
export interface ForeignFunction {
  (...values: unknown[]): number;
  async(...values: unknown[]): void;
}

export interface ForeignLibrary {
  func(name: string, result: string, parameters: readonly unknown[]): ForeignFunction;
}

export interface PollHandle {
  close(): void;
}

/** As much of koffi as we use. Declared here so that neither the type check nor the bundle needs the package. */
export interface Foreign {
  config(options: {
    sync_stack_size: number;
    async_stack_size: number;
    resident_async_pools: number;
  }): unknown;
  load(path: string | null): ForeignLibrary;
  struct(name: string, members: Record<string, unknown>): ForeignType;
  array(of: unknown, length: number): ForeignType;
  proto(name: string, result: string, parameters: readonly unknown[]): ForeignType;
  pointer(to: unknown): ForeignType;
  out(type: unknown): unknown;
  register(callback: (...values: never[]) => void, type: ForeignType): bigint;
  unregister(callback: bigint): void;
  decode(pointer: Pointer, type: unknown, length: number): unknown;
  view(pointer: Pointer, length: number): ArrayBuffer;
  readonly node: {
    poll(
      descriptor: number,
      events: { readable: boolean; disconnect: boolean },
      callback: () => void,
    ): PollHandle;
  };
}

/**
 * cpg_dispatch and quorum_dispatch each have a stack frame of somewhat more than 1 MiB; koffi runs calls on a stack
 * of its own, 2 MiB unless told otherwise.
 */
const CALL_STACK_BYTES = 4 << 20;

let loaded: Foreign | null = null;

/** Loads koffi at first use: programs that never touch Corosync neither load nor need it. */
export function loadForeign(): Foreign | EngineProblem {
  if (loaded !== null) return loaded;
  try {
    const required: unknown = createRequire(import.meta.url)('koffi');
    const foreign = (
      required !== null && typeof required === 'object' && 'default' in required ? required.default : required
    ) as Foreign;
    foreign.config({
      sync_stack_size: CALL_STACK_BYTES,
      async_stack_size: CALL_STACK_BYTES,
      // One call at a time runs on another thread (CallQueue).
      resident_async_pools: 1,
    });
    loaded = foreign;
    return foreign;
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return libraryMissing('koffi', 'npm ci (package koffi)', why);
  }
}
