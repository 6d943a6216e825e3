/**
 * A frame is what one multicast of the cluster carries: a header and a piece of a message. Layout, little-endian:
 * bytes 0–1 mark, 2 format, 3 zero, 4–7 message number, 8–11 index of the piece, 12–15 count of pieces.
 */
export const FRAME_HEADER_BYTES = 16;

const MARK = 0x5748; // "HW"
const FORMAT = 1;

/** Which piece of which message a frame carries. Message numbers count up per sender and start anywhere. */
export interface FrameHeader {
  readonly message: number;
  readonly index: number;
  readonly count: number;
}

export function writeFrameHeader({ message, index, count }: FrameHeader): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, MARK, true);
  view.setUint8(2, FORMAT);
  view.setUint32(4, message, true);
  view.setUint32(8, index, true);
  view.setUint32(12, count, true);
  return bytes;
}

/** The header of a frame, or why it is none of ours. */
export function readFrameHeader(frame: Uint8Array): FrameHeader | string {
  if (frame.length < FRAME_HEADER_BYTES) return `a frame of ${frame.length} bytes is shorter than its header`;
  const view = new DataView(frame.buffer, frame.byteOffset, FRAME_HEADER_BYTES);
  if (view.getUint16(0, true) !== MARK) return 'the frame does not bear our mark';
  if (view.getUint8(2) !== FORMAT) return `frame format ${view.getUint8(2)} is not known`;
  const header = {
    message: view.getUint32(4, true),
    index: view.getUint32(8, true),
    count: view.getUint32(12, true),
  };
  if (header.index >= header.count) return `piece ${header.index} of ${header.count} cannot be`;
  return header;
}

/** Pieces a message of that length needs; an empty message has one. */
export function countPieces(bytes: number, pieceBytes: number): number {
  return Math.max(1, Math.ceil(bytes / pieceBytes));
}
