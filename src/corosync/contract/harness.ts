import type { EngineFacts } from '../../../test/lab/engine-client.ts';
import type { EngineCommand, EngineReport } from '../../../test/lab/engine-protocol.ts';
import { until } from '../../../test/lab/namespace-lab.ts';
import type { EngineMember, MembershipChange, StartResult } from '../engine.ts';
import type { EngineProblem } from '../problem.ts';

/** A cluster of the nodes 1, 2, 3 that engines can be made for, with faults. */
export interface ContractHarness {
  create(nodeId: number): ContractMember;
  partition(...parts: readonly (readonly number[])[]): Promise<void>;
  heal(): Promise<void>;
  /** The cluster layer (Corosync) of the node dies, and runs again. */
  stopNode(nodeId: number): Promise<void>;
  startNode(nodeId: number): Promise<void>;
  endMembers(): Promise<void>;
}

/** How the contract speaks to an engine, wherever it runs. */
export interface EngineLine {
  ask(command: EngineCommand): Promise<unknown>;
  /** Ends the engine's process without goodbye. */
  end(): void;
}

type Event = Exclude<EngineReport, { kind: 'answer' | 'failure' }>;

/** One engine under test with everything it told, in order. */
export class ContractMember {
  readonly events: Event[] = [];
  readonly #line: EngineLine;

  constructor(open: (told: (report: EngineReport) => void) => EngineLine) {
    this.#line = open((report) => {
      if (report.kind !== 'answer' && report.kind !== 'failure') this.events.push(report);
    });
  }

  start(): Promise<StartResult> {
    return this.#line.ask({ kind: 'start' }) as Promise<StartResult>;
  }

  send(bytes: Uint8Array): Promise<'sent' | 'busy'> {
    const base64 = Buffer.from(bytes).toString('base64');
    return this.#line.ask({ kind: 'send', base64 }) as Promise<'sent' | 'busy'>;
  }

  sendAll(prefix: string, count: number, bytes: number): Promise<unknown> {
    return this.#line.ask({ kind: 'send-all', prefix, count, bytes });
  }

  sendUntilBusy(bytes: number, most: number): Promise<('sent' | 'busy')[]> {
    return this.#line.ask({ kind: 'send-until-busy', bytes, most }) as Promise<('sent' | 'busy')[]>;
  }

  async leave(): Promise<void> {
    await this.#line.ask({ kind: 'leave' });
  }

  async close(): Promise<void> {
    await this.#line.ask({ kind: 'close' });
  }

  facts(): Promise<EngineFacts> {
    return this.#line.ask({ kind: 'facts' }) as Promise<EngineFacts>;
  }

  end(): Promise<void> {
    this.#line.end();
    return Promise.resolve();
  }

  deliveries(): { from: EngineMember; bytes: Uint8Array }[] {
    return this.events
      .filter((event) => event.kind === 'delivered')
      .map(({ from, base64 }) => ({ from, bytes: Buffer.from(base64, 'base64') }));
  }

  texts(): string[] {
    return this.deliveries().map(({ bytes }) => textOf(bytes));
  }

  /** Messages told after that node was first told to have joined. */
  textsAfterJoinOf(nodeId: number): string[] {
    const place = this.events.findIndex(
      (event) =>
        event.kind === 'membership' && event.change.joined.some(({ member }) => member.nodeId === nodeId),
    );
    return this.events
      .slice(place)
      .filter((event) => event.kind === 'delivered')
      .map(({ base64 }) => textOf(Buffer.from(base64, 'base64')));
  }

  membershipChanges(): MembershipChange[] {
    return this.events.filter((event) => event.kind === 'membership').map(({ change }) => change);
  }

  problems(): EngineProblem[] {
    return this.events.filter((event) => event.kind === 'down').map(({ problem }) => problem);
  }

  /** What was told about a Corosync that stands still, in order; null: that it answers again. */
  silences(): (string | null)[] {
    return this.events.filter((event) => event.kind === 'silent').map(({ problem }) => problem?.code ?? null);
  }

  hasDelivered(count: number): Promise<void> {
    return until(
      `${count} messages (${this.deliveries().length} so far)`,
      () => this.events.filter((event) => event.kind === 'delivered').length >= count,
    );
  }

  /** The last membership told is of these nodes. */
  sees(nodeIds: readonly number[]): Promise<void> {
    return until(`members on the nodes ${nodeIds.join(', ')}`, () => {
      const last = this.events.findLast((event) => event.kind === 'membership' || event.kind === 'down');
      if (last?.kind !== 'membership') return false;
      return last.change.members.map(({ nodeId }) => nodeId).join() === nodeIds.join();
    });
  }

  seesQuorum(isQuorate: boolean, nodeIds: readonly number[]): Promise<void> {
    return until(`quorum ${isQuorate} with the nodes ${nodeIds.join(', ')}`, () => {
      const last = this.events.findLast((event) => event.kind === 'quorum');
      return last?.state.isQuorate === isQuorate && last.state.nodeIds.join() === nodeIds.join();
    });
  }

  isDown(): Promise<void> {
    return until('the connection to be lost', () => this.problems().length > 0);
  }

  /** Waits visibly, after at least one attempt. */
  waits(): Promise<void> {
    return until('a visible wait', async () => {
      const { wait } = (await this.facts()).status;
      return wait !== null && wait.problem !== null;
    });
  }
}

/** The meaningful part of a padded message. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString().replace(/\.+$/, '');
}
