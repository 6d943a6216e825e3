import type { Socket } from 'node:net';
import { addressKey } from '../access/address.ts';

interface Place {
  readonly socket: Socket;
  readonly address: string;
  /** Something came over it with a good token. */
  isTrusted: boolean;
}

/**
 * The connections of a server. When all places are taken, a new one is given the place of one that never carried a good
 * token: of the address that holds most such places, the oldest. Who has signed in keeps his; who only connects keeps
 * nobody out.
 */
export class Places {
  readonly #most: number;
  /** By address and port of the other side, in the order of their coming. */
  readonly #places = new Map<string, Place>();

  constructor(most: number) {
    this.#most = most;
  }

  /** A connection was opened. */
  take(socket: Socket): void {
    const key = keyOf(socket);
    if (key === null) return;
    if (this.#places.size >= this.#most && !this.#makeRoom(addressKey(socket.remoteAddress ?? ''))) {
      socket.destroy();
      return;
    }
    const place: Place = { socket, address: addressKey(socket.remoteAddress ?? ''), isTrusted: false };
    this.#places.set(key, place);
    socket.on('close', () => {
      if (this.#places.get(key) === place) this.#places.delete(key);
    });
  }

  /** A good token has come over this connection, encrypted or not. */
  trust(socket: Socket): void {
    const place = this.#places.get(keyOf(socket) ?? '');
    if (place !== undefined) place.isTrusted = true;
  }

  #makeRoom(newcomer: string): boolean {
    // The newcomer counts as one: an address that holds many does not take the place of one that holds few.
    const counts = new Map([[newcomer, 1]]);
    for (const { address, isTrusted } of this.#places.values())
      if (!isTrusted) counts.set(address, (counts.get(address) ?? 0) + 1);
    const most = Math.max(...counts.values());
    for (const [key, { socket, address, isTrusted }] of this.#places) {
      if (isTrusted || counts.get(address) !== most) continue;
      this.#places.delete(key);
      socket.destroy();
      return true;
    }
    return false;
  }
}

function keyOf({ remoteAddress, remotePort }: Socket): string | null {
  return remoteAddress === undefined || remotePort === undefined ? null : `${remoteAddress} ${remotePort}`;
}
