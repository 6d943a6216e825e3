import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { NamespaceLab } from '../../lab/namespace-lab.ts';

/** One answer the client got. Times: epoch ms. */
export interface Answer {
  readonly sentAt: number;
  readonly answeredAt: number;
  /** Host that answered, by name. */
  readonly node: string;
}

const PROGRAM = resolve(import.meta.dirname, 'client-process.ts');
/** Address of the client; hosts have the low ones. */
const ADDRESS = '10.77.0.254/24';
/** Between two requests, ms. */
export const PROBE_MS = 20;

/** A client outside the cluster, at the switch, with an address of its own: asks the service every 20 ms. */
export class Client {
  readonly answers: Answer[] = [];
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (answer: Answer) => {
      this.answers.push(answer);
      for (const look of this.#waiting) look();
    });
  }

  static start(lab: NamespaceLab, service: string): Client {
    lab.labSwitch.addAddress('part0', ADDRESS);
    const setUp = [
      // A neighbour that is gone is asked for every 100 ms: where the address has gone is known at once.
      'sysctl -qw net.ipv4.neigh.part0.retrans_time_ms=100',
      'exec "$@"',
    ].join(' && ');
    const [program, ...enter] = lab.labSwitch.entrance as [string, ...string[]];
    const client = [process.execPath, PROGRAM, service, String(PROBE_MS)];
    return new Client(
      spawn(program, [...enter, 'sh', '-c', setUp, 'sh', ...client], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      }),
    );
  }

  /** The first answer to a request sent at `since` or later that meets the condition. */
  answer(
    what: string,
    since: number,
    meets: (answer: Answer) => boolean = () => true,
    deadlineMs = 120_000,
  ): Promise<Answer> {
    return new Promise((found, failed) => {
      const look = (): void => {
        const answer = this.answers.find((one) => one.sentAt >= since && meets(one));
        if (answer === undefined) return;
        clearTimeout(deadline);
        this.#waiting.delete(look);
        found(answer);
      };
      const deadline = setTimeout(() => {
        this.#waiting.delete(look);
        failed(new Error(`within ${deadlineMs / 1000} s no answer: ${what}`));
      }, deadlineMs);
      this.#waiting.add(look);
      look();
    });
  }

  /** Longest time without an answer, among requests sent in this span, ms. */
  longestGap(from: number, to: number): number {
    const times = this.answers
      .filter(({ sentAt }) => sentAt >= from && sentAt <= to)
      .map((one) => one.answeredAt);
    let longest = 0;
    for (let i = 1; i < times.length; i++) {
      longest = Math.max(longest, (times[i] as number) - (times[i - 1] as number));
    }
    return longest;
  }

  close(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
