import type { MachineReport, PlannedBatch, PlannedMachine, RunReport } from '../../../src/api/schema/plan.ts';
import type { Role } from '../../../src/api/schema/token.ts';

/** Every text of the page. A language that lacks one does not compile. */
export interface Texts {
  /** BCP 47. */
  readonly language: string;
  readonly languageName: string;
  readonly otherLanguage: string;
  readonly product: string;
  readonly lightOrDark: string;
  readonly skipToContent: string;

  readonly signIn: {
    readonly title: string;
    readonly hint: string;
    readonly user: string;
    readonly password: string;
    readonly token: string;
    readonly tokenHint: string;
    readonly byPassword: string;
    readonly byToken: string;
    readonly submit: string;
    readonly out: string;
    readonly ended: string;
    readonly as: (user: string, role: string) => string;
    readonly roles: Readonly<Record<Role, string>>;
  };

  readonly cluster: {
    readonly title: (name: string) => string;
    readonly servedBy: (node: string) => string;
    readonly shutDown: string;
    readonly powerOn: string;
    readonly readAgain: string;
    readonly reading: string;
    readonly readingHint: string;
    readonly notAllowed: string;
    readonly running: string;
    readonly nodes: string;
    readonly noNodes: string;
    readonly summary: (on: number, off: number, unknown: number) => string;
    readonly gatesClosed: string;
    readonly watcherDown: string;
    readonly watcherDownHint: string;
  };

  readonly table: {
    readonly node: string;
    readonly role: string;
    readonly power: string;
    readonly membership: string;
    readonly bmc: string;
    readonly progress: string;
    readonly result: string;
    readonly read: (age: string) => string;
    readonly roles: Readonly<Record<PlannedMachine['role'], string>>;
    readonly powers: Readonly<Record<PlannedMachine['power'], string>>;
    readonly memberships: Readonly<Record<PlannedMachine['membership'], string>>;
    readonly phases: Readonly<Record<MachineReport['phase'], string>>;
    readonly verdicts: Readonly<Record<NonNullable<MachineReport['verdict']>, string>>;
  };

  readonly preview: {
    readonly title: Readonly<Record<'shutdown' | 'start', string>>;
    readonly intro: Readonly<Record<'shutdown' | 'start', (commanded: number, machines: number) => string>>;
    readonly batches: string;
    readonly batch: (number: number, kind: string, count: number) => string;
    readonly kinds: Readonly<Record<PlannedBatch['kind'], string>>;
    readonly commanded: (commanded: number) => string;
    readonly waves: string;
    readonly quorum: string;
    readonly quorumKept: (online: number, needed: number, margin: number) => string;
    readonly quorumLost: (online: number, needed: number) => string;
    readonly stops: (count: number) => string;
    readonly stopsNothing: string;
    readonly onNode: (node: string) => string;
    readonly unreadable: (count: number) => string;
    readonly warnings: string;
    readonly changed: string;
    readonly changedIntro: string;
    readonly wholePlan: string;
    readonly typeName: (name: string) => string;
    readonly nameDiffers: string;
    readonly madeAt: (age: string) => string;
    readonly confirm: Readonly<Record<'shutdown' | 'start', string>>;
    readonly cancel: string;
    readonly whats: Readonly<Record<string, string>>;
  };

  readonly run: {
    readonly title: Readonly<Record<'shutdown' | 'start', string>>;
    readonly handedOver: string;
    readonly progress: (done: number, all: number) => string;
    /** Who asked; how long ago it began; how old the last news are. */
    readonly facts: (who: string, begun: string, heard: string) => string;
    readonly cancel: string;
    readonly cancelTitle: string;
    readonly cancelHint: string;
    readonly cancelConfirm: string;
    readonly goOn: string;
    readonly lastMachine: (node: string) => string;
  };

  readonly connection: {
    readonly lost: string;
    readonly lostHint: string;
    readonly lastToGo: (node: string) => string;
    readonly lastToGoHint: string;
    readonly duringRun: (pending: number) => string;
    readonly duringRunHint: string;
    readonly tryNow: string;
    readonly trying: string;
  };

  readonly report: {
    readonly title: string;
    readonly none: string;
    readonly outcomes: Readonly<
      Record<'shutdown' | 'start', Readonly<Record<NonNullable<RunReport['outcome']>, string>>>
    >;
    readonly run: string;
    readonly acceptor: string;
    readonly requestedBy: string;
    readonly begun: string;
    readonly ended: string;
    readonly took: (duration: string) => string;
    readonly steps: (count: number) => string;
    readonly notes: string;
    readonly actions: Readonly<Record<'status' | 'soft' | 'off' | 'on', string>>;
    readonly commandedHint: string;
  };

  readonly problem: {
    readonly whatToDo: string;
    readonly unreachable: string;
    readonly unreachableHint: string;
    readonly nonsense: string;
    readonly nonsenseHint: string;
    readonly requestId: (id: string) => string;
    /** Sentences by code. What is not listed is told in the server's own words, which are English. */
    readonly byCode: Readonly<Record<string, string>>;
  };

  /** A time that has passed, in seconds: `12 s ago`. */
  readonly age: (seconds: number) => string;
  readonly duration: (seconds: number) => string;
  readonly working: string;
  /** Weight of a notice, said before it. */
  readonly notice: Readonly<Record<'info' | 'success' | 'warning' | 'danger', string>>;
}
