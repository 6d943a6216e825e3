import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { LabHost } from '../lab-host.ts';
import { CLIENT_DEVICE, DATABASE, hardwareAddress, WEB } from './lab-plan.ts';
import type { Observation } from './probe-protocol.ts';

const PROGRAM = resolve(import.meta.dirname, 'probe-process.ts');
const ADDRESSES = [WEB.address, DATABASE.address];
const SHOWN = 12;

/** Several hosts said at one time to have a service address. */
export interface DoubleAnswer {
  readonly at: number;
  readonly address: string;
  readonly from: readonly string[];
}

/** A time without answer between two answers of the web server. */
export interface Outage {
  readonly ms: number;
  readonly before: string;
  readonly after: string;
}

/** A client of the services that never stops asking, and everything it has seen. */
export class Probe {
  readonly doubleAnswers: DoubleAnswer[] = [];
  /** Answers of the web server in the order in which they came; a question may wait for a server that comes up. */
  readonly answers: { readonly askedAt: number; readonly at: number; readonly from: string }[] = [];
  readonly #process: ChildProcess;
  readonly #names: ReadonlyMap<string, string>;
  readonly #owners = new Map<string, string | null>();
  readonly #changes: string[] = [];
  #lastWeb = '';
  #complaint = '';
  #webProbes = 0;
  #arpRounds = 0;
  #began = 0;
  #ended = 0;

  constructor(host: LabHost, nodeIds: readonly number[]) {
    this.#names = new Map(nodeIds.map((nodeId) => [hardwareAddress(nodeId), `node${nodeId}`]));
    const command = [process.execPath, PROGRAM, CLIENT_DEVICE, ...ADDRESSES];
    this.#process = host.spawn(command, { stdio: ['ignore', 'pipe', 'pipe'] });
    const { stdout, stderr } = this.#process;
    if (stdout === null) throw new Error('the probe has no output');
    createInterface({ input: stdout }).on('line', (line) => this.#take(JSON.parse(line) as Observation));
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint += text;
    });
  }

  /** Host that answers for the address at present, by ARP; `null` for none. */
  owner(address: string): string | null {
    return this.#owners.get(address) ?? null;
  }

  /** Host whose web server has answered last, if it did so within the last second. */
  get web(): string | null {
    const last = this.answers.at(-1);
    return last !== undefined && last.at > Date.now() - 1000 ? last.from : null;
  }

  /** Whether the web server has answered a question that was asked since then. */
  hasAnsweredSince(since: number): boolean {
    return (this.answers.at(-1)?.askedAt ?? 0) > since;
  }

  /** Longest time without answer since then, seen from answer to answer; `null` before there are two. */
  outageSince(since: number): Outage | null {
    const from = Math.max(
      0,
      this.answers.findLastIndex(({ at }) => at < since),
    );
    let longest: Outage | null = null;
    for (let i = from + 1; i < this.answers.length; i++) {
      const before = this.answers[i - 1] as (typeof this.answers)[number];
      const after = this.answers[i] as (typeof this.answers)[number];
      const ms = after.at - before.at;
      if (longest === null || ms > longest.ms) longest = { ms, before: before.from, after: after.from };
    }
    return longest;
  }

  /** Whether every answer since then came from this host. */
  isServedOnlyBy(host: string, since: number): boolean {
    return this.answers.every(({ askedAt, from }) => askedAt < since || from === host);
  }

  /** How often it has asked, and how close: ms between two questions on average. */
  get effort(): { readonly webProbes: number; readonly arpRounds: number; readonly everyMs: number } {
    const rounds = this.#arpRounds / ADDRESSES.length;
    return {
      webProbes: this.#webProbes,
      arpRounds: rounds,
      everyMs: (this.#ended - this.#began) / Math.max(1, rounds),
    };
  }

  /** What it has seen last, for people. */
  describe(): string {
    const owners = ADDRESSES.map((address) => `${address}: ${this.owner(address) ?? 'nobody'}`).join(', ');
    return [`by ARP ${owners}`, ...this.#changes.slice(-SHOWN), this.#complaint].join('\n');
  }

  #take(seen: Observation): void {
    if (this.#began === 0) this.#began = seen.at;
    this.#ended = seen.at;
    if (seen.kind === 'arp') this.#takeArp(seen);
    else {
      this.#webProbes++;
      const shown = seen.from ?? seen.why;
      if (shown !== this.#lastWeb) this.#note(seen.at, `the web server: ${shown}`);
      this.#lastWeb = shown;
      if (seen.from !== null)
        this.answers.push({ askedAt: seen.at, at: seen.at + seen.tookMs, from: seen.from });
    }
  }

  #takeArp({ at, address, from }: Extract<Observation, { kind: 'arp' }>): void {
    this.#arpRounds++;
    const hosts = from.map((hardware) => this.#names.get(hardware) ?? hardware);
    if (hosts.length > 1) this.doubleAnswers.push({ at, address, from: hosts });
    const owner = hosts.length === 0 ? null : hosts.join(' AND ');
    if (owner !== this.owner(address)) this.#note(at, `${address} by ARP: ${owner ?? 'nobody'}`);
    this.#owners.set(address, owner);
  }

  #note(at: number, what: string): void {
    this.#changes.push(`${new Date(at).toISOString()} ${what}`);
  }
}
