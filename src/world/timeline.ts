/** Something that is going to happen. */
export interface Appointment {
  /** Virtual ms. */
  readonly at: number;
  readonly sequence: number;
  readonly run: () => void;
  isCancelled: boolean;
}

function isBefore(a: Appointment, b: Appointment): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}

/**
 * Virtual time: a heap of appointments by time, then by the order in which they were made. Time jumps from one to the
 * next, so that idle time costs nothing.
 */
export class Timeline {
  /** Virtual ms since the world began. */
  now = 0;
  #sequence = 0;
  readonly #heap: Appointment[] = [];

  /** Makes an appointment; what lies in the past happens now, after what is already appointed for now. */
  at(time: number, run: () => void): Appointment {
    const appointment: Appointment = {
      at: Math.max(this.now, Math.round(time)),
      sequence: this.#sequence++,
      run,
      isCancelled: false,
    };
    this.#push(appointment);
    return appointment;
  }

  in(delay: number, run: () => void): Appointment {
    return this.at(this.now + delay, run);
  }

  /** Time of the next appointment; `null` when nothing is going to happen. */
  peek(): number | null {
    this.#dropCancelled();
    return this.#heap[0]?.at ?? null;
  }

  /** Goes to the next appointment and keeps it; false when there is none. */
  advance(): boolean {
    this.#dropCancelled();
    const next = this.#pop();
    if (next === null) return false;
    this.now = next.at;
    next.run();
    return true;
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.isCancelled === true) this.#pop();
  }

  #push(item: Appointment): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(item);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(item, heap[parent] as Appointment)) break;
      heap[i] = heap[parent] as Appointment;
      i = parent;
    }
    heap[i] = item;
  }

  #pop(): Appointment | null {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined) return null;
    if (heap.length === 0) return top;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const isRight = right < heap.length && isBefore(heap[right] as Appointment, heap[left] as Appointment);
      const child = isRight ? right : left;
      if (!isBefore(heap[child] as Appointment, last)) break;
      heap[i] = heap[child] as Appointment;
      i = child;
    }
    heap[i] = last;
    return top;
  }
}
