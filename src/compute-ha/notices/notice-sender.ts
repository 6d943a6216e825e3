import type { Delivery, Notification } from '../../notify/notify.ts';
import type { NotifyTargets } from '../../notify/targets.ts';
import { failureWords } from '../../result/failure-words.ts';
import type { Notice, NoticeStore } from '../record/notice-store.ts';

export interface SenderPorts {
  readonly store: Pick<NoticeStore, 'due' | 'nextAt' | 'delivered' | 'failed'>;
  readonly notify: (
    targets: NotifyTargets,
    notification: Notification,
    deadlineMs: number,
  ) => Promise<readonly Delivery[]>;
  /** Epoch ms. */
  readonly now: () => number;
  readonly log: (level: 'info' | 'warning' | 'error', text: string) => void;
}

/** How patient the sender is. Milliseconds. */
export interface SenderPace {
  readonly deadlineMs: number;
  /** Pauses between attempts; after as many and one more it is given up. */
  readonly pausesMs: readonly number[];
}

export const DEFAULT_SENDER_PACE: SenderPace = {
  deadlineMs: 20_000,
  pausesMs: [5_000, 15_000, 60_000, 180_000, 600_000],
};

/** Notices under way at a time. */
const PARALLEL = 8;
const LONGEST_SLEEP_MS = 60_000;
const RECORD_PAUSE_MS = 1_000;

/** Sends what is in the store, again where that failed, until it is taken or given up. Nobody waits for it. */
export class NoticeSender {
  readonly #ports: SenderPorts;
  readonly #pace: SenderPace;
  readonly #underWay = new Set<number>();
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(ports: SenderPorts, pace: SenderPace = DEFAULT_SENDER_PACE) {
    this.#ports = ports;
    this.#pace = pace;
  }

  /** There may be something to send. */
  wake(): void {
    if (this.#isStopped) return;
    try {
      this.#begin();
      this.#sleep();
    } catch (error) {
      this.#rest(error);
    }
  }

  /** What is under way is left; the next life of the engine sends it again. */
  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #begin(): void {
    const { store, now } = this.#ports;
    for (const notice of store.due(now(), PARALLEL + this.#underWay.size)) {
      if (this.#underWay.size >= PARALLEL) break;
      if (this.#underWay.has(notice.id)) continue;
      this.#underWay.add(notice.id);
      void this.#send(notice).then(
        () => {
          this.#underWay.delete(notice.id);
          this.wake();
        },
        (error: unknown) => {
          this.#underWay.delete(notice.id);
          this.#rest(error);
        },
      );
    }
  }

  /** The record is locked, or the disk is full: later, and rather twice than never. */
  #rest(error: unknown): void {
    if (this.#isStopped) return;
    this.#ports.log('error', `the record of notices cannot be used: ${failureWords(error)}`);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), RECORD_PAUSE_MS);
  }

  #sleep(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    // Whatever is due and not begun is begun when one that is under way ends.
    const at = this.#underWay.size > 0 ? this.#ports.now() + LONGEST_SLEEP_MS : this.#ports.store.nextAt();
    if (at === null) return;
    const wait = Math.min(LONGEST_SLEEP_MS, Math.max(0, at - this.#ports.now()));
    this.#timer = setTimeout(() => this.wake(), wait);
  }

  async #send({ id, target, notification, attempts }: Notice): Promise<void> {
    const { store, notify, now, log } = this.#ports;
    const why = await notify(target, notification, this.#pace.deadlineMs).then(
      (deliveries) => deliveries.find(({ problem }) => problem !== null)?.problem?.message ?? null,
      failureWords,
    );
    if (this.#isStopped) return;
    if (why === null) {
      store.delivered(id, now());
      return;
    }
    const pause = this.#pace.pausesMs[attempts];
    store.failed(id, why, now(), pause === undefined ? null : now() + pause);
    log('warning', pause === undefined ? `given up after ${attempts + 1} attempts: ${why}` : why);
  }
}
