import type { EvacuationRecord, Instance, InstanceSight } from '../model/instance.ts';
import type { CallOutcome } from './event.ts';

/** What is wrong with one instance's evacuation. */
export type InstanceFault =
  | 'none'
  /** Nova takes the call, shows that late, and fails: this often. */
  | { readonly failures: number; readonly beginMs?: number }
  /** The first call is obeyed and its answer lost. */
  | 'answer-lost'
  /** The first call is lost on the way. */
  | 'call-lost'
  /** The first call is obeyed late, and its answer lost. */
  | 'late'
  /** The first call leaves a task state for ever. */
  | 'stuck'
  | 'refused'
  | 'never';

export interface SimulatedInstance {
  readonly name: string;
  readonly status: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly fault: InstanceFault;
  readonly moveMs: number;
}

interface Server {
  readonly plan: SimulatedInstance;
  host: string;
  status: string;
  taskState: string | null;
  record: EvacuationRecord | null;
  calls: number;
  moves: number;
}

/** Later than any answer, earlier than a call without an answer is given up. */
const LATE_MS = 20_000;

/** How long an answer that never comes is waited for. */
const UNANSWERED_MS = 5_000;

export interface ServersSurroundings {
  /** The host they are on at first. */
  readonly source: string;
  /** Something that happens in the cloud so much later, whether the engine lives or not. */
  readonly later: (ms: number, run: () => void) => void;
  /** Whether the source has power. */
  readonly isPowered: () => boolean;
}

/** The servers of one host as a Nova that goes wrong in known ways treats them. */
export class SimulatedServers {
  readonly servers = new Map<string, Server>();
  /** What must never happen, when it did. */
  readonly violations: string[] = [];
  readonly #surroundings: ServersSurroundings;
  #records = 0;

  constructor(plans: readonly SimulatedInstance[], surroundings: ServersSurroundings) {
    this.#surroundings = surroundings;
    for (const plan of plans) {
      const { name, status } = plan;
      const { source: host } = surroundings;
      this.servers.set(name, { plan, host, status, taskState: null, record: null, calls: 0, moves: 0 });
    }
  }

  sights(names: readonly string[]): readonly InstanceSight[] {
    return names.map((name) => {
      const { host, status, taskState, record, plan } = this.#server(name);
      const { metadata = {} } = plan;
      const instance: Instance = {
        id: name,
        name,
        host,
        status,
        taskState,
        metadata,
        project: 'p',
        user: 'u',
      };
      return { instance, record: record === null ? null : { ...record } };
    });
  }

  /** What the caller hears, and after how long; for `undefined` as fast as usual. */
  evacuate(
    name: string,
    target: string | null,
    isOut: boolean,
  ): { readonly outcome: CallOutcome; readonly answerMs?: number } {
    const server = this.#server(name);
    const { source, isPowered, later } = this.#surroundings;
    const { fault, moveMs } = server.plan;
    server.calls++;
    if (isPowered()) this.violations.push(`${name}: evacuated while its host had power`);
    if (target === source) this.violations.push(`${name}: evacuated to its source`);
    if (isOut) return { outcome: 'failed' };
    if (fault === 'refused') return { outcome: 'refused' };
    const isFirst = server.calls === 1;
    const isLate = isFirst && fault === 'late';
    const isLost = isFirst && fault === 'call-lost';
    if (!isLost)
      later(isLate ? LATE_MS : typeof fault === 'object' ? (fault.beginMs ?? 20) : 20, () =>
        this.#begin(server, target, moveMs),
      );
    const isUnanswered = isFirst && (fault === 'answer-lost' || isLate || isLost);
    return isUnanswered ? { outcome: 'unknown', answerMs: UNANSWERED_MS } : { outcome: 'done' };
  }

  reset(name: string): void {
    const server = this.#server(name);
    server.taskState = null;
    server.status = 'ERROR';
  }

  #server(name: string): Server {
    const server = this.servers.get(name);
    if (server === undefined) throw new Error(`there is no server ${name}`);
    return server;
  }

  #begin(server: Server, target: string | null, moveMs: number): void {
    const { source, later } = this.#surroundings;
    const { fault, name } = server.plan;
    if (server.taskState !== null)
      this.violations.push(`${name}: evacuated while an evacuation was under way`);
    if (server.host !== source) this.violations.push(`${name}: evacuated twice`);
    if (fault === 'stuck' && server.calls === 1) {
      server.taskState = 'rebuilding';
      return;
    }
    const record = { id: ++this.#records, status: 'under-way' as const };
    server.record = record;
    server.taskState = 'rebuilding';
    server.status = 'REBUILD';
    server.moves++;
    const isFailing = fault === 'never' || (typeof fault === 'object' && server.moves <= fault.failures);
    later(moveMs, () => {
      server.taskState = null;
      server.status = isFailing ? 'ERROR' : 'ACTIVE';
      server.record = { id: record.id, status: isFailing ? 'failed' : 'over' };
      if (!isFailing) server.host = target ?? 'cmp2';
    });
  }
}
