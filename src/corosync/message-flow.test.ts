import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BackOff } from './back-off.ts';
import { FRAME_HEADER_BYTES, writeFrameHeader } from './frame.ts';
import { Outbox, type Piece } from './outbox.ts';
import { Reassembly } from './reassembly.ts';

const LIMITS = { messages: 8, bytes: 1000, pieceBytes: 10, framesUnderWay: 5 };

function frameOf({ header, body }: Piece): Uint8Array {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + body.length);
  frame.set(writeFrameHeader(header));
  frame.set(body, FRAME_HEADER_BYTES);
  return frame;
}

describe('messages in pieces', () => {
  it('arrive whole, once and in order, for every member, whenever others join', () => {
    const lengths = fc.array(fc.nat(60), { minLength: 1, maxLength: 12 });
    // How many pieces are handed over, how many come back, before each join.
    // `isLate`: that a piece was taken is told after it came back, if it does.
    const step = fc.record({ out: fc.nat(4), back: fc.nat(4), isJoin: fc.boolean(), isLate: fc.boolean() });
    const steps = fc.array(step, {
      maxLength: 40,
    });
    fc.assert(
      fc.property(lengths, steps, (messageLengths, schedule) => {
        const outbox = new Outbox({ ...LIMITS, messages: 100, bytes: 10_000 });
        const sent = messageLengths.map((length, index) => new Uint8Array(length).fill(index));
        for (const bytes of sent) outbox.add(bytes);
        const ring: (Uint8Array | 'join')[] = [];
        // Members by when they joined; the first is the sender.
        const members = [{ reassembly: new Reassembly(1000), got: [] as number[], from: 0 }];
        let delivered = 0;
        const handOver = (isLate = false) => {
          outbox.taken();
          const piece = outbox.next();
          if (piece === null) return false;
          ring.push(frameOf(piece));
          if (!isLate) outbox.taken();
          return true;
        };
        const deliver = () => {
          const event = ring.shift();
          if (event === undefined) return false;
          if (event === 'join') {
            if (members[0]!.reassembly.hasPartial('s')) outbox.restartHead();
            for (const { reassembly } of members) reassembly.forgetAll();
            members.push({ reassembly: new Reassembly(1000), got: [], from: delivered });
            return true;
          }
          for (const [index, { reassembly, got, from }] of members.entries()) {
            const result = reassembly.accept('s', event);
            expect(result.kind).not.toBe('damaged');
            if (index === 0) outbox.cameBack(result.kind === 'message');
            if (result.kind !== 'message') continue;
            expect(result.bytes).toEqual(sent[from + got.length]);
            got.push(from + got.length);
            if (index === 0) delivered++;
          }
          return true;
        };
        for (const { out, back, isJoin, isLate } of schedule) {
          for (let i = 0; i < out; i++) handOver(isLate);
          if (isJoin) ring.push('join');
          for (let i = 0; i < back; i++) deliver();
        }
        for (let i = 0; i < 10_000 && (handOver() || deliver()); i++);
        expect(delivered).toBe(sent.length);
        expect(outbox.isEmpty).toBe(true);
        for (const { got, from } of members) expect(got.length).toBe(sent.length - from);
      }),
      { numRuns: 500 },
    );
  });

  it('are dropped when damaged, and the next message is taken', () => {
    const reassembly = new Reassembly(1000);
    const piece = (index: number, count: number, message = 1) =>
      frameOf({ header: { message, index, count }, body: Uint8Array.of(index) });
    expect(reassembly.accept('s', Uint8Array.of(1, 2, 3)).kind).toBe('damaged');
    expect(reassembly.accept('s', new Uint8Array(40)).kind).toBe('damaged');
    expect(reassembly.accept('s', piece(1, 3)).kind).toBe('ignored');
    expect(reassembly.accept('s', piece(0, 3)).kind).toBe('partial');
    expect(reassembly.accept('s', piece(2, 3)).kind).toBe('damaged');
    expect(reassembly.accept('s', piece(3, 2)).kind).toBe('damaged');
    expect(reassembly.accept('s', piece(0, 1, 2))).toEqual({ kind: 'message', bytes: Uint8Array.of(0) });
    reassembly.accept('s', piece(0, 2, 3));
    reassembly.forget('s');
    expect(reassembly.accept('s', piece(1, 2, 3)).kind).toBe('ignored');
  });

  it('are bounded in what is taken and what is under way', () => {
    const outbox = new Outbox(LIMITS);
    for (let i = 0; i < 8; i++) {
      expect(outbox.hasRoomFor(5)).toBe(true);
      outbox.add(new Uint8Array(5));
    }
    expect(outbox.hasRoomFor(5)).toBe(false);
    let pieces = 0;
    for (let piece = outbox.next(); piece !== null; piece = outbox.next()) {
      outbox.taken();
      pieces++;
    }
    expect(pieces).toBe(LIMITS.framesUnderWay);
    expect(outbox.isWritable).toBe(true);
    outbox.clear();
    expect(outbox.hasRoomFor(1_000_000)).toBe(true);
  });

  it('are tried again at growing pauses', () => {
    const backOff = new BackOff(50, 500);
    expect([1, 2, 3, 4, 5, 6].map(() => backOff.next())).toEqual([50, 100, 200, 400, 500, 500]);
    backOff.reset();
    expect(backOff.next()).toBe(50);
  });
});
