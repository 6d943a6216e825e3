import { countPieces, type FrameHeader } from './frame.ts';

/** Bounds of what is taken before it is handed to the cluster, and of what is under way there. */
export interface OutboxLimits {
  readonly messages: number;
  readonly bytes: number;
  /** Body bytes of one frame. */
  readonly pieceBytes: number;
  /** Own frames handed to the cluster and not delivered back. */
  readonly framesUnderWay: number;
}

/** One frame to hand over. */
export interface Piece {
  readonly header: FrameHeader;
  readonly body: Uint8Array;
}

/**
 * Own messages on their way, in order. A message of several pieces is alone under way: what follows it waits until
 * it is delivered, so that sending it again (see Reassembly) keeps the order.
 */
export class Outbox {
  readonly #limits: OutboxLimits;
  readonly #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  /** Pieces of the head handed over, while the head has several. */
  #headPieces = 0;
  #message = 0;
  #framesUnderWay = 0;
  #messagesUnderWay = 0;
  /** Being handed over; Corosync has not said yet whether it takes it. */
  #pending: Piece | null = null;
  /** The pending piece belongs to a message that all have forgotten. */
  #isPendingForgotten = false;

  constructor(limits: OutboxLimits) {
    this.#limits = limits;
  }

  get queuedMessages(): number {
    return this.#queue.length;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  get messagesUnderWay(): number {
    return this.#messagesUnderWay;
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0 && this.#messagesUnderWay === 0;
  }

  /** Whether a message of that length is taken now. An empty queue takes any message. */
  hasRoomFor(bytes: number): boolean {
    if (this.#queue.length === 0) return true;
    return this.#queue.length < this.#limits.messages && this.#queuedBytes + bytes <= this.#limits.bytes;
  }

  /** Well below the bounds, so that a waiting sender is not woken for one message at a time. */
  get isWritable(): boolean {
    return this.#queue.length * 2 <= this.#limits.messages && this.#queuedBytes * 2 <= this.#limits.bytes;
  }

  /** Takes the message; the caller gives the bytes away. */
  add(bytes: Uint8Array): void {
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
  }

  /**
   * The piece to hand over; null when there is none, enough is under way, or one is being handed over. Its end is told by
   * `taken` or `notTaken`.
   */
  next(): Piece | null {
    const head = this.#queue[0];
    if (head === undefined || this.#pending !== null) return null;
    if (this.#framesUnderWay >= this.#limits.framesUnderWay) return null;
    const count = countPieces(head.length, this.#limits.pieceBytes);
    if (this.#headPieces >= count) return null;
    const start = this.#headPieces * this.#limits.pieceBytes;
    this.#pending = {
      header: { message: this.#message, index: this.#headPieces, count },
      body: count === 1 ? head : head.subarray(start, start + this.#limits.pieceBytes),
    };
    this.#isPendingForgotten = false;
    return this.#pending;
  }

  /** Corosync refused the piece: `next` gives it again. */
  notTaken(): void {
    this.#pending = null;
  }

  /** Corosync took the piece. It may have come back before: then nothing is to be done. */
  taken(): void {
    const piece = this.#pending;
    if (piece === null) return;
    this.#pending = null;
    this.#framesUnderWay++;
    if (this.#isPendingForgotten) return;
    if (piece.header.count === 1) {
      this.#messagesUnderWay++;
      this.#message = (this.#message + 1) >>> 0;
      this.#drop();
      return;
    }
    if (this.#headPieces === 0) this.#messagesUnderWay++;
    this.#headPieces++;
  }

  /** One of our frames came back; `isWhole` when a message is complete with it. */
  cameBack(isWhole: boolean): void {
    // All that were taken for certain are back already: it is the one being handed over.
    if (this.#framesUnderWay === 0) this.taken();
    if (this.#framesUnderWay > 0) this.#framesUnderWay--;
    if (!isWhole) return;
    if (this.#messagesUnderWay > 0) this.#messagesUnderWay--;
    if (this.#headPieces === 0 || this.#messagesUnderWay > 0) return;
    this.#headPieces = 0;
    this.#message = (this.#message + 1) >>> 0;
    this.#drop();
  }

  /** The unfinished head was forgotten by all: send it again from its first piece, under another number. */
  restartHead(): void {
    if (this.#headPieces === 0) return;
    this.#isPendingForgotten = true;
    this.#headPieces = 0;
    this.#messagesUnderWay--;
    this.#message = (this.#message + 1) >>> 0;
  }

  clear(): void {
    this.#queue.length = 0;
    this.#queuedBytes = 0;
    this.#headPieces = 0;
    this.#framesUnderWay = 0;
    this.#messagesUnderWay = 0;
    this.#pending = null;
  }

  #drop(): void {
    const head = this.#queue.shift();
    if (head !== undefined) this.#queuedBytes -= head.length;
  }
}
