import { FRAME_HEADER_BYTES, readFrameHeader } from './frame.ts';

/** What a frame led to: a whole message, nothing yet, or the frame is none of ours. */
export type Assembled =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  | { readonly kind: 'partial' }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'damaged'; readonly why: string };

interface Partial {
  readonly message: number;
  readonly count: number;
  readonly pieces: Uint8Array[];
  bytes: number;
}

/**
 * Puts the pieces of each sender's messages together. A sender's pieces come in its order and it sends one message
 * at a time, so one unfinished message a sender is all there can be.
 *
 * When members join, every member forgets all unfinished messages: a joiner has not seen their beginnings, and a
 * message must reach all members of the group it is delivered in. Their senders send them again. Pieces of a
 * forgotten message that still come are ignored by all alike.
 */
export class Reassembly {
  readonly #partials = new Map<string, Partial>();
  readonly #mostBytes: number;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  accept(sender: string, frame: Uint8Array): Assembled {
    const header = readFrameHeader(frame);
    if (typeof header === 'string') return { kind: 'damaged', why: header };
    const piece = frame.subarray(FRAME_HEADER_BYTES);
    if (header.count === 1) {
      this.#partials.delete(sender);
      return { kind: 'message', bytes: piece };
    }
    if (header.index === 0) {
      this.#partials.set(sender, {
        message: header.message,
        count: header.count,
        pieces: [piece],
        bytes: piece.length,
      });
      return { kind: 'partial' };
    }
    const partial = this.#partials.get(sender);
    if (partial === undefined || partial.message !== header.message) return { kind: 'ignored' };
    if (partial.count !== header.count || partial.pieces.length !== header.index) {
      this.#partials.delete(sender);
      return { kind: 'damaged', why: `piece ${header.index} came where ${partial.pieces.length} was due` };
    }
    partial.pieces.push(piece);
    partial.bytes += piece.length;
    if (partial.bytes > this.#mostBytes) {
      this.#partials.delete(sender);
      return { kind: 'damaged', why: `the message exceeds ${this.#mostBytes} bytes` };
    }
    if (partial.pieces.length < partial.count) return { kind: 'partial' };
    this.#partials.delete(sender);
    return { kind: 'message', bytes: concatenate(partial) };
  }

  /** Whether that sender has an unfinished message here. */
  hasPartial(sender: string): boolean {
    return this.#partials.has(sender);
  }

  forget(sender: string): void {
    this.#partials.delete(sender);
  }

  forgetAll(): void {
    this.#partials.clear();
  }
}

function concatenate({ pieces, bytes }: Partial): Uint8Array {
  const whole = new Uint8Array(bytes);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
