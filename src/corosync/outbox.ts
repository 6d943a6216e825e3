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

  /** Replaces a message that was added by reference and is still queued by a copy; the caller keeps its bytes. */
  own(bytes: Uint8Array): void {
    const last = this.#queue.length - 1;
    if (this.#queue[last] === bytes) this.#queue[last] = new Uint8Array(bytes);
  }

  /** The piece to hand over next; null when there is none or enough is under way. */
  next(): Piece | null {
    const head = this.#queue[0];
    if (head === undefined || this.#framesUnderWay >= this.#limits.framesUnderWay) return null;
    const count = countPieces(head.length, this.#limits.pieceBytes);
    if (this.#headPieces >= count) return null;
    const start = this.#headPieces * this.#limits.pieceBytes;
    return {
      header: { message: this.#message, index: this.#headPieces, count },
      body: count === 1 ? head : head.subarray(start, start + this.#limits.pieceBytes),
    };
  }

  /** The piece was handed over. */
  handedOver(piece: Piece): void {
    this.#framesUnderWay++;
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
  }

  #drop(): void {
    const head = this.#queue.shift();
    if (head !== undefined) this.#queuedBytes -= head.length;
  }
}
