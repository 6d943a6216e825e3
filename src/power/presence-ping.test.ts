import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { isPresencePong, presencePing, presencePingMessage } from './presence-ping.ts';

describe('a presence ping', () => {
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close();
  });

  async function answering(answer: (ping: Buffer) => Uint8Array | null) {
    const socket = createSocket('udp4');
    sockets.push(socket);
    socket.on('message', (ping, from) => {
      const message = answer(ping);
      if (message !== null) socket.send(message, from.port, from.address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return { host: '127.0.0.1', port: socket.address().port };
  }

  const pong = (ping: Uint8Array) => {
    const answer = new Uint8Array(28);
    answer.set(ping);
    answer[8] = 0x40;
    answer[11] = 16;
    return answer;
  };

  it('is the message the ASF specification says', () => {
    expect(Buffer.from(presencePingMessage(7)).toString('hex')).toBe('0600ff06000011be80070000');
  });

  it('is answered by whoever speaks RMCP', async () => {
    expect(await presencePing(await answering(pong), 5_000)).toMatchObject({
      isAnswered: true,
      isResolved: true,
    });
  });

  it('is repeated when it was lost', async () => {
    let pings = 0;
    const address = await answering((ping) => (++pings < 3 ? null : pong(ping)));
    expect(await presencePing(address, 900)).toMatchObject({ isAnswered: true });
    expect(pings).toBe(3);
  });

  it('is not taken as answered by its echo, another’s answer or noise', async () => {
    const address = await answering((ping) => ping);
    expect(await presencePing(address, 200)).toMatchObject({ isAnswered: false, isResolved: true });
    expect(isPresencePong(pong(presencePingMessage(1)), 2)).toBe(false);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => !isPresencePong(noise, 255)));
  });

  it('ends without answer at a closed port, and without address for a bad name', async () => {
    expect(await presencePing({ host: '127.0.0.1', port: 1 }, 200)).toMatchObject({ isAnswered: false });
    expect(await presencePing({ host: 'no-such-bmc.invalid', port: 623 }, 200)).toMatchObject({
      isAnswered: false,
      isResolved: false,
    });
  });
});
