import { chmodSync, chownSync, unlinkSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { failureWords } from '../result/failure-words.ts';
import type { Problem } from '../result/problem.ts';
import { LineConnection } from './line-connection.ts';
import { daemonProblem } from './protocol.ts';

const MOST_CONNECTIONS = 256;

export interface LineServerOptions {
  readonly path: string;
  /** File mode of the socket: who may connect. */
  readonly mode: number;
  /** Group that owns the socket; `null` leaves the process's own. */
  readonly groupId: number | null;
  /** Answers one request; the value is what the client gets. Must not reject. */
  readonly answer: (request: unknown) => Promise<unknown>;
  /** Clients at one time. */
  readonly mostConnections?: number;
  /** After so long a client is let go that takes nothing of what is written to it, ms. */
  readonly stalledMs?: number;
}

/**
 * Serves requests over a Unix socket: one JSON value a line, `{"id":…,"request":…}` in, `{"id":…,"answer":…}` out, in
 * any order. The socket's file mode is its permission.
 */
export class LineServer {
  readonly #options: LineServerOptions;
  readonly #server: Server;
  readonly #connections = new Set<LineConnection>();

  constructor(options: LineServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** Begins to listen; a socket left over from a dead process is replaced, one that answers is not. */
  async start(): Promise<Problem | null> {
    const { path, mode, groupId } = this.#options;
    if (await isAnswered(path)) {
      return daemonProblem('HWS-DMN-007', `${path} is served by another process`, 'Stop that process first');
    }
    try {
      unlinkSync(path);
    } catch {
      // There was none; whatever else is wrong shows when listening.
    }
    const before = process.umask(0o177);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once('error', reject);
        this.#server.listen(path, resolve);
      });
    } catch (error) {
      return daemonProblem(
        'HWS-DMN-007',
        `${path} cannot be served: ${failureWords(error)}`,
        'Check the folder and its rights',
      );
    } finally {
      process.umask(before);
    }
    try {
      if (groupId !== null) chownSync(path, -1, groupId);
      chmodSync(path, mode);
    } catch (error) {
      return daemonProblem(
        'HWS-DMN-007',
        `${path} cannot be given to its group: ${failureWords(error)}`,
        'Run as root',
      );
    }
    return null;
  }

  close(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** When all places are taken, the client that has waited for nothing longest makes room. */
  #serve(socket: Socket): void {
    if (this.#connections.size >= (this.#options.mostConnections ?? MOST_CONNECTIONS)) {
      const idle = [...this.#connections].filter(({ idleSince }) => idleSince !== null);
      const [longest] = idle.sort((a, b) => (a.idleSince ?? 0) - (b.idleSince ?? 0));
      if (longest === undefined) {
        socket.destroy();
        return;
      }
      this.#connections.delete(longest);
      longest.close();
    }
    const { answer, stalledMs } = this.#options;
    const onClose = (): void => {
      this.#connections.delete(connection);
    };
    const patience = stalledMs === undefined ? {} : { stalledMs };
    const connection = new LineConnection({ socket, answer, onClose, ...patience });
    this.#connections.add(connection);
  }
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
