/** Asks a web server again and again, each time on a connection of its own, and tells of each answer: see Client. */
import { createConnection } from 'node:net';
import type { Answer } from './client.ts';

const [address, interval] = process.argv.slice(2) as [string, string];
/** A request without an answer is given up after this time, ms. */
const PATIENCE_MS = 1000;

function ask(): void {
  const sentAt = Date.now();
  const socket = createConnection({ host: address, port: 80 });
  let text = '';
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  socket.setEncoding('latin1');
  socket.on('connect', () => socket.write('GET / HTTP/1.0\r\n\r\n'));
  socket.on('data', (piece: string) => {
    text += piece;
  });
  // A refusal is no answer.
  socket.on('error', () => {});
  socket.on('end', () => {
    const node = /\r\n\r\n(\S+)/.exec(text)?.[1];
    if (node !== undefined)
      process.send?.({ sentAt, answeredAt: Date.now(), node } satisfies Answer, () => {});
  });
}

setInterval(ask, Number(interval));
process.on('disconnect', () => process.exit());
