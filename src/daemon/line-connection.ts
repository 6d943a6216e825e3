import type { Socket } from 'node:net';
import { daemonProblem } from './protocol.ts';

/** Longest line taken from a client, in characters: a whole CIB fits. */
export const LONGEST_LINE = 64 << 20;
/** Requests of one client that are answered at one time, until it has taken the answers; more wait unread. */
const MOST_OPEN = 64;
/** A client that takes nothing of what is written to it is let go after this time, ms. */
const STALLED_MS = 60_000;
/** Bytes written at once. */
const SLICE = 256 << 10;

export interface LineConnectionOptions {
  readonly socket: Socket;
  /** Answers one request; must not reject. */
  readonly answer: (request: unknown) => Promise<unknown>;
  readonly onClose: () => void;
  readonly stalledMs?: number;
}

/** One client of a LineServer. */
export class LineConnection {
  readonly #options: LineConnectionOptions;
  /** Pieces of a line whose end has not come. */
  #pieces: string[] = [];
  #length = 0;
  /** Whole lines that wait for their turn. */
  readonly #lines: string[] = [];
  #open = 0;
  /** Answers that the client has not taken, and how far it has. */
  readonly #unsent: { readonly bytes: Buffer; at: number }[] = [];
  /** Runs while something is written that the client has not taken. */
  #patience: NodeJS.Timeout | null = null;
  /** When it last began or ended to wait for something, ms of a steady clock. */
  #idleSince = performance.now();

  constructor(options: LineConnectionOptions) {
    this.#options = options;
    const { socket, onClose } = options;
    socket.setEncoding('utf8');
    socket.on('close', () => {
      if (this.#patience !== null) clearTimeout(this.#patience);
      this.#unsent.length = 0;
      onClose();
    });
    // A client that went away has nothing to be told.
    socket.on('error', () => socket.destroy());
    socket.on('data', (piece: string) => this.#take(piece));
  }

  /** Since when the client has been waiting for nothing, ms of a steady clock; `null` while it waits. */
  get idleSince(): number | null {
    return this.#open > 0 || this.#lines.length > 0 ? null : this.#idleSince;
  }

  close(): void {
    this.#options.socket.destroy();
  }

  #take(piece: string): void {
    this.#idleSince = performance.now();
    let from = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      this.#pieces.push(piece.slice(from, end));
      const line = this.#pieces.join('');
      this.#pieces = [];
      this.#length = 0;
      if (line.trim() !== '') this.#lines.push(line);
      from = end + 1;
    }
    if (from < piece.length) this.#pieces.push(piece.slice(from));
    this.#length += piece.length - from;
    if (this.#length > LONGEST_LINE) this.close();
    else this.#pump();
  }

  #pump(): void {
    const { socket } = this.#options;
    while (this.#open < MOST_OPEN) {
      const line = this.#lines.shift();
      if (line === undefined) break;
      this.#open++;
      void this.#answer(line).then((text) => {
        // An answer is open until the client has taken it: who does not read is not read from.
        if (socket.destroyed) this.#ended();
        else this.#write(text);
      });
    }
    if (this.#open >= MOST_OPEN) socket.pause();
    else socket.resume();
  }

  #write(text: string): void {
    this.#unsent.push({ bytes: Buffer.from(text), at: 0 });
    if (this.#unsent.length === 1) this.#writeNext();
  }

  /** A slice at a time, the next when the one before is taken: so it shows whether the client takes anything. */
  #writeNext(): void {
    const [answer] = this.#unsent;
    if (answer === undefined) {
      if (this.#patience !== null) clearTimeout(this.#patience);
      this.#patience = null;
      return;
    }
    const { socket, stalledMs = STALLED_MS } = this.#options;
    if (this.#patience === null) this.#patience = setTimeout(() => this.close(), stalledMs);
    else this.#patience.refresh();
    socket.write(answer.bytes.subarray(answer.at, answer.at + SLICE), () => {
      answer.at += SLICE;
      if (answer.at >= answer.bytes.length) {
        this.#unsent.shift();
        this.#ended();
      }
      if (!socket.destroyed) this.#writeNext();
    });
  }

  #ended(): void {
    this.#open--;
    this.#idleSince = performance.now();
    if (!this.#options.socket.destroyed) this.#pump();
  }

  async #answer(line: string): Promise<string> {
    let id: unknown = null;
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null && 'request' in value) {
        if ('id' in value && isId(value.id)) id = value.id;
        return `${JSON.stringify({ id, answer: await this.#options.answer(value.request) })}\n`;
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    const problem = daemonProblem(
      'HWS-DMN-004',
      'A line is no request',
      'Send one JSON object a line: {"id":1,"request":{"kind":"status"}}',
    );
    return `${JSON.stringify({ id, answer: { kind: 'refused', problems: [problem] } })}\n`;
  }
}

/** What names a request; anything deeper could be more than can be written back. */
function isId(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
