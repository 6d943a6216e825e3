import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConfiguredNode, EngineMember, EngineStatus } from '../../src/corosync/engine.ts';
import type { CorosyncEngineOptions } from '../../src/corosync/native/engine.ts';
import type { EngineCommand, EngineReport } from './engine-protocol.ts';
import type { NamespaceLab } from './namespace-lab.ts';

const PROGRAM = resolve(import.meta.dirname, 'engine-process.ts');

export interface EngineFacts {
  readonly self: EngineMember | null;
  readonly nodes: readonly ConfiguredNode[];
  readonly clusterName: string;
  readonly status: EngineStatus;
}

/** Leads an engine that runs in a process inside a host of the lab. */
export class EngineClient {
  readonly #child: ChildProcess;
  readonly #pending = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  #nextId = 1;

  constructor(
    lab: NamespaceLab,
    nodeId: number,
    told: (report: EngineReport) => void,
    options: CorosyncEngineOptions = {},
    /** A command that runs the rest of the line, such as setpriv. */
    wrapper: readonly string[] = [],
  ) {
    this.#child = lab.spawn(
      nodeId,
      [...wrapper, process.execPath, PROGRAM, JSON.stringify(options)],
      ['ignore', 'inherit', 'inherit', 'ipc'],
    );
    this.#child.on('message', (report: EngineReport) => {
      if (report.kind === 'answer') this.#settle(report.id)?.resolve(report.value);
      else if (report.kind === 'failure') this.#settle(report.id)?.reject(new Error(report.why));
      else told(report);
    });
    this.#child.on('exit', () => {
      for (const { reject } of this.#pending.values()) reject(new Error('the engine process ended'));
      this.#pending.clear();
    });
  }

  ask(command: EngineCommand): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      this.#child.send({ id, command }, (error) => {
        if (error !== null) this.#settle(id)?.reject(error);
      });
    });
  }

  facts(): Promise<EngineFacts> {
    return this.ask({ kind: 'facts' }) as Promise<EngineFacts>;
  }

  /** Ends the process without a goodbye. nsenter forwards nothing: its child is the one to signal. */
  kill(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  /** Stops the process as it is, or lets it go on. */
  freeze(): void {
    process.kill(this.#pid(), 'SIGSTOP');
  }

  /** nsenter stops itself along with the process it has started. */
  thaw(): void {
    process.kill(this.#pid(), 'SIGCONT');
    this.#child.kill('SIGCONT');
  }

  #pid(): number {
    const nsenter = this.#child.pid;
    return Number(readFileSync(`/proc/${nsenter}/task/${nsenter}/children`, 'utf8').trim().split(' ')[0]);
  }

  #settle(id: number) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}
